import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RawValue } from '../../src/commands/option.ts';
import { verify } from '../../src/timeline/verify.ts';
import { ALICE, BOB, openChannel, openDesk, START } from './desk.ts';

const CHANNEL = '200000000000000001';

/** Texts and times as somebody hostile, or merely unlucky, would type them. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '@everyone <@&1> <#2> ``` ||x|| [a](javascript:1)',
    '</text><script>alert(1)</script>',
    '\u202Egnp.exe\u0000\uD800',
    '=cmd|calc!A1',
    '__proto__',
    'x'.repeat(5000),
    '99:99',
    '0000-00-00',
    'after #0',
    'after #1',
    'after #99999999999',
    '-1',
    '1e308',
    ' ',
    '~~~',
    '~18:00',
    '20 min ago',
    'in 9999999999 days',
    '31 Feb 2026 25:61 Mars/Base',
    'SEV-1',
    'resolved',
    'commander',
    'duplicate of',
    'https://wiki.example/a b',
    '1',
    'true',
  ),
);
const ids = fc.constantFrom(ALICE, BOB, '0', '<@1>', '200000000000000001');
const valueOf = (type: string): fc.Arbitrary<RawValue> =>
  type === 'integer'
    ? fc.oneof(fc.integer(), fc.double({ noNaN: false }), hostile)
    : type === 'yes-no'
      ? fc.oneof(fc.boolean(), hostile)
      : type === 'person' || type === 'role'
        ? fc.oneof(ids, hostile)
        : hostile;

async function desk() {
  const opened = openDesk();
  const admin = opened.as(ALICE, CHANNEL, true);
  for (const number of [1, 2]) await admin.type('incident declare', { title: `i${number}`, severity: 'SEV-3' });
  await openChannel(opened, 1, CHANNEL);
  await admin.type('incident note', { text: 'one' });
  await admin.type('incident task', { text: 'two' });
  return { opened, admin };
}

const { incidents } = openDesk();

// Every command and every button that there is: one that is added is tried without being listed here.
test.each(incidents.commands.map((command) => [command.name, command] as const))(
  '/%s takes whatever is typed: an answer or a sentence, and a record that verifies',
  async (name, { options }) => {
    const { opened, admin } = await desk();
    const given = fc.record(
      Object.fromEntries(Object.entries(options).map(([option, { type }]) => [option, valueOf(type)])),
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(given, async (raw) => {
        const answer = await admin.type(name, { ...raw } as Record<string, RawValue>);
        if (answer.ok) return;
        expect(answer.refusal.code).toMatch(/^[\w-]+\/[\w-]+$/);
        expect(answer.refusal.message.length).toBeGreaterThan(10);
      }),
      { numRuns: 40 },
    );
    expect((await verify(opened.store)).faults).toEqual([]);
  },
);

test.each(incidents.menus?.map((menu) => menu.name) ?? [])(
  'the menu %s takes whatever stands in a message',
  async (name) => {
    const { opened, admin } = await desk();
    const message = fc.record({
      id: fc.stringMatching(/^3000000000000000\d\d$/),
      channelId: fc.constant(CHANNEL),
      authorId: ids,
      authorName: hostile,
      text: hostile,
      sentAt: fc.oneof(fc.constant(START), fc.integer({ min: 0, max: 2 * START })),
      permalink: fc.constant('https://discord.com/channels/1/2/3'),
      attachments: fc.array(
        fc.record({ name: hostile, url: hostile, contentType: fc.constant(null), sizeBytes: fc.nat() }),
        { maxLength: 2 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(message, async (said) => {
        const answer = await opened.dispatcher.menu(name, said, admin.context());
        if (!answer.ok) expect(answer.refusal.message.length).toBeGreaterThan(10);
      }),
      { numRuns: 40 },
    );
    expect((await verify(opened.store)).faults).toEqual([]);
  },
);

/** Every field that any form of ours asks for, and one that none does. */
const FIELDS = [
  ...[
    'actions',
    'as',
    'at',
    'chosen',
    'conditions',
    'description',
    'do',
    'done',
    'due',
    'duplicate',
    'entry',
    'impact',
  ],
  ...['kind', 'level', 'lines', 'nature', 'needs', 'owner', 'people', 'person', 'reason', 'role', 'roles', 'service'],
  ...['services', 'severity', 'summary', 'task', 'text', 'title', 'to', 'url', 'which', 'nothing-of-ours'],
  ...['started', 'detected', 'acknowledged', 'mitigated', 'resolved'],
  ...['story', 'factors', 'resolution', 'well', 'badly', 'messaging'],
];
const answers = fc.record(
  Object.fromEntries(FIELDS.map((field) => [field, fc.array(fc.oneof(hostile, ids), { maxLength: 2 })])),
  { requiredKeys: [] },
);

test.each(incidents.actions.map(({ action }) => action))(
  'the button or form %s takes whatever its custom id and its fields say',
  async (action) => {
    const { opened, admin } = await desk();
    const args = fc.array(fc.oneof(fc.constantFrom('1', '2', 'commander', 'draft'), hostile), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(args, answers, async (given, form) => {
        const answer = await admin.press(action, given, { ...form } as Record<string, string[]>);
        if (!answer.ok) expect(answer.refusal.message.length).toBeGreaterThan(10);
      }),
      { numRuns: 40 },
    );
    expect((await verify(opened.store)).faults).toEqual([]);
  },
);

test('every field of every form is among those that are tried', async () => {
  const { admin } = await desk();
  await admin.type('incident resolve');
  const asked = new Set<string>();
  for (const { action } of incidents.actions) {
    const answer = await admin.press(action, ['2']);
    const form = answer.ok && answer.value.reply === 'form' ? answer.value.form : undefined;
    for (const { name } of form?.fields ?? []) asked.add(name);
  }
  expect(asked.size).toBeGreaterThan(20);
  expect([...asked].filter((name) => !FIELDS.includes(name))).toEqual([]);
});
