import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { LayerSchedule, PdOverride, PdPolicy, PdService, PdUser, ShiftSchedule } from '../account-shapes.ts';
import type { Account } from './account.ts';
import { keysFrom } from './keys.ts';
import { layerOf } from './layer-of.ts';
import { layersOfEvent } from './layers-of-event.ts';
import { type OneTimeChanges, writtenChanges } from './one-time-changes.ts';
import { type WrittenLayer, type WrittenSchedule, writtenMoment } from './written-schedule.ts';

/** People as muster.yaml has them already: who is linked to PagerDuty keeps their key. */
export type PresentPeople = Readonly<
  Record<string, { readonly pagerduty?: string | undefined; readonly email?: string | undefined }>
>;

export interface ImportDraft {
  readonly sections: Readonly<
    Record<'people' | 'schedules' | 'policies' | 'services', Readonly<Record<string, object>>>
  >;
  /** Keys of muster.yaml by PagerDuty's ids. */
  readonly people: ReadonlyMap<string, string>;
  readonly schedules: ReadonlyMap<string, string>;
  /** What could not be taken over as it is, in sentences. */
  readonly notes: readonly string[];
  /** What must be settled first; nothing is written while there is any. */
  readonly conflicts: readonly string[];
}

export interface DraftOptions {
  /** PagerDuty stays the source; the imported layers answer when it is away for this long. */
  readonly fallback?: string;
  /** Take people of muster.yaml with the same e-mail address for PagerDuty’s. An administrator says so, it is not guessed. */
  readonly linkByEmail: boolean;
  readonly now: number;
}

export function draftImport(account: Account, present: PresentPeople, options: DraftOptions): ImportDraft {
  const notes: string[] = [];
  const conflicts: string[] = [];
  const { people, added } = peopleOf(account.users, present, options, conflicts);
  const keyOf = (user: string): string | null => people.get(user) ?? null;
  const schedules = keysFrom([...account.layerSchedules, ...account.shiftSchedules].map(({ schedule }) => schedule));
  const key = (id: string): string => schedules.get(id) ?? id;

  const source = (id: string): Partial<WrittenSchedule> =>
    options.fallback === undefined ? {} : { pagerduty: { schedule: id, fallback: options.fallback } };
  const written: Record<string, WrittenSchedule> = {};
  for (const { schedule, overrides } of account.layerSchedules) {
    written[key(schedule.id)] = { ...layered(schedule, overrides, keyOf, options.now, notes), ...source(schedule.id) };
  }
  for (const { schedule, ...changes } of account.shiftSchedules) {
    const native = shiftBased(schedule, changes, keyOf, notes);
    // Without layers of its own there is nothing to fall back to.
    written[key(schedule.id)] = native ? { ...native, ...source(schedule.id) } : mirrored(schedule);
  }

  const policies: Record<string, object> = {};
  const policyKeys = keysFrom(account.policies);
  for (const policy of account.policies) {
    const one = policyOf(policy, people, schedules, notes);
    if (one) policies[policyKeys.get(policy.id) ?? policy.id] = one;
  }
  const serviceKeys = keysFrom(account.services);
  const services = Object.fromEntries(
    account.services.map((service) => {
      const policy = policyKeys.get(service.escalation_policy?.id ?? '');
      return [
        serviceKeys.get(service.id) ?? service.id,
        serviceOf(service, policy !== undefined && policy in policies ? policy : undefined),
      ];
    }),
  );
  return { sections: { people: added, schedules: written, policies, services }, people, schedules, notes, conflicts };
}

function peopleOf(
  users: readonly PdUser[],
  present: PresentPeople,
  { linkByEmail }: DraftOptions,
  conflicts: string[],
): { readonly people: ReadonlyMap<string, string>; readonly added: Record<string, object> } {
  const people = new Map<string, string>();
  const added: Record<string, object> = {};
  const fresh = keysFrom(users);
  const at = Object.entries(present);
  for (const user of users) {
    const linked = at.find(([, { pagerduty }]) => pagerduty === user.id)?.[0];
    const same = at.find(([, { email }]) => email?.toLowerCase() === user.email.toLowerCase());
    if (linked !== undefined) people.set(user.id, linked);
    else if (same && linkByEmail && same[1].pagerduty === undefined) {
      people.set(user.id, same[0]);
      added[same[0]] = { pagerduty: user.id };
    } else if (same) {
      conflicts.push(
        `people.${same[0]} has the e-mail address of PagerDuty’s ${user.name}: add "pagerduty: ${user.id}" to them if they are the same, or import with --link-by-email.`,
      );
    } else {
      const key = fresh.get(user.id) ?? user.id;
      people.set(user.id, key);
      added[key] = personOf(user);
    }
  }
  return { people, added };
}

const personOf = ({ id, name, email, time_zone }: PdUser): object => ({
  name: name.slice(0, 80),
  ...(z.email().safeParse(email).success && { email }),
  ...(time_zone != null && IANAZone.isValidZone(time_zone) && { timeZone: time_zone }),
  pagerduty: id,
});

function layered(
  schedule: LayerSchedule,
  overrides: readonly PdOverride[],
  keyOf: (user: string) => string | null,
  now: number,
  notes: string[],
): WrittenSchedule {
  const { time_zone: timeZone, name } = schedule;
  // Highest first there, lowest first here. Layers that ended say nothing of what is to come.
  const present = (schedule.schedule_layers ?? []).filter(({ end }) => end == null || end > now).reverse();
  const layers = present.flatMap((layer) => {
    if (layer.users.length > 0) return [layerOf(layer, timeZone, keyOf)];
    notes.push(`${name}: the layer “${layer.name ?? ''}” has no users and was left out.`);
    return [];
  });
  return {
    timeZone,
    layers,
    ...(overrides.length > 0 && {
      overrides: overrides.flatMap(({ start, end, user }) => {
        const add = keyOf(user.id);
        return add === null ? [] : [{ from: writtenMoment(start, timeZone), to: writtenMoment(end, timeZone), add }];
      }),
    }),
  };
}

function shiftBased(
  schedule: ShiftSchedule,
  changes: OneTimeChanges,
  keyOf: (user: string) => string | null,
  notes: string[],
): WrittenSchedule | undefined {
  const layers: WrittenLayer[] = [];
  for (const event of (schedule.rotations ?? []).flatMap(({ events }) => events ?? [])) {
    const found = layersOfEvent(event, schedule.time_zone, keyOf);
    if (!found.ok) {
      notes.push(
        `${schedule.name} stays in PagerDuty and is looked up there, because layers cannot say the same: ${found.refusal.message}.`,
      );
      return undefined;
    }
    layers.push(...found.value);
  }
  const overrides = writtenChanges(changes, schedule.time_zone, keyOf);
  return { timeZone: schedule.time_zone, mode: 'concurrent', layers, ...(overrides.length > 0 && { overrides }) };
}

const mirrored = ({ id, time_zone }: ShiftSchedule): WrittenSchedule => ({
  timeZone: time_zone,
  pagerduty: { schedule: id },
});

function policyOf(
  policy: PdPolicy,
  people: ReadonlyMap<string, string>,
  schedules: ReadonlyMap<string, string>,
  notes: string[],
): object | undefined {
  const steps = policy.escalation_rules.flatMap((rule) => {
    const targets = rule.targets.flatMap(({ id, type, summary }) => {
      const user = type === 'user' || type === 'user_reference';
      const key = user ? people.get(id) : schedules.get(id);
      if (key !== undefined) return [`${user ? 'person' : 'schedule'}:${key}`];
      notes.push(`${policy.name}: the target ${summary ?? id} is not imported and was left out.`);
      return [];
    });
    if (targets.length === 0) return [];
    const turns = rule.escalation_rule_assignment_strategy?.includes('round_robin') === true;
    const wait = `${Math.max(1, Math.round(rule.escalation_delay_in_minutes))}m`;
    return [{ page: turns && targets.length > 1 ? [{ roundRobin: targets }] : targets, wait }];
  });
  if (steps.length === 0) {
    notes.push(`${policy.name}: the policy pages nobody that was imported, and was left out.`);
    return undefined;
  }
  // PagerDuty’s open incidents follow the policy as it was when they began.
  return { repeat: Math.min(50, policy.num_loops ?? 0), follow: 'as-it-was', steps };
}

const serviceOf = ({ name, description }: PdService, policy: string | undefined): object => ({
  name: name.slice(0, 80),
  ...(description != null && description.trim() !== '' && { summary: description.trim().slice(0, 300) }),
  ...(policy !== undefined && { policy }),
});
