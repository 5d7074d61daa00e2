import { DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import type { Contact, Method, NotificationRule, Urgency } from '../config/person.ts';
import { zoneOf } from '../schedule/zone.ts';
import type { PlannedNotification } from './routing.ts';

/** A person of muster.yaml as paging sees them. */
export interface Reachable {
  readonly discord?: string | undefined;
  readonly email?: string | undefined;
  readonly timeZone: string;
  readonly contacts?: readonly Contact[] | undefined;
  readonly rules?:
    | {
        readonly high?: readonly NotificationRule[] | undefined;
        readonly low?: readonly NotificationRule[] | undefined;
      }
    | undefined;
  readonly quietHours?:
    { readonly from: number; readonly to: number; readonly urgencies: readonly Urgency[] } | undefined;
}

/** Where a method finds them; undefined when it does not. */
export function addressOf(person: Reachable, method: Method): string | undefined {
  if (method === 'discord' || method === 'mention') return person.discord;
  const contact = person.contacts?.find((each) => each.method === method);
  return contact?.address ?? (method === 'email' ? person.email : undefined);
}

/** Of somebody who has no rules: Discord at once, every other contact two minutes after the one before. */
function defaultRules(person: Reachable, urgency: Urgency): NotificationRule[] {
  const methods: Method[] = person.discord === undefined ? [] : ['discord'];
  for (const { method } of person.contacts ?? []) if (!methods.includes(method)) methods.push(method);
  if (methods.length === 0 && person.email !== undefined) methods.push('email');
  const used = urgency === 'high' ? methods : methods.slice(0, 1);
  return used.map((method, n) => ({ afterMs: n * 120_000, method }));
}

/**
 * When to tell somebody, and how. In quiet hours everything waits for their end, except on the last step of the policy,
 * which is never silenced. Rules without an address are left out.
 */
export function planNotifications(
  person: Reachable,
  urgency: Urgency,
  at: Instant,
  lastStep: boolean,
): readonly PlannedNotification[] {
  // An empty list is a word, too: they are not told of pages of this urgency.
  if (person.rules?.[urgency]?.length === 0) return [];
  const wanted = person.rules?.[urgency] ?? person.rules?.high ?? defaultRules(person, urgency);
  const usable = wanted.filter((rule) => addressOf(person, rule.method) !== undefined);
  const rules = usable.length > 0 ? usable : defaultRules(person, 'high');
  const quietUntil = lastStep ? undefined : endOfQuiet(person, urgency, at);
  return [...rules]
    .sort((a, b) => a.afterMs - b.afterMs)
    .map((rule, index) => ({ ...rule, rule: index, dueAt: (quietUntil ?? at) + rule.afterMs }));
}

function endOfQuiet(person: Reachable, urgency: Urgency, at: Instant): Instant | undefined {
  const quiet = person.quietHours;
  if (!quiet || !quiet.urgencies.includes(urgency)) return undefined;
  const zone = zoneOf(person.timeZone);
  const today = Math.floor(zone.wallAt(at) / DAY_MS);
  for (const day of [today - 1, today]) {
    const from = zone.instantOf(day * DAY_MS + quiet.from, 'first');
    const to = zone.instantOf((quiet.to <= quiet.from ? day + 1 : day) * DAY_MS + quiet.to, 'last');
    if (from <= at && at < to) return to;
  }
  return undefined;
}
