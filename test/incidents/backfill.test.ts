import { expect, test } from 'vitest';
import { understandLines } from '../../src/incidents/backfill-lines.ts';
import { ALICE, BOB, openDesk, rawOf, START, textOf } from './desk.ts';

const read = (text: string) => understandLines(text, { now: START, timeZone: 'UTC' });

test('what is too long is a fault of its line, and nothing is cut', () => {
  const { lines, faults } = read(`14:05 ${'x'.repeat(4000)}\n14:06 ${'y'.repeat(4001)}\n14:07 Short`);
  expect(lines.map(({ line }) => line)).toEqual([1, 3]);
  expect(faults).toMatchObject([{ line: 2, reason: 'Its text is 4001 characters long; at most 4000 are possible.' }]);
  const continued = read(`14:05 ${'x'.repeat(3000)}\n  ${'y'.repeat(3000)}`);
  expect(continued.faults).toMatchObject([{ line: 1 }]);
});

test.each([
  ['evidence', 500],
  ['by', 80],
  ['category', 40],
])('%s in a column may have %d characters', (column, most) => {
  const table = (length: number) => read(`time,text,${column}\n14:05,It broke,${'x'.repeat(length)}\n`);
  expect(table(most)).toMatchObject({ lines: [{ [column]: 'x'.repeat(most) }], faults: [] });
  expect(table(most + 1).faults[0]?.reason).toContain(`Its ${column} is ${most + 1} characters long`);
});

test('a line of a table is named where it stands in the file, and keeps the place that it is given', () => {
  const table = [
    'time,text,precision',
    '14:05,"It broke',
    'badly",',
    '',
    'after #1,Somebody looked,order-only',
    ',No time,',
    '99:99,Impossible,',
    '14:07,,',
  ];
  const { lines, faults } = read(table.join('\n'));
  expect(lines.map(({ line, time }) => [line, time.precision])).toEqual([
    [2, 'minute'],
    [5, 'order-only'],
    [6, 'unknown'],
  ]);
  expect(faults.map(({ line }) => line)).toEqual([7, 8]);
  expect(read('Loose\n25:61 Impossible\n14:05 Fine').faults.map(({ line }) => line)).toEqual([1, 2]);
});

const timesOf = (text: string, now: string, timeZone: string) =>
  understandLines(text, { now: Date.parse(now), timeZone }).lines.map(({ text: what, time }) => [
    'at' in time ? new Date(time.at).toISOString().slice(11, 16) : time.precision,
    what,
  ]);

test('a count that follows a time is a count; an offset has four digits there, or touches the time', () => {
  const lines = [
    '14:05 -3 replicas left',
    '5 pm +2 nodes',
    '14:06 +0200 moved',
    '14:07 UTC+2 moved',
    '2026-11-30T14:08+01 back',
  ];
  expect(timesOf(lines.join('\n'), '2026-11-30T20:00:00Z', 'UTC')).toEqual([
    ['14:05', '-3 replicas left'],
    ['17:00', '+2 nodes'],
    ['12:06', 'moved'],
    ['12:07', 'moved'],
    ['13:08', 'back'],
  ]);
});

test('a day on a line of its own is that day where the lines were written, also while it is still yesterday in UTC', () => {
  expect(timesOf('2026-12-01\n02:10 Alert fired', '2026-11-30T18:00:00Z', 'Asia/Tokyo')).toEqual([
    ['17:10', 'Alert fired'],
  ]);
  expect(timesOf('1 Dec 2026\n00:10 Alert fired', '2026-11-30T23:40:00Z', 'Europe/Berlin')).toEqual([
    ['23:10', 'Alert fired'],
  ]);
  expect(timesOf('30 Nov 2026\n00:10 Alert fired', '2026-11-30T23:40:00Z', 'America/Santiago')).toEqual([
    ['03:10', 'Alert fired'],
  ]);
});

test.each([
  ['2026-09-06', 'America/Santiago', 'has no midnight'],
  ['2025-11-02', 'America/Havana', 'has two midnights'],
])('%s is a day in %s, which %s', (day, timeZone) => {
  const { lines, faults } = understandLines(`${day}\n12:00 Alert fired`, {
    now: Date.parse('2026-11-30T12:00:00Z'),
    timeZone,
  });
  expect(faults).toEqual([]);
  expect(lines).toHaveLength(1);
});

test('a day that is still to come is refused, and so is one that there is not', () => {
  const reasons = ['2026-11-23', '2026-02-30'].map(
    (day) => understandLines(`${day}\n12:00 x`, { now: START, timeZone: 'UTC' }).faults[0]?.reason,
  );
  expect(reasons).toEqual([
    '2026-11-23 is still to come: it is 2026-11-22 (UTC). Give a day up to now.',
    'There is no day "2026-02-30" in the calendar. Check the day and the month.',
  ]);
});

test('the preview of many lines has all of them, as they were understood, in a file', async () => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Checkout fails', severity: 'SEV-2' });
  const lines = Array.from({ length: 40 }, (_, n) => `12:${String(n).padStart(2, '0')} Step ${n}`);
  const preview = await desk.as(ALICE).press('incident.backfill.submit', ['1'], { lines: [lines.join('\n')] });
  if (!preview.ok || preview.value.reply !== 'message') throw new Error('no preview');
  const [file] = preview.value.message.files ?? [];
  if (!(file?.content instanceof Uint8Array)) throw new Error('no file');
  const rows = Buffer.from(file.content).toString().trim().split('\n');
  expect(rows).toHaveLength(40);
  expect(rows[20]).toBe('2026-11-22 12:20 UTC  Step 20');
});

test('who may not record any more cannot confirm what they looked at before', async () => {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Checkout fails', severity: 'SEV-2' });
  const preview = await desk
    .as(BOB, undefined, true)
    .press('incident.backfill.submit', ['1'], { lines: ['19:05 It broke'] });
  const draft = /"incident.backfill.confirm","args":\["(\w+)"\]/.exec(rawOf(preview))?.[1] ?? '';
  expect(textOf(await desk.as(BOB).press('incident.backfill.confirm', [draft]))).toContain('permission/missing');
  expect(await desk.entries(1)).toHaveLength(1);
  await desk.as(BOB).press('incident.join', ['1']);
  expect((await desk.as(BOB).press('incident.backfill.confirm', [draft])).ok).toBe(true);
  expect((await desk.entries(1)).filter(({ kind }) => kind === 'note.added')).toHaveLength(1);
});

test('two presses at once, and one after a crash between the record and the draft, record the lines once', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Checkout fails', severity: 'SEV-2' });
  const preview = await alice.press('incident.backfill.submit', ['1'], {
    lines: ['19:05 It broke\n19:10 Rolled back'],
  });
  const draft = /"incident.backfill.confirm","args":\["(\w+)"\]/.exec(rawOf(preview))?.[1] ?? '';
  const notes = async () => (await desk.entries(1)).filter(({ kind }) => kind === 'note.added');
  const kept = await desk.store.draft(draft, START);

  const press = () => alice.press('incident.backfill.confirm', [draft]);
  const answers = await Promise.all([press(), press()]);
  for (const answer of answers) expect(textOf(answer)).toContain('are on the timeline of incident 1');
  expect(await notes()).toHaveLength(2);
  expect(textOf(await press())).toContain('draft/gone');

  if (kept) await desk.store.saveDraft(kept); // as a crash leaves it
  expect(textOf(await press())).toContain('are on the timeline of incident 1');
  expect(await notes()).toHaveLength(2);
});
