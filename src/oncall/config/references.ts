import type { ScheduleDefinition } from '../schedule/definition.ts';
import type { Contact, NotificationRule } from './person.ts';
import type { Policy, Target } from './policies.ts';

/** The parts of muster.yaml whose names must agree. */
export interface OnCallSections {
  readonly people: Readonly<
    Record<
      string,
      {
        readonly name?: string | undefined;
        readonly discord?: string | undefined;
        readonly email?: string | undefined;
        readonly contacts?: readonly Contact[] | undefined;
        readonly rules?:
          | {
              readonly high?: readonly NotificationRule[] | undefined;
              readonly low?: readonly NotificationRule[] | undefined;
            }
          | undefined;
      }
    >
  >;
  readonly schedules: Readonly<Record<string, ScheduleDefinition>>;
  readonly policies: Readonly<Record<string, Policy>>;
  readonly services: Readonly<Record<string, { readonly policy?: string | undefined }>>;
}

export interface ReferenceFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Names that nobody bears, rules without an address, and loops: each with its place and the remedy. */
export function checkReferences(
  config: OnCallSections & { readonly oncall?: { readonly mirrors: Readonly<Record<string, unknown>> } },
): readonly ReferenceFault[] {
  return [
    ...scheduleFaults(config),
    ...policyFaults(config),
    ...loops(config.policies),
    ...ruleFaults(config),
    ...Object.keys(config.oncall?.mirrors ?? {})
      .filter((name) => !Object.hasOwn(config.schedules, name))
      .map((name) => ({
        path: ['oncall', 'mirrors', name],
        message: `there is no schedule called ${name}: add it, or take this mirror out`,
      })),
  ];
}

function* scheduleFaults({ people, schedules }: OnCallSections): Generator<ReferenceFault> {
  const known = (path: PropertyKey[], key: string | null | undefined): ReferenceFault[] =>
    key === null || key === undefined || Object.hasOwn(people, key)
      ? []
      : [{ path, message: `${key} is not under \`people\`: add them there, or correct the name` }];
  for (const [name, schedule] of Object.entries(schedules)) {
    for (const [n, layer] of schedule.layers.entries()) {
      for (const [at, user] of layer.users.entries()) {
        yield* known(['schedules', name, 'layers', n, 'users', at], user);
      }
    }
    for (const [n, override] of schedule.overrides.entries()) {
      yield* known(['schedules', name, 'overrides', n, 'add'], override.add);
      yield* known(['schedules', name, 'overrides', n, 'remove'], override.remove);
    }
    for (const [n, calendar] of (schedule.calendars ?? []).entries()) {
      yield* known(['schedules', name, 'calendars', n, 'user'], calendar.user);
      for (const [called, key] of Object.entries(calendar.names)) {
        yield* known(['schedules', name, 'calendars', n, 'names', called], key);
      }
    }
    for (const [n, window] of schedule.temporary.entries()) {
      for (const [at, shift] of window.shifts.entries()) {
        yield* known(['schedules', name, 'temporary', n, 'shifts', at, 'user'], shift.user);
      }
    }
  }
}

function* policyFaults(config: OnCallSections): Generator<ReferenceFault> {
  const sections = { person: config.people, schedule: config.schedules, policy: config.policies };
  const check = function* (target: Target, path: PropertyKey[]): Generator<ReferenceFault> {
    if (target.type === 'round-robin') for (const inner of target.among) yield* check(inner, path);
    else if (
      target.type !== 'channel' &&
      target.type !== 'webhook' &&
      !Object.hasOwn(sections[target.type], target.key)
    ) {
      yield { path, message: `there is no ${target.type} called ${target.key}: add it, or correct the name` };
    }
  };
  for (const [name, policy] of Object.entries(config.policies)) {
    for (const [n, step] of policy.steps.entries()) {
      for (const [at, target] of step.page.entries()) yield* check(target, ['policies', name, 'steps', n, 'page', at]);
    }
  }
  for (const [name, { policy }] of Object.entries(config.services)) {
    if (policy !== undefined && !Object.hasOwn(config.policies, policy)) {
      yield {
        path: ['services', name, 'policy'],
        message: `there is no policy called ${policy}: add it, or correct it`,
      };
    }
  }
}

const policiesIn = (targets: readonly Target[]): string[] =>
  targets.flatMap((target) =>
    target.type === 'policy' ? [target.key] : target.type === 'round-robin' ? policiesIn(target.among) : [],
  );

function* loops(policies: OnCallSections['policies']): Generator<ReferenceFault> {
  const next = (name: string): string[] => policies[name]?.steps.flatMap((step) => policiesIn(step.page)) ?? [];
  const wayBack = (start: string): string[] | undefined => {
    const paths = next(start).map((name) => [name]);
    const seen = new Set<string>();
    for (let path = paths.shift(); path; path = paths.shift()) {
      const last = path.at(-1) ?? '';
      if (last === start) return path;
      if (seen.has(last)) continue;
      seen.add(last);
      for (const name of next(last)) paths.push([...path, name]);
    }
    return undefined;
  };
  for (const name of Object.keys(policies)) {
    const way = wayBack(name);
    if (way) {
      const message = `goes round in a circle (${[name, ...way].join(' → ')}): take one of these targets out`;
      yield { path: ['policies', name], message };
    }
  }
}

function* ruleFaults({ people }: OnCallSections): Generator<ReferenceFault> {
  for (const [name, person] of Object.entries(people)) {
    for (const urgency of ['high', 'low'] as const) {
      for (const [n, { method }] of (person.rules?.[urgency] ?? []).entries()) {
        const reachable =
          method === 'discord' || method === 'mention'
            ? person.discord !== undefined
            : (person.contacts?.some((contact) => contact.method === method) ?? false) ||
              (method === 'email' && person.email !== undefined);
        if (reachable) continue;
        const remedy =
          method === 'discord' || method === 'mention'
            ? 'add their Discord id (discord: "…")'
            : `add a contact { ${method}: … }`;
        yield { path: ['people', name, 'rules', urgency, n], message: `has no ${method} address to use: ${remedy}` };
      }
    }
  }
}
