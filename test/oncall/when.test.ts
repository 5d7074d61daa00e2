import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zoneOf } from '../../src/oncall/schedule/zone.ts';
import { parseMomentInWords } from '../../src/oncall/words/moment.ts';
import { parseSpanInWords } from '../../src/oncall/words/span.ts';
import { ALICE, openDesk } from './desk.ts';

const now = Date.parse('2026-03-25T17:00Z'); // a Wednesday; 18:00 in Berlin, which changes its clocks on the 29th

test.each([
  ['tonight 20:00 to 08:00', '2026-03-25T19:00Z', '2026-03-26T07:00Z'],
  ['tonight to 8:00', '2026-03-25T19:00Z', '2026-03-26T07:00Z'],
  ['fri 18:00 to mon 08:00', '2026-03-27T17:00Z', '2026-03-30T06:00Z'],
  ['now for 2h', '2026-03-25T17:00Z', '2026-03-25T19:00Z'],
  ['tomorrow 9:00 for 8h', '2026-03-26T08:00Z', '2026-03-26T16:00Z'],
  ['2026-04-01 09:00 to 2026-04-01 17:00', '2026-04-01T07:00Z', '2026-04-01T15:00Z'],
  ['2026-04-01T09:00Z until 2026-04-02T09:00Z', '2026-04-01T09:00Z', '2026-04-02T09:00Z'],
  ['8pm to 8am', '2026-03-25T19:00Z', '2026-03-26T07:00Z'],
  ['2026-10-25 02:30 +02:00 to 2026-10-25 09:00', '2026-10-25T00:30Z', '2026-10-25T08:00Z'], // twice that night
  ['17:00 to 19:00', '2026-03-26T16:00Z', '2026-03-26T18:00Z'],
])('%s', (text, from, to) => {
  expect(parseSpanInWords(text, 'Europe/Berlin', now)).toEqual({
    ok: true,
    value: { from: Date.parse(from), to: Date.parse(to) },
  });
});

test.each([
  ['yesterday', 'time/unclear'],
  ['2026-03-01 09:00 to 2026-03-02 09:00', 'time/past'],
  ['2026-04-02 09:00 to 2026-04-01 09:00', 'time/reversed'],
  ['sun 02:30 to sun 09:00', 'time/impossible'],
  ['2026-03-29 02:30 to 2026-03-29 09:00', 'time/impossible'],
  ['2026-10-25 02:30 to 2026-10-25 09:00', 'time/ambiguous'],
  ['2026-02-30 09:00 to 2026-03-01 09:00', 'time/unclear'],
  ['now for ever', 'time/unclear'],
  ['25:00 to 26:00', 'time/unclear'],
])('%s is refused as %s', (text, code) => {
  const parsed = parseSpanInWords(text, 'Europe/Berlin', now);
  expect(parsed.ok ? 'understood' : parsed.refusal.code).toBe(code);
});

/** On the wall in Berlin, from that Wednesday, 18:00. */
const wall = (at: number): string => {
  const read = new Date(zoneOf('Europe/Berlin').wallAt(at));
  return `${['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][read.getUTCDay()] ?? ''} ${read.toISOString().slice(5, 16)}`;
};

test.each([
  // Nights and evenings.
  ['tonight', 'wed 03-25T20:00', 'thu 03-26T08:00'],
  ['tonight 8 to 10', 'wed 03-25T20:00', 'wed 03-25T22:00'],
  ['tonight 02:00 to 06:00', 'thu 03-26T02:00', 'thu 03-26T06:00'],
  ['tonight at 8pm until tomorrow at 8am', 'wed 03-25T20:00', 'thu 03-26T08:00'],
  ['tonight 20:00 to midnight', 'wed 03-25T20:00', 'thu 03-26T00:00'],
  ['friday night', 'fri 03-27T20:00', 'sat 03-28T08:00'],
  ['friday afternoon 3 to 5', 'fri 03-27T15:00', 'fri 03-27T17:00'],
  ['sat 22:00 to sun 03:00', 'sat 03-28T22:00', 'sun 03-29T03:00'], // the night has 23 hours
  // Days, weekends, weeks.
  ['tomorrow', 'thu 03-26T00:00', 'fri 03-27T00:00'],
  ['all day saturday', 'sat 03-28T00:00', 'sun 03-29T00:00'],
  ['this weekend', 'sat 03-28T00:00', 'mon 03-30T00:00'],
  ['next weekend', 'sat 04-04T00:00', 'mon 04-06T00:00'],
  ['next week', 'mon 03-30T00:00', 'mon 04-06T00:00'],
  ['today', 'wed 03-25T18:00', 'thu 03-26T00:00'], // what is left of it
  ['24 dec', 'thu 12-24T00:00', 'fri 12-25T00:00'],
  ['the 24th of december 2027', 'fri 12-24T00:00', 'sat 12-25T00:00'],
  // From now on.
  ['until 22:00', 'wed 03-25T18:00', 'wed 03-25T22:00'],
  ['now until fri 9:00', 'wed 03-25T18:00', 'fri 03-27T09:00'],
  ['for half an hour', 'wed 03-25T18:00', 'wed 03-25T18:30'],
  ['for a day and a half', 'wed 03-25T18:00', 'fri 03-27T06:00'],
  ['for a week and a half', 'wed 03-25T18:00', 'sun 04-05T06:00'],
  ['for the next 3 hours', 'wed 03-25T18:00', 'wed 03-25T21:00'],
  ['for 1.5 hours', 'wed 03-25T18:00', 'wed 03-25T19:30'],
  ['fri 18:00 for 3 days', 'fri 03-27T18:00', 'mon 03-30T18:00'], // on the wall: 71 hours
  ['fri 18:00 for 72h', 'fri 03-27T18:00', 'mon 03-30T19:00'],
  // Two ends, spelt as people do.
  ['tomorrow 9:00 to tomorrow 17:00', 'thu 03-26T09:00', 'thu 03-26T17:00'],
  ['tomorrow from 9am to 5pm', 'thu 03-26T09:00', 'thu 03-26T17:00'],
  ['tomorrow between 9 and 12', 'thu 03-26T09:00', 'thu 03-26T12:00'],
  ['Friday, 6 p.m. - Monday, 8 a.m.', 'fri 03-27T18:00', 'mon 03-30T08:00'],
  ['friday 18.00–20.00', 'fri 03-27T18:00', 'fri 03-27T20:00'],
  ['20:00-08:00', 'wed 03-25T20:00', 'thu 03-26T08:00'],
  ['2000-0800', 'wed 03-25T20:00', 'thu 03-26T08:00'],
  ['8-10pm', 'wed 03-25T20:00', 'wed 03-25T22:00'],
  ['10-2pm', 'thu 03-26T10:00', 'thu 03-26T14:00'],
  ['noon to 14h30', 'thu 03-26T12:00', 'thu 03-26T14:30'],
  ['2026-04-01 09:00-17:00', 'wed 04-01T09:00', 'wed 04-01T17:00'],
  ['dec 24 18:00 to 26.12. 08:00', 'thu 12-24T18:00', 'sat 12-26T08:00'],
  ['next friday 18:00 to 20:00', 'fri 04-03T18:00', 'fri 04-03T20:00'],
  ['wed 17:00 to 19:00', 'wed 04-01T17:00', 'wed 04-01T19:00'], // today's is over at its beginning
  // Another zone than one's own.
  ['20:00 to 08:00 America/New_York', 'thu 03-26T01:00', 'thu 03-26T13:00'],
  ['20:00 UTC to 23:00', 'wed 03-25T21:00', 'wed 03-25T23:00'],
  ['<t:1774500000> to <t:1774510000:f>', 'thu 03-26T05:40', 'thu 03-26T08:26'],
])('“%s” is %s to %s', (text, from, to) => {
  const parsed = parseSpanInWords(text, 'Europe/Berlin', now);
  expect(parsed.ok ? [wall(parsed.value.from), wall(parsed.value.to)] : parsed.refusal).toEqual([from, to]);
});

test.each([
  ['9 to 5', 'time/ambiguous'],
  ['monday to wednesday', 'time/unclear'],
  ['fri 18:00 to mon', 'time/unclear'],
  ['month 18:00 to 20:00', 'time/unclear'],
  ['30.02. 9:00 to 10:00', 'time/unclear'],
  ['20:00', 'time/unclear'],
  ['sat 22:00 to sun 02:30', 'time/impossible'],
  ['yesterday 20:00 to today 08:00', 'time/past'],
  ['fri 18:00 to tomorrow 08:00', 'time/reversed'],
  ['20:00 to 08:00 Mars/Olympus', 'time/unclear'],
  ['__proto__', 'time/unclear'],
  ['for constructor hours', 'time/unclear'],
])('“%s” is refused as %s, with what to write', (text, code) => {
  const parsed = parseSpanInWords(text, 'Europe/Berlin', now);
  expect(parsed.ok ? 'understood' : parsed.refusal.code).toBe(code);
});

test.each([
  ['yesterday 22:00', 'tue 03-24T22:00'],
  ['last night 3am', 'wed 03-25T03:00'],
  ['last friday 18:00', 'fri 03-20T18:00'],
  ['last wed 9:00', 'wed 03-18T09:00'],
  ['3 days ago', 'sun 03-22T18:00'],
  ['20 min ago', 'wed 03-25T17:40'],
  ['in a week', 'wed 04-01T18:00'],
  ['in two weeks and a half', 'sun 04-12T06:00'],
  ['in half a day', 'thu 03-26T06:00'],
  ['22:00 on friday', 'fri 03-27T22:00'],
  ['8pm tomorrow', 'thu 03-26T20:00'],
  ['14:05 Europe/London', 'thu 03-26T15:05'],
])('the moment “%s” is %s', (text, expected) => {
  const parsed = parseMomentInWords(text, 'Europe/Berlin', now);
  expect(parsed.ok ? wall(parsed.value) : parsed.refusal).toBe(expected);
});

test('whatever is typed is understood or refused, and a span that is understood lies ahead', () => {
  const word = fc.constantFrom(
    ...'tonight tomorrow fri monday night 20:00 8 8pm 24 dec 24.12. 2026-04-01 to until for - and between noon 2h next last this weekend in ago utc a'.split(
      ' ',
    ),
  );
  const text = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.array(word, { maxLength: 7 }).map((words) => words.join(' ')),
  );
  const zones = [
    'Europe/Berlin',
    'America/Chicago',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'America/Asuncion',
    'Asia/Beirut',
  ];
  fc.assert(
    fc.property(
      text,
      fc.constantFrom(...zones),
      fc.integer({ min: 1_770_000_000, max: 1_830_000_000 }),
      (typed, zone, s) => {
        const parsed = parseSpanInWords(typed, zone, s * 1000);
        if (parsed.ok) {
          expect(parsed.value.from).toBeGreaterThanOrEqual(s * 1000);
          expect(parsed.value.to).toBeGreaterThan(parsed.value.from);
        } else expect(parsed.refusal.code).toMatch(/^time\//);
      },
    ),
    { numRuns: 3000 },
  );
});

test.each([
  ['friday', '“friday” is a whole day: say a time of it, too, such as “friday 22:00”.'],
  ['24 dec', '“24 dec” is a whole day: say a time of it, too, such as “24 dec 22:00”.'],
])('of “%s” it is asked when', (text, message) => {
  expect(parseMomentInWords(text, 'Europe/Berlin', now)).toEqual({
    ok: false,
    refusal: { code: 'time/unclear', message },
  });
  expect(parseMomentInWords(`${text} 22:00`, 'Europe/Berlin', now).ok).toBe(true);
  const span = parseSpanInWords(`thu 18:00 to ${text}`, 'Europe/Berlin', now);
  expect(span.ok ? '' : span.refusal.message).toBe(message);
});

test('while it is typed, it is said how it is understood', async () => {
  const desk = openDesk({ schedules: { primary: { layers: [{ users: ['alice'], start: '2026-11-01T00:00' }] } } });
  const options = desk.oncall.commands.find(({ name }) => name === 'oncall override')?.options;
  const names = async (typed: string): Promise<string[]> =>
    ((await options?.['when']?.suggest?.(typed, desk.as(ALICE).context(), {})) ?? []).map(({ name }) => name);
  expect(await names('fri 6pm - mon 8am')).toEqual(['fri 6pm - mon 8am → Fri 27 Nov 18:00 to Mon 30 Nov 08:00 (UTC)']);
  expect(await names('tomorrow 9 to 17')).toEqual(['tomorrow 9 to 17 → Mon 23 Nov 09:00 to 17:00 (UTC)']);
  expect((await names('')).length).toBeGreaterThan(3);
  expect(await names('nonsense')).toEqual([]);
  await desk.close();
});
