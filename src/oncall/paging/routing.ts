import type { Instant } from '../../base/clock.ts';
import { DEFAULT_WAIT_MS, type Policy, type PolicyStep, type Target } from '../config/policies.ts';
import type { NotificationRule, Urgency } from '../config/person.ts';

/** Whom a step pages, settled. */
export type Routed = {
  readonly people: readonly { readonly id: string; readonly via: string }[];
  readonly channels: readonly string[];
  readonly webhooks: readonly string[];
};

/** One way to tell one person, and when. `rule` counts from 0 and is part of the notification's unique key. */
export type PlannedNotification = NotificationRule & { readonly rule: number; readonly dueAt: Instant };

/** What decisions need to know of people and schedules: read before, so that deciding stays pure. */
export interface Routing {
  policy(key: string): Policy | undefined;
  policies: Readonly<Record<string, Policy>>;
  /** Opaque ids of who is on call for a schedule at that instant. */
  onCall(schedule: string, at: Instant): readonly string[];
  /** The opaque id of somebody under `people`; undefined when they are gone. */
  personId(key: string): string | undefined;
  /** Who took command of the page's incident, and how that is said of an answer. */
  readonly inCommand?: { readonly person: string; readonly via: string } | undefined;
  /** Empty when there is no way at all to reach them. */
  notifications(personId: string, urgency: Urgency, at: Instant, lastStep: boolean): readonly PlannedNotification[];
}

const NOBODY: ReadonlySet<string> = new Set();

/**
 * Steps with the steps of policies that they name put in their place: the first of those beside the step's other targets,
 * for as long as the longest of them all says.
 */
export function flatten(
  steps: readonly PolicyStep[],
  routing: Pick<Routing, 'policies'>,
  depth = 0,
): readonly PolicyStep[] {
  if (!steps.some(({ page }) => page.some(({ type }) => type === 'policy'))) return steps;
  return steps.flatMap((step) => {
    const inner = step.page.flatMap((target) => (target.type === 'policy' ? [target.key] : []));
    const own = step.page.filter((target) => target.type !== 'policy');
    if (inner.length === 0 || depth > 10) return [{ page: own, waitMs: step.waitMs || DEFAULT_WAIT_MS }];
    const others = inner.map((key) => flatten(routing.policies[key]?.steps ?? [], routing, depth + 1));
    const longest = Math.max(...others.map((other) => other.length), 1);
    return Array.from({ length: longest }, (_, n): PolicyStep => {
      const parts = others.flatMap((other) => other[n] ?? []);
      return {
        page: [...(n === 0 ? own : []), ...parts.flatMap((part) => part.page)],
        waitMs: Math.max(...parts.map((part) => part.waitMs), n === 0 ? step.waitMs : 0) || DEFAULT_WAIT_MS,
      };
    });
  });
}

/**
 * `turn` chooses among a round robin: it goes up with every page and every round. A policy there stands for its first
 * step. Without those who are `unable`.
 */
export function route(
  targets: readonly Target[],
  routing: Routing,
  at: Instant,
  turn: number,
  unable: ReadonlySet<string> = NOBODY,
): Routed {
  const people = new Map<string, string>();
  const channels = new Set<string>();
  const webhooks = new Set<string>();
  const ask = (id: string, via: string): void => {
    if (!people.has(id) && !unable.has(id)) people.set(id, via);
  };
  const add = (target: Target): void => {
    if (target.type === 'channel') channels.add(target.key);
    else if (target.type === 'webhook') webhooks.add(target.url);
    else if (target.type === 'person') {
      const id = routing.personId(target.key);
      if (id !== undefined) ask(id, `person:${target.key}`);
    } else if (target.type === 'schedule') {
      for (const id of routing.onCall(target.key, at)) ask(id, `schedule:${target.key}`);
    } else if (target.type === 'policy') {
      for (const inner of flatten(routing.policies[target.key]?.steps ?? [], routing)[0]?.page ?? []) add(inner);
    } else {
      // The first from `turn` on that leads to anybody: one who is not there is passed over.
      for (let n = 0; n < target.among.length; n++) {
        const next = target.among[(turn + n) % target.among.length];
        const before = people.size + channels.size + webhooks.size;
        if (next) add(next);
        if (people.size + channels.size + webhooks.size > before) break;
      }
    }
  };
  for (const target of targets) add(target);
  return {
    people: [...people].map(([id, via]) => ({ id, via })),
    channels: [...channels],
    webhooks: [...webhooks],
  };
}
