import fc from 'fast-check';
import { DateTime, Duration } from 'luxon';
import { expect, test } from 'vitest';
import { written } from './written.ts';

/**
 * Who is on call at one instant, worked out anew by the rules' own words with luxon, without spans, sweeps or cached zones.
 * Instants around a change of the clocks are left out here: what holds there is written down instant by instant elsewhere.
 */
const ZONES = [
  'America/Chicago',
  'Europe/Berlin',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'America/Asuncion',
  'Asia/Beirut',
];
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const HOUR = 3_600_000;
const BASE = Date.UTC(2023, 0, 1);

type Daily = { days: (typeof DAYS)[number][]; from: string; to: string };
type Written = {
  users: (string | null)[];
  start: string;
  turn: string;
  restrictions: Daily[];
  timeZone?: string;
  end?: string;
};
type Temporary = { from: string; to: string; shifts: { user: string; from: string; to: string }[] };
type Change = { from: string; to: string; add?: string; remove?: string };

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** A window that begins on a day of the list, on the clock of the wall; at or past midnight it reaches into the next. */
function isAllowed(restrictions: readonly Daily[], local: DateTime): boolean {
  const now = local.hour * 60 + local.minute;
  const [today, yesterday] = [DAYS[local.weekday - 1], DAYS[(local.weekday + 5) % 7]];
  return (
    restrictions.length === 0 ||
    restrictions.some(({ days, from, to }) => {
      const [begin, end] = [minutes(from), minutes(to)];
      const begun = today !== undefined && days.includes(today);
      const goesOn = yesterday !== undefined && days.includes(yesterday);
      return end > begin ? begun && now >= begin && now < end : (begun && now >= begin) || (goesOn && now < end);
    })
  );
}

function userOf(
  { users, start, turn, restrictions, timeZone, end }: Written,
  zone: string,
  inZone: DateTime,
): string | null {
  const [begin, at] = [DateTime.fromISO(start, { zone: timeZone ?? zone }), inZone.setZone(timeZone ?? zone)];
  if (at < begin || !isAllowed(restrictions, inZone)) return null;
  if (end !== undefined && at >= DateTime.fromISO(end, { zone: timeZone ?? zone })) return null;
  const [count, unit] = turn.split(' ');
  const length = { [`${(unit ?? '').replace(/s$/, '')}s`]: Number(count) };
  const elapsed = unit === 'seconds' || turn === '5 hours';
  let n: number;
  if (elapsed) n = Math.floor((at.toMillis() - begin.toMillis()) / Duration.fromObject(length).toMillis());
  else {
    // On the wall: the same readings in a place without changes of the clock.
    const [wall, first] = [at, begin].map((each) => each.setZone('UTC', { keepLocalTime: true }));
    if (!wall || !first) return null;
    const longest = { hour: 24, day: 24, week: 168, month: 744 }[(unit ?? '').replace(/s$/, '')] ?? 1;
    const least = Math.floor((wall.toMillis() - first.toMillis()) / (Number(count) * longest * HOUR));
    n = Math.max(0, least - 1); // no turn is longer than that
    while (first.plus(Duration.fromObject(length).mapUnits((value) => value * (n + 1))) <= wall) n++;
  }
  return users[n % users.length] ?? null;
}

const time = fc.integer({ min: 0, max: 47 }).map((half) => new Date(half * HOUR * 0.5).toISOString().slice(11, 16));
const moment = fc.integer({ min: 0, max: 2 * 365 * 24 }).map((hour) => new Date(BASE + hour * HOUR).toISOString());
const layer = fc
  .record({
    users: fc.array(fc.constantFrom('a', 'b', 'c', null), { minLength: 2, maxLength: 4 }),
    start: moment.map((iso) => iso.slice(0, 16)),
    turn: fc.constantFrom('5 hours', '12 hours', '1 day', '3 days', '1 week', '2 weeks', '1 month', '100000 seconds'),
    restrictions: fc.array(
      fc.record({ days: fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }), from: time, to: time }),
      { maxLength: 2 },
    ),
    timeZone: fc.option(fc.constantFrom(...ZONES), { nil: undefined }),
    days: fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined }),
  })
  .map(({ days, timeZone, ...rest }) => ({
    ...rest,
    ...(timeZone !== undefined && { timeZone }),
    ...(days !== undefined && {
      end: new Date(Date.parse(`${rest.start}Z`) + days * 24 * HOUR).toISOString().slice(0, 16),
    }),
  }));
/** Somebody in the first half of it, and nobody in the second. */
const temporary = fc
  .record({ from: moment, hours: fc.integer({ min: 1, max: 3_000 }) })
  .map(({ from, hours }): Temporary => {
    const [half, to] = [1, 2].map((n) => new Date(Date.parse(from) + n * hours * HOUR).toISOString());
    return { from, to: to ?? '', shifts: [{ user: 't', from, to: half ?? '' }] };
  });
const override = fc
  .record({
    from: moment,
    hours: fc.integer({ min: 1, max: 12_000 }),
    add: fc.option(fc.constantFrom('x', 'a', 'b'), { nil: undefined }),
    remove: fc.option(fc.constantFrom('a', 'b', 'x'), { nil: undefined }),
  })
  .filter(({ add, remove }) => add !== undefined || remove !== undefined)
  .map(({ from, hours, add, remove }): Change => ({
    from,
    to: new Date(Date.parse(from) + hours * HOUR).toISOString(),
    ...(add !== undefined && { add }),
    ...(remove !== undefined && { remove }),
  }));

/** No change of the clocks within a day and a half. */
const isSteady = (at: DateTime): boolean => [-36, 36].every((hours) => at.plus({ hours }).offset === at.offset);

/** Rule 5: overrides act on what the layers say and never through one another; of several the last made wins. */
function afterOverrides(base: readonly string[], active: readonly Change[], layered: boolean): string[] {
  if (layered) {
    const last = active.findLast(({ remove }) => remove === undefined || remove === base[0]);
    return last ? [last.add ?? []].flat() : [...base];
  }
  const present = base.flatMap((user) => {
    const last = active.findLast(({ remove }) => remove === user);
    return last ? [last.add ?? []].flat() : [user];
  });
  return [...present, ...active.flatMap(({ add, remove }) => (remove === undefined && add !== undefined ? [add] : []))];
}

test('nobody is on call, or off call, whom the layers and overrides do not explain', () => {
  const settings = fc.record({
    timeZone: fc.constantFrom(...ZONES),
    mode: fc.constantFrom('layered', 'concurrent'),
    layers: fc.array(layer, { minLength: 1, maxLength: 4 }),
    overrides: fc.array(override, { maxLength: 7 }),
    temporary: fc.array(temporary, { maxLength: 2 }),
  });
  const instants = fc.array(fc.integer({ min: 0, max: 2 * 365 * 24 * 60 }), { minLength: 10, maxLength: 30 });
  let compared = 0;
  fc.assert(
    fc.property(settings, instants, ({ timeZone, mode, layers, overrides, temporary }, times) => {
      // A start that happens twice, or not at all, is looked at in schedule.test.ts.
      const edges = layers.flatMap((each) =>
        [each.start, each.end ?? each.start].map((edge) => ({ edge, zone: each.timeZone ?? timeZone })),
      );
      fc.pre(edges.every(({ edge, zone }) => isSteady(DateTime.fromISO(edge, { zone }))));
      const schedule = written({ timeZone, mode, layers, overrides, temporary });
      for (const minute of times) {
        const at = DateTime.fromMillis(BASE + minute * 60_000, { zone: timeZone });
        if (![timeZone, ...layers.map((each) => each.timeZone ?? timeZone)].every((zone) => isSteady(at.setZone(zone))))
          continue;
        const users = layers.map((each) => userOf(each, timeZone, at)).filter((user) => user !== null);
        const isIn = (span: { from: string; to: string }): boolean =>
          Date.parse(span.from) <= at.toMillis() && at.toMillis() < Date.parse(span.to);
        const window = temporary.findLast(isIn);
        const byLayers = mode === 'layered' ? users.slice(-1) : [...new Set(users)];
        const base = window ? window.shifts.filter(isIn).map(({ user }) => user) : byLayers;
        const active = overrides.filter(isIn);
        const expected = new Set(afterOverrides(base, active, mode === 'layered'));
        const final = schedule.final({ from: at.toMillis() - 9 * 24 * HOUR, to: at.toMillis() + 24 * HOUR });
        const on = final.shifts.filter((shift) => shift.from <= at.toMillis() && at.toMillis() < shift.to);
        expect(new Set(on.map(({ user }) => user)), `${at.toISO() ?? ''} ${timeZone}`).toEqual(expected);
        expect(final.gaps.some((gap) => gap.from <= at.toMillis() && at.toMillis() < gap.to)).toBe(expected.size === 0);
        compared++;
      }
    }),
    { numRuns: 100 },
  );
  expect(compared).toBeGreaterThan(1000);
});

/** Zones whose clocks do not change: what is skipped is counted in whole turns from the first one on. */
const STEADY = ['UTC', 'Asia/Tokyo', 'Asia/Kolkata', 'America/Phoenix'];
const HALF = HOUR / 2;

/** Rule 2 of `onRestricted: skip`: a turn passes only when some of it is allowed. Half an hour after the other, on the wall. */
function userWhereTurnsAreSkipped(of: Written, at: number): string | null {
  const allowed = (wall: number): boolean => isAllowed(of.restrictions, DateTime.fromMillis(wall, { zone: 'UTC' }));
  const start = Date.parse(`${of.start}Z`);
  const [count = '1', unit = 'day'] = of.turn.replace(/s$/, '').split(' ');
  const length = Number(count) * ({ hour: 1, day: 24, week: 168 }[unit] ?? 24) * HOUR;
  if (at < start || !allowed(at)) return null;
  const hasTime = (from: number): boolean =>
    Array.from({ length: length / HALF }, (_, n) => from + n * HALF).some((half) => allowed(half));
  let passed = 0;
  for (let from = start; from + length <= at; from += length) if (hasTime(from)) passed++;
  return of.users[passed % of.users.length] ?? null;
}

test('turns that lie in restricted time as a whole are skipped, and no others', () => {
  const settings = fc.record({
    timeZone: fc.constantFrom(...STEADY),
    users: fc.array(fc.constantFrom('a', 'b', 'c', null), { minLength: 2, maxLength: 4 }),
    start: fc.integer({ min: 0, max: 20 * 24 }).map((hour) => new Date(BASE + hour * HOUR).toISOString().slice(0, 16)),
    turn: fc.constantFrom('6 hours', '12 hours', '1 day', '3 days', '1 week'),
    restrictions: fc.array(
      fc.record({
        days: fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1, maxLength: 4 }),
        from: time,
        to: time,
      }),
      { minLength: 1, maxLength: 2 },
    ),
  });
  const halves = fc.array(fc.integer({ min: 0, max: 80 * 48 }), { minLength: 5, maxLength: 8 });
  let compared = 0;
  fc.assert(
    fc.property(settings, halves, ({ timeZone, ...layer }, times) => {
      const schedule = written({ timeZone, layers: [{ ...layer, hours: 'wall-clock', onRestricted: 'skip' }] });
      for (const half of times) {
        const wall = BASE + half * HALF;
        const at = DateTime.fromMillis(wall, { zone: 'UTC' }).setZone(timeZone, { keepLocalTime: true }).toMillis();
        const on = schedule.final({ from: at - 24 * HOUR, to: at + 24 * HOUR }).shifts;
        const user = on.find((shift) => shift.from <= at && at < shift.to)?.user ?? null;
        expect(user, `${new Date(wall).toISOString()} ${timeZone}`).toBe(userWhereTurnsAreSkipped(layer, wall));
        if (user !== null) compared++;
      }
    }),
    { numRuns: 60 },
  );
  expect(compared).toBeGreaterThan(30);
});
