import { expect, test } from 'vitest';
import { parseSpanInWords } from '../../src/oncall/living/when.ts';

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
  ['2026-10-25 02:30 to 2026-10-25 09:00', '2026-10-25T00:30Z', '2026-10-25T08:00Z'], // twice that night: the first
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
  ['2026-02-30 09:00 to 2026-03-01 09:00', 'time/unclear'],
  ['now for ever', 'time/unclear'],
  ['25:00 to 26:00', 'time/unclear'],
])('%s is refused as %s', (text, code) => {
  const parsed = parseSpanInWords(text, 'Europe/Berlin', now);
  expect(parsed.ok ? 'understood' : parsed.refusal.code).toBe(code);
});
