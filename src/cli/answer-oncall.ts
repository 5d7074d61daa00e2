import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Result } from '../base/result.ts';
import { createPeople } from '../catalog/people.ts';
import type { Config } from '../config.ts';
import { parseMoment } from '../oncall/config/moment.ts';
import { oddMoment } from '../oncall/config/time-warnings.ts';
import type { Override, ScheduleDefinition, Span } from '../oncall/schedule/definition.ts';
import { scheduleJson } from '../oncall/schedule/schedule-json.ts';
import type { Schedule } from '../oncall/schedule/schedule.ts';
import { instantOfMoment } from '../oncall/schedule/turns.ts';
import { zoneOf } from '../oncall/schedule/zone.ts';

const text = z.string().max(200);
const yes = z.literal(true);

export const onCallQuerySchema = z.object({
  schedule: text,
  at: text.exactOptional(),
  from: text.exactOptional(),
  to: text.exactOptional(),
  json: yes.exactOptional(),
  overflow: yes.exactOptional(),
});
export type OnCallQuery = z.infer<typeof onCallQuerySchema>;

/** Lines for stdout and for stderr. 1 when nobody is on call or there is no such schedule, 2 for a time that is none. */
export const onCallAnswerSchema = z.object({
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  out: z.array(z.string()),
  notes: z.array(z.string()),
});
export type OnCallAnswer = z.infer<typeof onCallAnswerSchema>;

/** A schedule, what is on record beside it, and what is to be known of it. */
export interface OpenedSchedule {
  readonly schedule: Schedule;
  readonly overrides: readonly Override[];
  readonly notes: readonly string[];
}

/** Who is on call at an instant, or the final schedule of a span. What `open` refuses is exit code 3. */
export async function answerOnCall(
  query: OnCallQuery,
  config: Pick<Config, 'schedules' | 'people' | 'organisation'>,
  now: number,
  open: (name: string, definition: ScheduleDefinition) => Promise<Result<OpenedSchedule>>,
): Promise<OnCallAnswer> {
  const notes: string[] = [];
  const no = (exitCode: OnCallAnswer['exitCode'], sentence: string): OnCallAnswer => ({
    exitCode,
    out: [],
    notes: [...notes, sentence],
  });
  const definition = config.schedules[query.schedule];
  if (!definition) {
    const names = Object.keys(config.schedules).join(', ') || 'none';
    return no(1, `There is no schedule called ${query.schedule}. There are: ${names}.`);
  }
  const zone = zoneOf(definition.timeZone);
  const read = (words: string): number | undefined => {
    const moment = parseMoment(words);
    const odd = moment && oddMoment(moment, zone);
    if (odd !== undefined) notes.push(`${odd}.`);
    return moment && instantOfMoment(moment, zone);
  };
  const times = [query.at, query.from, query.to].map((words) => (words === undefined ? null : read(words)));
  if (times.includes(undefined))
    return no(2, 'That is no time: write it like 2026-01-05T09:00 (in the schedule’s zone) or 2026-01-05T09:00Z.');
  const [at, from, to] = times;
  if ((from == null) !== (to == null)) return no(2, 'Give both --from and --to.');
  const span = from != null && to != null ? { from, to } : undefined;
  if (span && span.to <= span.from) return no(2, '--to is not after --from: exchange them.');
  const opened = await open(query.schedule, definition);
  if (!opened.ok) return no(3, opened.refusal.message);
  notes.push(...opened.value.notes);
  if (span) return { exitCode: 0, out: spanLines(opened.value, span, query), notes };
  const { schedule, overrides } = opened.value;
  const instant = at ?? now;
  const shifts = schedule.at(instant, overrides);
  const people = createPeople(config.people, config.organisation.timeZone);
  const names = shifts.map(({ user }) => people.byKey(user)?.name ?? user);
  const json = { overflow: true, overrides };
  const out = query.json
    ? [JSON.stringify(scheduleJson(schedule, { from: instant, to: instant + 1 }, json))]
    : names.length === 0
      ? ['nobody']
      : names;
  return { exitCode: shifts.length === 0 ? 1 : 0, out, notes };
}

function spanLines({ schedule, overrides }: OpenedSchedule, span: Span, query: OnCallQuery): string[] {
  const json = scheduleJson(schedule, span, { overflow: query.overflow === true, overrides });
  if (query.json) return [JSON.stringify(json)];
  const zone = schedule.definition.timeZone;
  const local = (iso: string): string => DateTime.fromISO(iso, { zone }).toFormat('yyyy-MM-dd HH:mm ZZ');
  return [
    ...json.shifts.map((shift) => ({ ...shift, who: shift.user })),
    ...json.gaps.map((gap) => ({ ...gap, who: 'nobody' })),
  ]
    .sort((a, b) => a.from.localeCompare(b.from))
    .map(({ who, from, to }) => `${local(from)}  ${local(to)}  ${who}`);
}
