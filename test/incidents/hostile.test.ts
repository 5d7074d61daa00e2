import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verify } from '../../src/timeline/verify.ts';
import { ALICE, openChannel, openDesk } from './desk.ts';

const CHANNEL = '200000000000000001';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '@everyone <@&1> <#2> ``` ||x|| [a](javascript:1)',
    '</text><script>alert(1)</script>',
    '\u202Egnp.exe\u0000\uD800',
    '=cmd|calc!A1',
    '__proto__',
    '99:99',
    '0000-00-00',
    'after #0',
    'after #99999999999',
    '-1',
    '1e308',
    ' ',
    '~~~',
    '31 Feb 2026 25:61 Mars/Base',
  ),
);
const given = (names: readonly string[]) =>
  fc
    .record(Object.fromEntries(names.map((name) => [name, hostile])), { requiredKeys: [] })
    .map((raw): Readonly<Record<string, string>> => ({ ...raw }) as Readonly<Record<string, string>>);

/** What was added lately, by command and by button: none throws, and the record verifies afterwards. */
const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ['incident declare', ['title', 'severity', 'service', 'description', 'kind', 'voice', 'private']],
  ['incident show', ['at', 'picture', 'incident']],
  ['incident add', ['person', 'role', 'voice', 'incident']],
  ['incident close', ['reason', 'incident']],
  ['incident export', ['format', 'incident']],
  ['muster erase', ['entries', 'reason', 'incident']],
];
const ACTIONS: readonly (readonly [string, readonly string[]])[] = [
  ['incident.close.submit', ['started', 'detected', 'acknowledged', 'mitigated', 'reason']],
  ['incident.close.ask', []],
  ['incident.picture', []],
  ['incident.page', []],
  ['incident.keep', []],
  ['incident.severity.submit', ['level', 'reason']],
  ['incident.status.submit', ['to', 'reason']],
  ['incident.note.submit', ['text', 'at']],
  ['incident.triage.declined', ['reason']],
  ['incident.update.submit', ['conditions', 'actions', 'needs']],
];

test.each(COMMANDS)(
  '/%s takes whatever is typed: an answer or a sentence, and a record that verifies',
  async (name, options) => {
    const desk = openDesk();
    const admin = desk.as(ALICE, CHANNEL, true);
    await admin.type('incident declare', { title: 'x', severity: 'SEV-3' });
    await openChannel(desk, 1, CHANNEL);
    await fc.assert(
      fc.asyncProperty(given(options), async (raw) => {
        const answer = await admin.type(name, raw);
        if (!answer.ok)
          expect(answer.refusal).toMatchObject({ code: expect.stringMatching(/^[\w-]+\/[\w-]+$/) as string });
      }),
      { numRuns: 40 },
    );
    expect((await verify(desk.store)).faults).toEqual([]);
  },
);

test.each(ACTIONS)('the button %s takes whatever its custom id and form say', async (action, names) => {
  const desk = openDesk();
  const admin = desk.as(ALICE, CHANNEL, true);
  await admin.type('incident declare', { title: 'x', severity: 'SEV-3' });
  await openChannel(desk, 1, CHANNEL);
  const fields = fc.record(Object.fromEntries(names.map((name) => [name, fc.array(hostile, { maxLength: 2 })])));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.constant('1'), hostile), { maxLength: 3 }), fields, async (args, form) => {
      const answer = await admin.press(action, args, form);
      if (!answer.ok) expect(answer.refusal.message.length).toBeGreaterThan(10);
    }),
    { numRuns: 25 },
  );
  expect((await verify(desk.store)).faults).toEqual([]);
});
