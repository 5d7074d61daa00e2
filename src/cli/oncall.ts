import { DateTime } from 'luxon';
import { systemClock } from '../base/clock.ts';
import { createPeople } from '../catalog/people.ts';
import { parseMoment } from '../oncall/config/moment.ts';
import { oddMoment } from '../oncall/config/time-warnings.ts';
import type { Override } from '../oncall/schedule/definition.ts';
import { scheduleJson } from '../oncall/schedule/schedule-json.ts';
import type { Schedule } from '../oncall/schedule/schedule.ts';
import { instantOfMoment } from '../oncall/schedule/turns.ts';
import { zoneOf } from '../oncall/schedule/zone.ts';
import { readRecordConfiguration } from './open.ts';
import { openSchedule } from './open-schedule.ts';
import { complain, print } from './output.ts';

export interface OnCallQuery {
  readonly schedule: string;
  readonly at?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: true;
  readonly overflow?: true;
}

/**
 * `muster oncall SCHEDULE`: who is on call by muster.yaml as it is, overrides made in chat, and what calendars and PagerDuty
 * said last; changes nothing.
 * 0 with an answer, 1 when nobody is on call or there is no such schedule, 2 for a time that is none.
 */
export async function oncall(
  query: OnCallQuery,
  now = systemClock.now(),
  environment: Parameters<typeof readRecordConfiguration>[0] = process.env,
): Promise<number> {
  const configured = readRecordConfiguration(environment);
  if (typeof configured === 'number') return configured;
  const { config } = configured;
  const definition = config.schedules[query.schedule];
  if (!definition) {
    const names = Object.keys(config.schedules).join(', ') || 'none';
    return complain(
      { code: 'schedule/unknown', message: `There is no schedule called ${query.schedule}. There are: ${names}.` },
      1,
    );
  }
  const zone = zoneOf(definition.timeZone);
  const read = (text: string): number | undefined => {
    const moment = parseMoment(text);
    const odd = moment && oddMoment(moment, zone);
    if (odd !== undefined) process.stderr.write(`${odd}.\n`);
    return moment && instantOfMoment(moment, zone);
  };
  const times = [query.at, query.from, query.to].map((text) => (text === undefined ? null : read(text)));
  if (times.includes(undefined)) {
    const message = 'That is no time: write it like 2026-01-05T09:00 (in the schedule’s zone) or 2026-01-05T09:00Z.';
    return complain({ code: 'time/unclear', message }, 2);
  }
  const [at, from, to] = times;
  if ((from == null) !== (to == null))
    return complain({ code: 'time/missing', message: 'Give both --from and --to.' }, 2);
  if (from != null && to != null) {
    if (to <= from) return complain({ code: 'time/reversed', message: '--to is not after --from: exchange them.' }, 2);
  }
  const opened = await openSchedule(configured, query.schedule, definition, now);
  if (!opened.ok) return complain(opened.refusal, 3);
  const { schedule, overrides } = opened.value;
  if (from != null && to != null) return showSpan(schedule, overrides, { from, to }, query);
  const instant = at ?? now;
  const people = createPeople(config.people, config.organisation.timeZone);
  const shifts = schedule.at(instant, overrides);
  if (query.json) {
    print(JSON.stringify(scheduleJson(schedule, { from: instant, to: instant + 1 }, { overflow: true, overrides })));
  } else if (shifts.length === 0) print('nobody');
  else for (const { user } of shifts) print(people.byKey(user)?.name ?? user);
  return shifts.length === 0 ? 1 : 0;
}

function showSpan(
  schedule: Schedule,
  overrides: readonly Override[],
  span: { from: number; to: number },
  query: OnCallQuery,
): number {
  const json = scheduleJson(schedule, span, { overflow: query.overflow === true, overrides });
  if (query.json) {
    print(JSON.stringify(json));
    return 0;
  }
  const zone = schedule.definition.timeZone;
  const local = (iso: string): string => DateTime.fromISO(iso, { zone }).toFormat('yyyy-MM-dd HH:mm ZZ');
  const parts = [
    ...json.shifts.map((shift) => ({ ...shift, who: shift.user })),
    ...json.gaps.map((gap) => ({ ...gap, who: 'nobody' })),
  ].sort((a, b) => a.from.localeCompare(b.from));
  for (const { who, from, to } of parts) print(`${local(from)}  ${local(to)}  ${who}`);
  return 0;
}
