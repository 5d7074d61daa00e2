import { z } from 'zod';
import type { Instant } from '../../base/clock.ts';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import type { OnCallSections } from '../config/references.ts';
import type { OnCallParts } from '../parts.ts';
import { calendarKey } from './calendar-shifts.ts';

const statusSchema = z.object({
  /** When it was read last, changed or not; null: never. */
  goodAt: z.int().nullable(),
  failing: z.object({ since: z.int(), reason: z.string(), told: z.boolean() }).nullable(),
  /** What of it could not be used. */
  faults: z.array(z.string()),
  faultCount: z.int(),
});
/** How a calendar is doing: kept beside the record, because a look that changes nothing is no fact of the organisation. */
export type CalendarStatus = z.infer<typeof statusSchema>;

export const UNREAD: CalendarStatus = { goodAt: null, failing: null, faults: [], faultCount: 0 };

const settingOf = (schedule: string, calendar: string): string => `oncall.calendar.${calendarKey(schedule, calendar)}`;

type Keeper = Pick<OnCallParts, 'store'>;

export async function calendarStatus({ store }: Keeper, schedule: string, calendar: string): Promise<CalendarStatus> {
  const kept = await store.setting(settingOf(schedule, calendar));
  const read = kept === undefined ? undefined : statusSchema.safeParse(JSON.parse(kept));
  return read?.success ? read.data : UNREAD;
}

export const keepCalendarStatus = (
  { store }: Keeper,
  schedule: string,
  calendar: string,
  status: CalendarStatus,
): Promise<void> => store.setSetting(settingOf(schedule, calendar), JSON.stringify(status));

const since = (at: Instant): RichText => [instant(at, 'date-time')];

/** What people must know of a calendar that cannot be read: why, and how old the copy is that is used instead. */
export const failingSentence = (schedule: string, calendar: string, status: CalendarStatus): RichText => {
  if (!status.failing) return [];
  const copy =
    status.goodAt === null
      ? rich`It was never read: nobody is on call through it.`
      : rich`What it said ${since(status.goodAt)} is used.`;
  return rich`The calendar ${strong(calendar)} of ${strong(schedule)} cannot be read since ${since(status.failing.since)}: ${status.failing.reason}. ${copy}`;
};

/** Of the calendars of these schedules, what people must know: which cannot be read, and events that name nobody. */
export async function calendarNotes(
  parts: Keeper & { readonly sections: () => Pick<OnCallSections, 'schedules'> },
  schedules: readonly string[],
): Promise<RichText[]> {
  const notes: RichText[] = [];
  for (const schedule of schedules) {
    for (const { name } of parts.sections().schedules[schedule]?.calendars ?? []) {
      const status = await calendarStatus(parts, schedule, name);
      if (status.failing) notes.push(failingSentence(schedule, name, status));
      if (status.faultCount > 0) notes.push(faultsSentence(schedule, name, status));
    }
  }
  return notes;
}

export const faultsSentence = (schedule: string, calendar: string, status: CalendarStatus): RichText =>
  rich`In the calendar ${strong(calendar)} of ${strong(schedule)} ${status.faultCount === 1 ? 'an event' : `${status.faultCount} events`} could not be used: ${status.faults.slice(0, 3).join('; ')}${status.faultCount > 3 ? ' …' : ''}`;
