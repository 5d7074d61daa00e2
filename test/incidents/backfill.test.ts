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
