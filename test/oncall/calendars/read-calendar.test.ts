import { describe, expect, test } from 'vitest';
import { readCalendar } from '../../../src/oncall/calendars/read-calendar.ts';
import { readInWorker } from '../../../src/oncall/calendars/read-in-worker.ts';

const PEOPLE = [
  { key: 'alice', names: ['Alice Adams'], emails: ['alice@example.com'] },
  { key: 'bob', names: ['Bob'], emails: [] },
];
const event = (...lines: readonly string[]): string =>
  ['BEGIN:VEVENT', `UID:${lines.join('').length}-${lines[0]}`, ...lines, 'END:VEVENT'].join('\r\n');
const calendar = (...parts: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...parts, 'END:VCALENDAR', ''].join('\r\n');
const requestOf = (text: string, from: string, to: string, timeZone = 'Europe/Berlin') => ({
  text,
  span: { from: Date.parse(from), to: Date.parse(to) },
  timeZone,
  user: null,
  people: PEOPLE,
  names: { Bobby: 'bob' },
});
const short = (at: number): string => new Date(at).toISOString().slice(5, 16);
const shiftsOf = (text: string, from: string, to: string, timeZone?: string): string[] => {
  const read = readCalendar(requestOf(text, from, to, timeZone));
  if (!read.ok) throw new Error(read.reason);
  return read.shifts.map((shift) => `${shift.user} ${short(shift.from)} ${short(shift.to)}`);
};
const WINTER = ['2026-01-01T00:00Z', '2026-12-31T00:00Z'] as const;

test('a weekly rule keeps its local time over the change of the clocks', () => {
  const weekly = event(
    'SUMMARY:Bob on call',
    'DTSTART;TZID=America/New_York:20260301T200000',
    'DTEND;TZID=America/New_York:20260302T080000',
    'RRULE:FREQ=WEEKLY;COUNT=3',
  );
  expect(shiftsOf(calendar(weekly), ...WINTER)).toEqual([
    'bob 03-02T01:00 03-02T13:00',
    'bob 03-09T00:00 03-09T12:00',
    'bob 03-16T00:00 03-16T12:00',
  ]);
});

test('UNTIL in UTC ends a rule on the event’s own clock, and holds the occurrence that it names', () => {
  const daily = event(
    'SUMMARY:Bob',
    'DTSTART;TZID=America/New_York:20260105T200000',
    'DURATION:PT1H',
    'RRULE:FREQ=DAILY;UNTIL=20260107T010000Z', // 6 January, 20:00 in New York
  );
  expect(shiftsOf(calendar(daily), ...WINTER)).toEqual(['bob 01-06T01:00 01-06T02:00', 'bob 01-07T01:00 01-07T02:00']);
});

test('exceptions move, cancel and reassign occurrences; excluded dates are left out, added ones come on top', () => {
  const master = [
    'SUMMARY:Bob',
    'DTSTART:20260105T090000Z',
    'DTEND:20260105T100000Z',
    'RRULE:FREQ=DAILY;COUNT=5',
    'EXDATE:20260106T090000Z',
    'RDATE:20260120T090000Z',
  ];
  const series = ['UID:series', ...master];
  const parts = [
    ['BEGIN:VEVENT', ...series, 'END:VEVENT'],
    [
      'BEGIN:VEVENT',
      'UID:series',
      'RECURRENCE-ID:20260107T090000Z',
      'SUMMARY:Alice Adams',
      'DTSTART:20260107T110000Z',
      'DTEND:20260107T120000Z',
      'END:VEVENT',
    ],
    [
      'BEGIN:VEVENT',
      'UID:series',
      'RECURRENCE-ID:20260108T090000Z',
      'SUMMARY:Bob',
      'DTSTART:20260108T090000Z',
      'DTEND:20260108T100000Z',
      'STATUS:CANCELLED',
      'END:VEVENT',
    ],
  ].map((lines) => lines.join('\r\n'));
  expect(shiftsOf(calendar(...parts), ...WINTER)).toEqual([
    'bob 01-05T09:00 01-05T10:00',
    'alice 01-07T11:00 01-07T12:00',
    'bob 01-09T09:00 01-09T10:00',
    'bob 01-20T09:00 01-20T10:00',
  ]);
});

test('RANGE=THISANDFUTURE moves everything behind it, too', () => {
  const lines = [
    [
      'BEGIN:VEVENT',
      'UID:s',
      'SUMMARY:Bob',
      'DTSTART:20260105T090000Z',
      'DTEND:20260105T100000Z',
      'RRULE:FREQ=DAILY;COUNT=3',
      'END:VEVENT',
    ],
    [
      'BEGIN:VEVENT',
      'UID:s',
      'RECURRENCE-ID;RANGE=THISANDFUTURE:20260106T090000Z',
      'SUMMARY:Bob',
      'DTSTART:20260106T120000Z',
      'DTEND:20260106T140000Z',
      'END:VEVENT',
    ],
  ].map((each) => each.join('\r\n'));
  expect(shiftsOf(calendar(...lines), ...WINTER)).toEqual([
    'bob 01-05T09:00 01-05T10:00',
    'bob 01-06T12:00 01-06T14:00',
    'bob 01-07T12:00 01-07T14:00',
  ]);
});

test('the later version of one event counts, whatever its place in the file', () => {
  const version = (n: number, hour: string): string =>
    `BEGIN:VEVENT\r\nUID:v\r\nSEQUENCE:${n}\r\nSUMMARY:Bob\r\nDTSTART:20260105T${hour}0000Z\r\nDURATION:PT1H\r\nEND:VEVENT`;
  expect(shiftsOf(calendar(version(2, '15'), version(1, '09')), ...WINTER)).toEqual(['bob 01-05T15:00 01-05T16:00']);
});

test('all-day events and times without a zone are in the schedule’s zone, over a change of the clocks, too', () => {
  const allDay = event('SUMMARY:Bob', 'DTSTART;VALUE=DATE:20260329', 'DTEND;VALUE=DATE:20260330');
  const oneDay = event('SUMMARY:Bob', 'DTSTART;VALUE=DATE:20260401');
  const floating = event('SUMMARY:Bob', 'DTSTART:20260701T090000', 'DURATION:P1DT1H');
  expect(shiftsOf(calendar(allDay, oneDay, floating), ...WINTER)).toEqual([
    'bob 03-28T23:00 03-29T22:00',
    'bob 03-31T22:00 04-01T22:00',
    'bob 07-01T07:00 07-02T08:00',
  ]);
});

test('a zone that the calendar defines itself is used, one that nobody knows is a fault of its event alone', () => {
  const own = [
    'BEGIN:VTIMEZONE\r\nTZID:Our Office\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE',
    event('SUMMARY:Bob', 'DTSTART;TZID=Our Office:20260105T120000', 'DURATION:PT1H'),
    event('SUMMARY:Lost', 'DTSTART;TZID=Atlantis:20260105T120000', 'DURATION:PT1H'),
    event('SUMMARY:Alice Adams', 'DTSTART;TZID=/vendor.example/Europe/Paris:20260106T120000', 'DURATION:PT1H'),
  ];
  const read = readCalendar(requestOf(calendar(...own), ...WINTER));
  expect(read).toMatchObject({ ok: true, faults: ['“Lost” is in the time zone Atlantis, which nobody knows'] });
  expect(read.ok && read.shifts.map(({ user, from }) => `${user} ${short(from)}`)).toEqual([
    'bob 01-05T09:00',
    'alice 01-06T11:00',
  ]);
});

describe('who is meant', () => {
  const titled = (title: string, ...more: readonly string[]): string[] => {
    const text = calendar(event(`SUMMARY:${title}`, 'DTSTART:20260105T090000Z', 'DURATION:PT1H', ...more));
    return shiftsOf(text, ...WINTER).map((line) => line.split(' ')[0] ?? '');
  };
  test.each([
    ['alice', ['alice']],
    ['Alice Adams on call: primary', ['alice']],
    ['On-call: BOB', ['bob']],
    ['Primary | Bobby', ['bob']],
    ['Bob (payments)', ['bob']],
    ['Lunch with Bob', []],
    ['Bob / Alice Adams', []],
    ['Holiday', []],
  ])('%s', (title, users) => {
    expect(titled(title)).toEqual(users);
  });
  test('who is invited and did not decline goes before the title', () => {
    expect(titled('Bob', 'ATTENDEE:mailto:ALICE@example.com')).toEqual(['alice']);
    expect(titled('Bob', 'ATTENDEE;PARTSTAT=DECLINED:mailto:alice@example.com')).toEqual(['bob']);
  });
});

describe('what is no calendar, or too much of one, is refused as a whole', () => {
  const reason = (text: string): string => {
    const read = readCalendar(requestOf(text, ...WINTER), 20_000);
    return read.ok ? 'read' : read.reason;
  };
  const hour = (rule: string): string =>
    calendar(event('SUMMARY:Bob', 'DTSTART:20000105T090000Z', 'DURATION:PT1H', rule));
  test.each([
    ['a web page', '<!DOCTYPE html><title>Sign in</title>', 'it is a web page, no calendar'],
    ['nothing', '', 'it is no calendar'],
    ['half a file', calendar(event('SUMMARY:Bob')).slice(0, 80), 'it ends in the middle'],
    [
      'too many events',
      calendar(...Array.from({ length: 5001 }, (_, n) => event(`SUMMARY:${n}`))),
      'it has 5001 events; at most 5000 are read',
    ],
    ['too many repetitions', hour('RRULE:FREQ=MINUTELY'), 'its events repeat more than 20000 times'],
    [
      'too many shifts',
      calendar(event('SUMMARY:Bob', 'DTSTART:20260105T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=HOURLY')),
      'it has more than 5000 shifts in sight',
    ],
  ])('%s', (_name, text, expected) => {
    expect(reason(text)).toBe(expected);
  });
  test('a rule that is none is the fault of its event', () => {
    const read = readCalendar(requestOf(hour('RRULE:FREQ=SOMETIMES'), ...WINTER));
    expect(read.ok ? read.faultCount : read.reason).not.toBe(0);
  });
});

test('a rule that never ends is given up, on a thread of its own', async () => {
  const endless = event('SUMMARY:Bob', 'DTSTART:20260131T090000Z', 'RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30');
  const read = await readInWorker(requestOf(calendar(endless), ...WINTER), new AbortController().signal, 1500);
  expect(read).toMatchObject({ ok: false, reason: expect.stringContaining('may never end') as unknown });
  const good = calendar(event('SUMMARY:Bob', 'DTSTART:20260105T090000Z', 'DURATION:PT1H'));
  const next = await readInWorker(requestOf(good, ...WINTER), new AbortController().signal);
  expect(next).toMatchObject({ ok: true, shifts: [{ user: 'bob' }] });
});
