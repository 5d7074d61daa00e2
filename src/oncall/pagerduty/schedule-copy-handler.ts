import { MINUTE_MS, HOUR_MS, DAY_MS } from '../../base/durations.ts';
import { z } from 'zod';
import type { Instant } from '../../base/clock.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { RichText } from '../../base/rich-text.ts';
import type { EffectChange, EffectDraft, EffectHandlers } from '../../timeline/effect.ts';
import { type EntryDraft, ORGANISATION } from '../../timeline/entry.ts';
import { shiftsFrom } from '../calendars/calendar-shifts.ts';
import { armGaps } from '../living/gap-timer.ts';
import { armHandOff } from '../living/hand-off-effects.ts';
import { type ChangedSchedule, type KeptOnCall, isNewSchedule, keepOnCall, redrawnBy } from '../living/keep-on-call.ts';
import { type OnCallRegister, onCallRegister } from '../living/register.ts';
import { askAboutReload } from '../living/reload-question.ts';
import { tellShiftChanges } from '../living/shift-changes.ts';
import { effectCause } from '../paging/page-handlers.ts';
import type { OnCallParts } from '../parts.ts';
import { scheduleWithSources } from '../roster.ts';
import type { PagerDutySource, ScheduleDefinition, Shift } from '../schedule/definition.ts';
import { type Rendering, type ScheduleReader, renderSchedule } from './rendering.ts';
import { type ScheduleCopy, coveredUntil, givenUp, withReading } from './schedule-copy.ts';
import { scheduleCopied, scheduleGivenUp } from './schedule-copy-entries.ts';
import {
  type ScheduleCopyStatus,
  copySentence,
  keepScheduleCopyStatus,
  scheduleCopyStatus,
  unknownSentence,
} from './schedule-copy-status.ts';

const payloadSchema = z.object({ schedule: z.string() });
/** PagerDuty plans shifts no further; and how far back it is asked when a schedule is read for the first time. */
const AHEAD_MS = 90 * DAY_MS;
const BACK_MS = 31 * DAY_MS;
/** What is known ahead grows by at least so much before it is recorded without any other change. */
const GROWS_MS = 7 * DAY_MS;
const TRY_AGAIN_MS = MINUTE_MS;
/** PagerDuty may be away for so long before the channel hears of it; `/oncall who` says it at once. */
const TOLD_AFTER_MS = HOUR_MS;

export const armScheduleCopy = (schedule: string, dueAt: Instant): EffectDraft => ({
  kind: 'oncall.pagerduty-schedule',
  lane: null,
  key: `oncall:pagerduty:${schedule}`,
  dueAt,
  stream: ORGANISATION,
  payload: { schedule },
});

export interface ScheduleCopyParts extends Pick<
  OnCallParts,
  'timeline' | 'store' | 'clock' | 'sections' | 'config' | 'people' | 'nameOf'
> {
  /** Undefined without PAGERDUTY_API_TOKEN. */
  readonly reader: ScheduleReader | undefined;
  /** The opaque id of the person who was verified to be that PagerDuty user. */
  readonly personOf?: ((user: string) => Promise<string | undefined>) | undefined;
}

/**
 * Reads a schedule of PagerDuty again and again, and records what it says when that changes, from now on: what is past
 * stays. While it cannot be read the copy answers and its age is told; after `fallback` muster.yaml's own layers do.
 */
export function scheduleCopyHandlers(parts: ScheduleCopyParts): EffectHandlers {
  const { timeline, clock } = parts;

  const look = (source: PagerDutySource, from: Instant): Promise<Result<Rendering>> =>
    parts.reader
      ? renderSchedule(parts.reader, source.schedule, { from, to: clock.now() + AHEAD_MS })
      : Promise.resolve(refuse('pagerduty/off', 'PAGERDUTY_API_TOKEN is not set.'));

  /** Who is who, by muster.yaml's word or by proof; others keep PagerDuty's name and can be paged by nobody here. */
  const keysOf = async (rendering: Rendering): Promise<ReadonlyMap<string, string | undefined>> => {
    const found = new Map<string, string | undefined>();
    for (const user of new Set(rendering.shifts.map((shift) => shift.user))) {
      const verified = await parts.personOf?.(user);
      const key = parts.people().all.find(({ pagerduty }) => pagerduty === user)?.key;
      found.set(user, key ?? (verified === undefined ? undefined : parts.people().byId(verified)?.key));
    }
    return found;
  };

  const post = (tone: 'warning' | 'good', title: string, text: RichText): EffectDraft => ({
    kind: 'message.post',
    lane: 'oncall:pagerduty',
    payload: { channel: parts.config().channel, message: { tone, title: [title], blocks: [{ type: 'text', text }] } },
  });

  return {
    async 'oncall.pagerduty-schedule'(effect) {
      const { schedule } = payloadSchema.parse(effect.payload);
      const definition = parts.sections().schedules[schedule];
      const source = definition?.pagerduty;
      if (!source) return { outcome: 'done' }; // taken out of muster.yaml
      const began = clock.now();
      const register = await timeline.state(ORGANISATION, onCallRegister);
      const known = register.copies[schedule];
      const before = await scheduleCopyStatus(parts, schedule);
      const isFirst = !known && before.failing === null && isNewSchedule(register, schedule);
      const from = isFirst ? began - BACK_MS : began;
      const rendering = await look(source, from);

      const now = clock.now();
      const keys = rendering.ok ? await keysOf(rendering.value) : new Map<string, string | undefined>();
      const nameOf = (user: string): string =>
        keys.get(user) ??
        (rendering.ok && rendering.value.names[user] !== undefined
          ? `${rendering.value.names[user]} (${user} in PagerDuty)`
          : `${user} (in PagerDuty)`);
      const status = nextStatus(before, rendering, now, [...keys.keys()].filter((user) => !keys.get(user)).map(nameOf));
      const silentSince = before.readAt ?? before.failing?.since ?? now;
      const giveUp =
        !rendering.ok &&
        source.fallbackMs !== undefined &&
        now - silentSince >= source.fallbackMs &&
        coveredUntil(known, now) !== undefined;
      if (!rendering.ok) status.givenUp = before.givenUp || giveUp;

      const again = status.failing ? Math.min(source.refreshMs, TRY_AGAIN_MS) : source.refreshMs;
      const effects: EffectChange[] = [armScheduleCopy(schedule, now + again)];
      if ((status.failing?.told === true && before.failing?.told !== true) || giveUp) {
        effects.push(post('warning', 'PagerDuty cannot be read', copySentence(schedule, status, now)));
      }
      if (before.failing && (before.failing.told || before.givenUp) && !status.failing) {
        effects.push(post('good', 'PagerDuty is read again', copySentence(schedule, status, now)));
      }
      if (status.unknown.length > 0 && status.unknown.join() !== before.unknown.join()) {
        effects.push(post('warning', 'Unknown people are on call', unknownSentence(schedule, status.unknown)));
      }

      const done = await timeline.change(ORGANISATION, onCallRegister, effectCause(effect), (state, context) => {
        const copy = state.copies[schedule];
        const entries: EntryDraft[] = [];
        let becomes = copy;
        if (rendering.ok) {
          const { id, name, kind } = rendering.value;
          const mode = kind === 'layers' ? 'layered' : 'concurrent';
          const shifts = rendering.value.shifts.map((shift) => ({ ...shift, user: nameOf(shift.user) }));
          const reading = { source: id, name, mode, from: isFirst ? from : now, upTo: began + AHEAD_MS } as const;
          const news = shiftsFrom(shifts, reading.from);
          if (!copy || !saysTheSame(copy, reading, news, now)) {
            entries.push(scheduleCopied({ schedule, ...reading, shifts: news }));
            becomes = withReading(copy, { ...reading, shifts: news });
          }
        } else if (giveUp) {
          entries.push(scheduleGivenUp({ schedule, at: now, readAt: before.readAt }));
          becomes = copy && givenUp(copy, now);
        }
        const handOff = entries.length > 0 ? [armHandOff(schedule, now), armGaps(now)] : [];
        // What a new schedule reads first changes nothing that anybody had been told.
        const redrawn =
          isFirst || !becomes || copy === becomes ? undefined : redrawnFrom(state, schedule, definition, becomes, now);
        // That PagerDuty says who is on call is muster.yaml's word: nobody asked for it this minute. What it says later, is meant.
        const keeping: Pick<KeptOnCall, 'kept' | 'overrides'> =
          redrawn && !copy ? keepOnCall(redrawn, parts, REASON, () => context.newId()) : { overrides: [] };
        const asked = keeping.kept ? [askAboutReload(parts, keeping.kept, 'PagerDuty')] : [];
        const why = giveUp ? 'PagerDuty cannot be read: muster.yaml says who is on call.' : 'PagerDuty changed them.';
        const told = tellShiftChanges(parts, redrawn ? [redrawnBy(redrawn, keeping.overrides)] : [], [why]);
        return ok({
          entries: [...entries, ...keeping.overrides],
          effects: [...effects, ...handOff, ...told, ...asked],
          answer: null,
        });
      });
      if (!done.ok) return { outcome: 'retry', reason: done.refusal.message };
      await keepScheduleCopyStatus(parts, schedule, status);
      return { outcome: 'done' };
    },
  };
}

function nextStatus(
  before: ScheduleCopyStatus,
  rendering: Result<Rendering>,
  now: Instant,
  unknown: string[],
): ScheduleCopyStatus {
  if (rendering.ok) return { readAt: now, failing: null, givenUp: false, unknown, name: rendering.value.name };
  const since = before.failing?.since ?? now;
  // An outage may end by itself within the hour; an id that is wrong does not.
  const wrong = rendering.refusal.code === 'pagerduty/no-schedule';
  const told = before.failing?.told === true || wrong || now - since >= TOLD_AFTER_MS;
  return { ...before, failing: { since, reason: rendering.refusal.message, told } };
}

const REASON = 'PagerDuty says who is on call from now on: kept to the end of the turn';

/** The schedule before and after what PagerDuty says now. */
function redrawnFrom(
  state: OnCallRegister,
  schedule: string,
  definition: ScheduleDefinition,
  copy: ScheduleCopy,
  now: Instant,
): ChangedSchedule {
  const live = state.overrides[schedule] ?? [];
  const was = scheduleWithSources(schedule, definition, state);
  const sources = { ...state, copies: { ...state.copies, [schedule]: copy } };
  return { schedule, was, becomes: scheduleWithSources(schedule, definition, sources), live, now };
}

/** Whether a reading only repeats what the copy has: then nothing is recorded. */
function saysTheSame(
  copy: ScheduleCopy,
  reading: Pick<ScheduleCopy, 'source' | 'name' | 'mode'> & { readonly upTo: Instant },
  news: readonly Shift[],
  now: Instant,
): boolean {
  const upTo = coveredUntil(copy, now);
  if (upTo === undefined || reading.upTo - upTo >= GROWS_MS) return false;
  if (copy.source !== reading.source || copy.name !== reading.name || copy.mode !== reading.mode) return false;
  const within = (all: readonly Shift[]): string =>
    JSON.stringify(
      shiftsFrom(all, now)
        .filter((shift) => shift.from < upTo)
        .map(({ user, from, to }) => [user, from, Math.min(to, upTo)])
        .sort(),
    );
  return within(copy.shifts) === within(news);
}
