import { expect, test } from 'vitest';
import { parseDayInWords, parseMomentInWords } from '../../src/oncall/words/moment.ts';
import { parseSpanInWords } from '../../src/oncall/words/span.ts';
import { ALICE, CAROL, openDesk, replyText } from './desk.ts';

/** Two days before each night on which the clocks go back, or forward. */
const back = [
  ['Europe/Berlin', '2026-10-25', '02:30', '+02:00', '+01:00'],
  ['America/Chicago', '2026-11-01', '01:30', '-05:00', '-06:00'],
  ['Australia/Lord_Howe', '2026-04-05', '01:45', '+11:00', '+10:30'],
  ['Australia/Sydney', '2026-04-05', '02:30', '+11:00', '+10:00'],
  ['Africa/Cairo', '2026-10-29', '23:30', '+03:00', '+02:00'],
  ['Asia/Beirut', '2026-10-24', '23:30', '+03:00', '+02:00'],
  ['America/Asuncion', '2024-03-23', '23:30', '-03:00', '-04:00'],
] as const;
const DAY = 86_400_000;
const before = (day: string): number => Date.parse(`${day}T12:00Z`) - 2 * DAY;

test.each(back)(
  'in %s on %s %s comes twice: it is asked which, and both can be said',
  (zone, day, time, first, second) => {
    const now = before(day);
    const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' }).format(Date.parse(day));
    for (const words of [`${day} ${time}`, `${weekday} ${time}`, `${day}T${time}`]) {
      expect(parseMomentInWords(words, zone, now), words).toEqual({
        ok: false,
        refusal: {
          code: 'time/ambiguous',
          message: `${time} comes twice on ${day} in ${zone}: the clocks go back. Write ${time} ${first} for the first, ${time} ${second} for the second.`,
        },
      });
      for (const offset of [first, second]) {
        const value = Date.parse(`${day}T${time}${offset}`);
        expect(parseMomentInWords(`${words} ${offset}`, zone, now)).toEqual({ ok: true, value });
        expect(parseMomentInWords(`${words}${offset}`, zone, now)).toEqual({ ok: true, value });
      }
    }
    const [from, to] = [Date.parse(`${day}T${time}${first}`), Date.parse(`${day}T${time}${second}`)];
    expect(parseSpanInWords(`${day} ${time} ${first} to ${day} ${time} ${second}`, zone, now)).toEqual({
      ok: true,
      value: { from, to },
    });
    for (const words of [
      `${weekday} 18:00 to ${weekday} ${time}`,
      `${weekday} ${time} to 09:00`,
      `until ${weekday} ${time}`,
    ]) {
      const span = parseSpanInWords(words, zone, now);
      if (!span.ok) expect(span.refusal.code, words).toBe('time/ambiguous');
      else expect(words).toContain('18:00'); // on a night that begins behind it, it is the one of a week later
    }
  },
);

test.each([
  ['Europe/Berlin', '2027-03-28', '02:30', '03:00'],
  ['America/Chicago', '2027-03-14', '02:30', '03:00'],
  ['Australia/Lord_Howe', '2026-10-04', '02:15', '02:30'],
  ['Asia/Beirut', '2027-03-28', '00:30', '01:00'],
  ['Africa/Cairo', '2027-04-30', '00:30', '01:00'],
  ['America/Asuncion', '2023-10-01', '00:30', '01:00'],
])('in %s on %s %s is skipped: the first time after it is named', (zone, day, time, next) => {
  expect(parseMomentInWords(`${day} ${time}`, zone, before(day))).toEqual({
    ok: false,
    refusal: {
      code: 'time/impossible',
      message: `${time} does not exist on ${day} in ${zone}: the clocks go forward. Write ${next} or later.`,
    },
  });
});

test.each([
  ['sun 01:30 -06:00 to 5pm', '2026-11-01T07:30Z', '2026-11-01T23:00Z'],
  ['sun 01:30 -05:00 to 5am', '2026-11-01T06:30Z', '2026-11-01T11:00Z'],
  ['sun 1:30am -06:00 to 5pm', '2026-11-01T07:30Z', '2026-11-01T23:00Z'],
  ['2026-11-01 01:30-06:00 until 11am', '2026-11-01T07:30Z', '2026-11-01T17:00Z'],
])('what is written for the second of two stands beside am and pm, too: %s', (words, from, to) => {
  expect(parseSpanInWords(words, 'America/Chicago', before('2026-11-01'))).toEqual({
    ok: true,
    value: { from: Date.parse(from), to: Date.parse(to) },
  });
});

test('of two, where the first is over, the next one is the second', () => {
  const first = Date.parse('2026-10-25T02:30+02:00');
  const second = first + 3_600_000;
  const now = first + 900_000;
  expect(parseMomentInWords('02:30', 'Europe/Berlin', now)).toEqual({ ok: true, value: second });
  expect(parseMomentInWords('sun 02:30', 'Europe/Berlin', now)).toEqual({ ok: true, value: second });
  expect(parseSpanInWords('until 02:30', 'Europe/Berlin', now)).toEqual({ ok: true, value: { from: now, to: second } });
  const both = parseMomentInWords('02:50', 'Europe/Berlin', now);
  expect(both.ok ? 'understood' : both.refusal.code).toBe('time/ambiguous');
  expect(parseMomentInWords('today 02:30', 'Europe/Berlin', now).ok).toBe(false);
  // The day after it is behind both.
  expect(parseMomentInWords('02:30', 'Europe/Berlin', second)).toEqual({ ok: true, value: second + DAY });
});

test('a day alone begins when its clocks begin it: where midnight is skipped, or comes twice', () => {
  const beginning = (words: string, zone: string, now: string): string | undefined => {
    const at = parseDayInWords(words, zone, Date.parse(now));
    return at === undefined ? undefined : new Date(at).toISOString();
  };
  expect(beginning('2027-03-28', 'Asia/Beirut', '2027-03-01T12:00Z')).toBe('2027-03-27T22:00:00.000Z');
  expect(beginning('28 march', 'Asia/Beirut', '2027-03-01T12:00Z')).toBe('2027-03-27T22:00:00.000Z');
  expect(beginning('2026-11-01', 'America/Havana', '2026-10-01T12:00Z')).toBe('2026-11-01T04:00:00.000Z');
  expect(beginning('20:00', 'Asia/Beirut', '2027-03-01T12:00Z')).toBeUndefined();
  const saturday = parseSpanInWords('31 oct', 'America/Havana', Date.parse('2026-10-01T12:00Z'));
  expect(saturday.ok && new Date(saturday.value.to).toISOString()).toBe('2026-11-01T04:00:00.000Z');
});

test('an override at a time that comes twice is asked back, and nothing is made', async () => {
  const desk = openDesk({
    people: { alice: { discord: ALICE }, carol: { discord: CAROL, timeZone: 'America/Chicago' } },
    schedules: { primary: { layers: [{ users: ['alice'], start: '2026-11-01T00:00' }] } },
  });
  const asked = await desk.as(CAROL).type('oncall override', { when: '2027-11-07 01:30 to 2027-11-07 09:00' });
  expect(asked.ok ? '' : asked.refusal.message).toContain('01:30 comes twice on 2027-11-07 in America/Chicago');
  expect(replyText(await desk.as(ALICE).type('oncall changes'))).toContain('Nothing was changed');
  const made = await desk.as(CAROL).type('oncall override', { when: '2027-11-07 01:30 -06:00 to 2027-11-07 09:00' });
  expect(replyText(made)).toContain('2027-11-07T07:30 to 2027-11-07T15:00');
  await desk.close();
});
