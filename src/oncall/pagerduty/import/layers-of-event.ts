import { counted } from '../../../base/counted.ts';
import { type Result, ok, refuse } from '../../../base/result.ts';
import { WEEKDAYS } from '../../config/restriction.ts';
import { zoneOf } from '../../schedule/zone.ts';
import type { PdEvent } from '../account-shapes.ts';
import { weekly } from './layer-of.ts';
import { type WrittenLayer, type WrittenRestriction, writtenMoment, writtenTime } from './written-schedule.ts';

const DAY = 86_400;
const WEEK = 7 * DAY;
const RFC_DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** How turns pass: so long a turn, only in this time, each member so often in the order. */
interface Rhythm {
  readonly turn: string;
  readonly restrictions: readonly WrittenRestriction[];
  readonly times: number;
  readonly skips: boolean;
}

/**
 * An event of a shift-based schedule as layers: one for members who take turns, one a member where everybody is on.
 * Refuses `import/rhythm` with the reason where layers cannot say the same.
 */
export function layersOfEvent(
  event: PdEvent,
  timeZone: string,
  keyOf: (user: string) => string | null,
): Result<WrittenLayer[]> {
  const { start_time, assignment_strategy: strategy } = event;
  const zone = start_time.time_zone === '' ? timeZone : start_time.time_zone;
  if (zone !== timeZone)
    return refuse('import/rhythm', `the event “${event.name}” has a time zone of its own (${zone})`);
  const every = strategy.type === 'every_member_assignment_strategy';
  const rhythm = rhythmOf(event, zone, every ? 1 : (strategy.shifts_per_member ?? 1));
  if (!rhythm.ok) return rhythm;
  const { turn, restrictions, times, skips } = rhythm.value;
  const members = strategy.members.map(({ type, user_id }) =>
    type === 'user_member' && user_id != null ? keyOf(user_id) : null,
  );
  const began = writtenMoment(start_time.date_time, timeZone);
  const start = writtenMoment(Math.max(event.effective_since, start_time.date_time), timeZone);
  const common = {
    start,
    ...(event.effective_until != null && { end: writtenMoment(event.effective_until, timeZone) }),
    ...(restrictions.length > 0 && { restrictions }),
  };
  if (every) {
    return ok(
      members.flatMap((member) =>
        member === null ? [] : [{ name: `${event.name}: ${member}`.slice(0, 80), users: [member], ...common }],
      ),
    );
  }
  const users = members.flatMap((member) => Array.from({ length: times }, () => member));
  const alone = users.length === 1;
  return ok([
    {
      name: event.name.slice(0, 80),
      users,
      ...common,
      ...(!alone && began !== start && { turnsFrom: began }),
      ...(!alone && { turn }),
      ...(!alone && skips && { onRestricted: 'skip' as const }),
    },
  ]);
}

function rhythmOf(event: PdEvent, zone: string, perMember: number): Result<Rhythm> {
  const no = (why: string): Result<Rhythm> => refuse('import/rhythm', `the event “${event.name}” ${why}`);
  const rules = event.recurrence.filter((line) => line.startsWith('RRULE:'));
  if (rules.length !== 1 || event.recurrence.length !== 1) return no('has exceptions, or not exactly one rule');
  const parts = new Map(
    (rules[0] ?? '')
      .slice('RRULE:'.length)
      .split(';')
      .map((part): [string, string] => [part.split('=')[0] ?? '', part.split('=')[1] ?? '']),
  );
  const odd = [...parts.keys()].find((name) => !['FREQ', 'INTERVAL', 'BYDAY', 'WKST'].includes(name));
  if (odd !== undefined) return no(`repeats by ${odd}`);

  // On the wall: a shift from nine to nine is a day long on the nights of change, too.
  const wall = zoneOf(zone);
  const began = wall.wallAt(event.start_time.date_time) / 1000;
  const duration = wall.wallAt(event.end_time.date_time) / 1000 - began;
  const start = ((began % DAY) + DAY) % DAY;
  const weekday = (((Math.floor(began / DAY) + 3) % 7) + 7) % 7;
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const window = { from: writtenTime(start), to: writtenTime((start + duration) % DAY) };
  if (duration <= 0) return no('ends before it begins');

  if (parts.get('FREQ') === 'DAILY' && !parts.has('BYDAY')) {
    if (duration > interval * DAY) return no('overlaps itself');
    if (interval === 1 || duration === interval * DAY)
      return ok({
        turn: counted(perMember * interval, 'day'),
        restrictions: duration === interval * DAY ? [] : [window],
        times: 1,
        skips: false,
      });
    return no(`repeats every ${interval} days`);
  }
  if (parts.get('FREQ') !== 'WEEKLY') return no(`repeats ${parts.get('FREQ')?.toLowerCase() ?? 'never'}`);
  const days = (parts.get('BYDAY')?.split(',') ?? [RFC_DAYS[weekday] ?? '']).map((day) => RFC_DAYS.indexOf(day));
  if (days.includes(-1) || !days.includes(weekday)) return no('does not begin on one of its days');
  if (days.length === 1) {
    if (duration > interval * WEEK) return no('overlaps itself');
    const whole = duration === interval * WEEK;
    if (!whole && interval > 1) return no(`repeats every ${interval} weeks`);
    return ok({
      turn: counted(perMember * interval, 'week'),
      restrictions: whole ? [] : [weekly(weekday, start, duration)],
      times: 1,
      skips: false,
    });
  }
  if (interval > 1) return no(`repeats every ${interval} weeks`);
  if (duration > DAY) return no('overlaps itself');
  const restrictions = [{ days: days.sort((a, b) => a - b).map((day) => WEEKDAYS[day] ?? ''), ...window }];
  return ok({ turn: '1 day', restrictions, times: perMember, skips: true });
}
