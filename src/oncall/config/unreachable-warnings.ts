import { takesWords } from '../contacts/contact-list.ts';
import type { OnCallSections, ReferenceFault } from './references.ts';

/**
 * People in schedules whom nothing can be sent to: their turns would be found out by the page that nobody gets. And those
 * whom only a call reaches, which pages alone may do.
 */
export function* unreachableWarnings({
  people,
  schedules,
}: Pick<OnCallSections, 'people' | 'schedules'>): Generator<ReferenceFault> {
  for (const [key, { discord, email, contacts = [] }] of Object.entries(people)) {
    if (discord !== undefined || email !== undefined || contacts.some(takesWords)) continue;
    const [schedule] = Object.entries(schedules).find(([, { layers, temporary, overrides, calendars = [] }]) =>
      [
        ...layers.flatMap(({ users }) => users),
        ...temporary.flatMap(({ shifts }) => shifts.map(({ user }) => user)),
        ...overrides.map(({ add }) => add),
        ...calendars.flatMap(({ user, names }) => [user, ...Object.values(names)]),
      ].includes(key),
    ) ?? [undefined];
    if (schedule === undefined) continue;
    const message =
      contacts.length === 0
        ? `${key} is on call in ${schedule}, but no page can reach them: add their Discord id (discord: "…") or contacts`
        : `${key} is on call in ${schedule}, and only a call reaches them: changed shifts and hand-offs are told in on-call’s channel alone. Add their Discord id (discord: "…"), or a contact that takes words: sms, email or ntfy`;
    yield { path: ['people', key], message };
  }
}
