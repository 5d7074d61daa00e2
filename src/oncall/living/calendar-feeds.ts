import { DAY_MS } from '../../base/durations.ts';
import type { Clock, Instant } from '../../base/clock.ts';
import type { People } from '../../catalog/people.ts';
import { ok } from '../../base/result.ts';
import type { Cause } from '../../timeline/cause.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { KnownNames } from '../names-of.ts';
import type { Roster } from '../roster.ts';
import { type CalendarEvent, calendarOf } from '../schedule/calendar-out.ts';
import { calendarAddressesRenewed } from './entries.ts';
import { onCallRegister } from './register.ts';
import { stretches } from './stretches.ts';

/** The calendar of one's own shifts in all schedules. No schedule can be called so: their names begin with a letter or digit. */
export const OWN_SHIFTS = '_me';

const AHEAD_MS = 365 * DAY_MS;

/** The month before: events are told by when they begin, and one that begins earlier is not to begin anew with each hour. */
const beginOf = (now: Instant): Instant => Date.UTC(new Date(now).getUTCFullYear(), new Date(now).getUTCMonth() - 1, 1);

/** Calendars that others subscribe to. Their readers are Discord ids: an address is its reader's own, and they may renew it. */
export function createCalendarFeeds(parts: {
  readonly timeline: Pick<Timeline, 'state' | 'change'>;
  readonly clock: Clock;
  readonly roster: () => Promise<Roster>;
  readonly people: () => People;
  /** A feed waits for nobody. */
  readonly knownNames: KnownNames;
}) {
  const eventsOf = async (schedules: readonly string[], user?: string): Promise<readonly CalendarEvent[]> => {
    const roster = await parts.roster();
    const now = parts.clock.now();
    const all = schedules.flatMap((schedule) => {
      const final = roster.final(schedule, { from: beginOf(now), to: now + AHEAD_MS }, now);
      const shifts = (final?.shifts ?? []).filter((shift) => user === undefined || shift.user === user);
      return stretches(shifts).map((shift) => ({ ...shift, schedule }));
    });
    const nameOf = parts.knownNames([...new Set(all.map((shift) => shift.user))]);
    return all.map((shift): CalendarEvent => ({
      ...shift,
      summary: user === undefined ? `${nameOf(shift.user)} on call: ${shift.schedule}` : `On call: ${shift.schedule}`,
    }));
  };

  return {
    /** iCalendar text: everybody's shifts of a schedule, or the reader's own of all. Undefined when there is no such schedule. */
    async calendar(name: string, reader: string): Promise<string | undefined> {
      const now = parts.clock.now();
      const names = (await parts.roster()).schedules.map((schedule) => schedule.name);
      if (name === OWN_SHIFTS) {
        const own = parts.people().byId(reader)?.key;
        return calendarOf('My shifts on call', own === undefined ? [] : await eventsOf(names, own), now);
      }
      return names.includes(name) ? calendarOf(`On call: ${name}`, await eventsOf([name]), now) : undefined;
    },

    /** What stands in a reader's addresses. */
    generation: async (reader: string): Promise<string> =>
      (await parts.timeline.state(ORGANISATION, onCallRegister)).addresses[reader] ?? '',

    /** From now on the reader's addresses of before open nothing. */
    renew: (reader: string, cause: Cause) =>
      parts.timeline.change(ORGANISATION, onCallRegister, cause, () =>
        ok({ entries: [calendarAddressesRenewed({ by: reader })], answer: null }),
      ),
  };
}
export type CalendarFeeds = ReturnType<typeof createCalendarFeeds>;
