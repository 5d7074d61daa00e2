import { expect, test } from 'vitest';
import { ALICE, BOB, openChannel, openDesk, rawOf } from './desk.ts';

const CHANNEL = '200000000000000001';
/** One that looks like a secret, and one that only the environment knows to be one. */
const TYPED = 'hunter2-sesame';
const KNOWN = 'correct horse battery staple';
const LEAK = `password=${TYPED} and ${KNOWN}`;

async function declared(more: Readonly<Record<string, boolean>> = {}, title = 'Shop is slow') {
  const desk = openDesk({ config: { stakeholders: 'company-status' }, given: { secrets: [KNOWN] } });
  const alice = desk.as(ALICE);
  const answer = await alice.type('incident declare', { title, severity: 'SEV-2', ...more });
  await desk.as(BOB).press('incident.subscribe', ['1']);
  await openChannel(desk, 1, CHANNEL);
  /** Everything that was asked of Discord and is on the record so far. */
  const everything = async (): Promise<string> =>
    JSON.stringify([await desk.store.effects({ limit: 200 }), await desk.entries(1)]);
  return { desk, alice, answer, everything };
}
const saysSo = 'It looked like a secret: it is masked, here and on the record.';
const shows = (text: string): boolean => text.includes(TYPED) || text.includes('horse');

test.each([
  ['incident severity', { level: 'SEV-1', reason: LEAK }],
  ['incident status', { to: 'identified', reason: LEAK }],
  ['incident cancel', { reason: LEAK }],
  ['incident update', { conditions: LEAK, actions: LEAK, needs: LEAK }],
  ['incident note', { text: LEAK }],
  ['incident summary', { text: LEAK }],
  ['incident impact', { text: LEAK }],
  ['incident task', { text: LEAK }],
  ['incident rename', { title: LEAK }],
])(
  '/%s tells a secret to nobody: not in the answer, the channel, to stakeholders or subscribers',
  async (name, raw) => {
    const { alice, everything } = await declared();
    const answer = rawOf(await alice.type(name, { ...raw, incident: '1' }));
    expect(answer).toContain('[masked]');
    expect(answer).toContain(saysSo);
    expect(answer.split(saysSo)).toHaveLength(2);
    expect(shows(answer)).toBe(false);
    const all = await everything();
    expect(all).toContain('[masked]');
    expect(shows(all)).toBe(false);
  },
);

test.each([
  ['incident.triage.declined', 'no incident: '],
  ['incident.cancel.submit', 'Cancelled'],
])('nor does %s', async (action, told) => {
  const { alice, everything } = await declared({ triage: true });
  const answer = rawOf(await alice.press(action, ['1'], { reason: [LEAK] }));
  expect(answer).toContain(saysSo);
  expect(shows(answer)).toBe(false);
  expect(await everything()).toContain(told);
  expect(shows(await everything())).toBe(false);
});

test('a title is the same in the record, the answer, the channel’s name and topic, and what stakeholders are told', async () => {
  const { desk, answer, everything } = await declared({ voice: true }, `Leaked ${LEAK}`);
  expect(rawOf(answer)).toContain('Leaked password=[masked] and [masked]');
  const [channel] = await desk.store.effects({ kind: 'channel.open', limit: 1 });
  expect(channel?.payload).toMatchObject({
    name: 'inc-1-leaked-password-masked-and-masked',
    topic: 'Incident 1 · SEV-2 · investigating · Leaked password=[masked] and [masked]',
  });
  expect(shows(await everything())).toBe(false);
  expect((await desk.entries(1))[0]).toMatchObject({ masked: true });
});

test('links that Muster signs stand in an answer as they are', async () => {
  const desk = openDesk({ given: { linkFor: () => 'https://muster.example/incidents?token=abcdefghijkl' } });
  await desk.as(ALICE).type('incident declare', { title: 'Shop is slow', severity: 'SEV-2' });
  expect(rawOf(await desk.as(ALICE).type('incident list'))).toContain('token=abcdefghijkl');
  expect(rawOf(await desk.as(ALICE).press('incident.page', ['1']))).toContain('token=abcdefghijkl');
});
