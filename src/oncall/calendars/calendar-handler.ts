import { MINUTE_MS, HOUR_MS, DAY_MS } from '../../base/durations.ts';
import { z } from 'zod';
import type { Instant } from '../../base/clock.ts';
import { ok } from '../../base/result.ts';
import type { RichText } from '../../base/rich-text.ts';
import type { Effect, EffectChange, EffectDraft, EffectHandlers, EffectOutcome } from '../../timeline/effect.ts';
import { type EntryDraft, ORGANISATION } from '../../timeline/entry.ts';
import { calendarChanged } from '../living/entries.ts';
import { armGaps } from '../living/gap-timer.ts';
import { armHandOff } from '../living/hand-off-effects.ts';
import { type OnCallRegister, onCallRegister } from '../living/register.ts';
import { type Kept, isNewSchedule, keepOnCall, redrawnBy } from '../living/keep-on-call.ts';
import { askAboutReload } from '../living/reload-question.ts';
import { effectCause } from '../paging/page-handlers.ts';
import type { OnCallParts } from '../parts.ts';
import { type Redrawn, tellShiftChanges } from '../living/shift-changes.ts';
import { scheduleWithSources } from '../roster.ts';
import type { CalendarDefinition, ScheduleDefinition, Shift } from '../schedule/definition.ts';
import { calendarKey, shiftsFrom, withNews } from './calendar-shifts.ts';
import {
  type CalendarStatus,
  calendarStatus,
  failingSentence,
  faultsSentence,
  keepCalendarStatus,
} from './calendar-status.ts';
import { fetchCalendar } from './fetch-calendar.ts';
import { noCalendar } from './no-calendar.ts';
import type { CalendarReading } from './read-calendar.ts';
import { readInWorker } from './read-in-worker.ts';

const payloadSchema = z.object({ schedule: z.string(), calendar: z.string() });
/** How far ahead repeating events are laid out, and how far back when a calendar is read for the first time. */
const AHEAD_MS = 400 * DAY_MS;
const BACK_MS = 31 * DAY_MS;
/** What is laid out grows by at least so much before it is recorded again without any other change. */
const GROWS_MS = 30 * DAY_MS;
const TRY_AGAIN_MS = 5 * MINUTE_MS;
/** A source may be away for so long before the channel hears of it; `/oncall who` says it at once. */
const TOLD_AFTER_MS = HOUR_MS;

export const armCalendar = (schedule: string, calendar: string, dueAt: Instant): EffectDraft => ({
  kind: 'oncall.calendar',
  lane: null,
  key: `oncall:calendar:${calendarKey(schedule, calendar)}`,
  dueAt,
  stream: ORGANISATION,
  payload: { schedule, calendar },
});

/** What was fetched last, in memory only: after a start everything is fetched once. */
type Copy = {
  readonly url: string;
  readonly etag: string | null;
  readonly modified: string | null;
  readonly text: string;
  /** All that its reading depended on. */
  readonly readFor: string;
  readonly readAt: Instant;
};

type Look =
  | { readonly reading: CalendarReading; readonly copy?: Copy | undefined }
  | { readonly reading: 'as before'; readonly copy: Copy };

/**
 * Reads a calendar again and again. What it says is recorded when it changes, from now on: what is past stays. While it
 * cannot be read, or is no calendar, what it said last stays in force, and its age is told.
 */
export function calendarHandlers(parts: OnCallParts): EffectHandlers {
  const copies = new Map<string, Copy>();

  const look = async (
    key: string,
    { url, user, names, timeZone }: CalendarDefinition & { readonly url: string },
    from: Instant,
    signal: AbortSignal,
  ): Promise<Look> => {
    const now = parts.clock.now();
    const known = copies.get(key);
    const copy = known?.url === url ? known : undefined;
    const asked = { etag: copy?.etag ?? null, modified: copy?.modified ?? null };
    const fetched = await fetchCalendar(url, asked, parts.config().calendarHosts, signal);
    if (fetched.got === 'nothing') return { reading: { ok: false, reason: fetched.reason } };
    if (fetched.got === 'unchanged' && !copy) {
      return { reading: { ok: false, reason: `${new URL(url).host} answered 304 although nothing was known` } };
    }
    const text = fetched.got === 'text' ? fetched.text : (copy?.text ?? '');
    const fault = noCalendar(text);
    if (fault !== undefined) return { reading: { ok: false, reason: fault } };
    const { etag, modified } = fetched.got === 'text' ? fetched : asked;
    const people = parts.people().all.map((person) => ({
      key: person.key,
      // What anybody may call themselves in the chat puts nobody on call.
      names: person.isNamed ? [person.name] : [],
      emails: [
        ...(person.email === undefined ? [] : [person.email]),
        ...(parts.sections().people[person.key]?.contacts ?? []).flatMap((contact) =>
          contact.method === 'email' ? [contact.address] : [],
        ),
      ],
    }));
    const request = { timeZone, user: user ?? null, names, people };
    const readFor = JSON.stringify(request);
    if (copy?.text === text && copy.readFor === readFor && now - copy.readAt < DAY_MS) {
      return { reading: 'as before', copy: { ...copy, etag, modified } };
    }
    const span = { from, to: now + AHEAD_MS };
    const reading = await readInWorker({ ...request, text, span }, signal);
    return { reading, copy: reading.ok ? { url, etag, modified, text, readFor, readAt: now } : undefined };
  };

  const post = (tone: 'warning' | 'good', title: string, text: RichText): EffectDraft => ({
    kind: 'message.post',
    lane: 'oncall:calendars',
    payload: { channel: parts.config().channel, message: { tone, title: [title], blocks: [{ type: 'text', text }] } },
  });

  const definitionOf = (schedule: string) => parts.sections().schedules[schedule];

  return {
    async 'oncall.calendar'(effect: Effect, signal): Promise<EffectOutcome> {
      const { schedule, calendar } = payloadSchema.parse(effect.payload);
      const definition = parts.sections().schedules[schedule]?.calendars?.find(({ name }) => name === calendar);
      const url = definition?.url;
      if (!definition || url === undefined) return { outcome: 'done' }; // taken out of muster.yaml
      const key = calendarKey(schedule, calendar);
      const register = await parts.timeline.state(ORGANISATION, onCallRegister);
      const before = await calendarStatus(parts, schedule, calendar);
      const began = parts.clock.now();
      const isFirst = !register.calendars[key] && before.failing === null && isNewSchedule(register, schedule);
      const from = isFirst ? began - BACK_MS : began;
      const { reading, copy } = await look(key, { ...definition, url }, from, signal);
      if (copy) copies.set(key, copy);

      const now = parts.clock.now();
      const status = nextStatus(before, reading, now);
      const again = status.failing ? Math.min(definition.refreshMs, TRY_AGAIN_MS) : definition.refreshMs;
      const effects: EffectChange[] = [armCalendar(schedule, calendar, now + again)];
      if (status.failing?.told && !before.failing?.told) {
        effects.push(post('warning', 'A calendar cannot be read', failingSentence(schedule, calendar, status)));
      }
      if (before.failing?.told && !status.failing) {
        const text: RichText = [`The calendar ${calendar} of ${schedule} is read again.`];
        effects.push(post('good', 'A calendar is back', text));
      }
      if (status.faultCount > 0 && status.faults.join() !== before.faults.join()) {
        const text = faultsSentence(schedule, calendar, status);
        effects.push(post('warning', 'Events of a calendar could not be used', text));
      }
      const shifts = reading !== 'as before' && reading.ok ? reading.shifts : undefined;
      const done = await parts.timeline.change(ORGANISATION, onCallRegister, effectCause(effect), (state, context) => {
        const news = shifts && newsOf(state, key, shifts, isFirst ? from : now, now);
        if (!news) return ok({ entries: [], effects, answer: null });
        const entry = calendarChanged({ schedule, calendar, ...news, upTo: now + AHEAD_MS });
        const present = definitionOf(schedule);
        // What a new schedule reads first changes nothing that anybody had been told.
        const changed =
          isFirst || !present
            ? undefined
            : changedBy(parts, state, schedule, present, { key, ...news, now }, () => context.newId());
        const told = tellShiftChanges(parts, changed?.redrawn ?? [], [`The calendar ${calendar} changed.`]);
        const asked = changed?.kept ? [askAboutReload(parts, changed.kept, `The calendar ${calendar}`)] : [];
        return ok({
          entries: [entry, ...(changed?.overrides ?? [])],
          effects: [...effects, armHandOff(schedule, now), armGaps(now), ...told, ...asked],
          answer: null,
        });
      });
      if (!done.ok) return { outcome: 'retry', reason: done.refusal.message };
      await keepCalendarStatus(parts, schedule, calendar, status);
      return { outcome: 'done' };
    },
  };
}

function nextStatus(before: CalendarStatus, reading: CalendarReading | 'as before', now: Instant): CalendarStatus {
  if (reading === 'as before') return { ...before, goodAt: now, failing: null };
  if (reading.ok) return { goodAt: now, failing: null, faults: [...reading.faults], faultCount: reading.faultCount };
  const since = before.failing?.since ?? now;
  const told = before.failing?.told === true || now - since >= TOLD_AFTER_MS;
  return { ...before, failing: { since, reason: reading.reason, told } };
}

/** What is to be recorded of a reading: nothing when it says what the last one said. */
function newsOf(
  state: OnCallRegister,
  key: string,
  shifts: readonly Shift[],
  first: Instant,
  now: Instant,
): { readonly from: Instant; readonly shifts: Shift[] } | undefined {
  const before = state.calendars[key];
  if (!before) return { from: first, shifts: shiftsFrom(shifts, first) };
  const news = shiftsFrom(shifts, now);
  const within = (all: readonly Shift[]): string =>
    JSON.stringify(
      shiftsFrom(all, now)
        .filter((shift) => shift.from < before.upTo)
        .map(({ user, from, to }) => [user, from, Math.min(to, before.upTo)]),
    );
  const same = within(before.shifts) === within(news) && now + AHEAD_MS - before.upTo < GROWS_MS;
  return same ? undefined : { from: now, shifts: news };
}

/**
 * The schedule's shifts ahead, before and after what the calendar says now. Who is on call this minute stays so to the
 * end of the shift, as at a reload of muster.yaml, unless somebody applies the change.
 */
function changedBy(
  parts: Pick<OnCallParts, 'people'>,
  state: OnCallRegister,
  schedule: string,
  definition: ScheduleDefinition,
  news: { readonly key: string; readonly from: Instant; readonly shifts: readonly Shift[]; readonly now: Instant },
  newId: () => string,
): {
  readonly redrawn: readonly Redrawn[];
  readonly kept?: Kept | undefined;
  readonly overrides: readonly EntryDraft[];
} {
  const { key, now } = news;
  const known = state.calendars[key] ?? { upTo: now, shifts: [] };
  const read = { ...known, shifts: withNews(known.shifts, news.from, news.shifts) };
  const live = state.overrides[schedule] ?? [];
  const was = scheduleWithSources(schedule, definition, state);
  const sources = { ...state, calendars: { ...state.calendars, [key]: read } };
  const becomes = scheduleWithSources(schedule, definition, sources);
  const reason = 'A calendar changed who is on call: kept to the end of the shift';
  const changed = { schedule, was, becomes, live, now };
  const { kept, overrides } = keepOnCall(changed, parts, reason, newId);
  return { redrawn: [redrawnBy(changed, overrides)], kept, overrides };
}
