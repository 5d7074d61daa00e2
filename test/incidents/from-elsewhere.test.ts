import { expect, test } from 'vitest';
import { ALICE, BOB, openChannel, openDesk, working } from './desk.ts';

const CHANNEL = '200000000000000001';
const ELSEWHERE = '200000000000000002';

async function opened(more: Record<string, string | boolean> = {}) {
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Shop is slow', severity: 'SEV-3', ...more });
  await openChannel(desk, 1, CHANNEL);
  /** What was said in the incident's channel by itself, oldest first. */
  const said = async (): Promise<readonly string[]> =>
    (await desk.store.effects({ kind: 'message.post', limit: 50 }))
      .map(({ payload }) => JSON.stringify(payload).replaceAll('","', ''))
      .filter((payload) => payload.includes(CHANNEL));
  return { desk, alice: desk.as(ALICE, ELSEWHERE), there: desk.as(ALICE, CHANNEL), said };
}

test('what is decided from elsewhere is said in the incident’s channel, by whom, before that is locked', async () => {
  const { desk, alice, said } = await opened();
  await alice.type('incident severity', { level: 'SEV-1', reason: 'Nobody can pay', incident: '1' });
  await alice.press('incident.role.take', ['1', 'commander']);
  await alice.type('incident role', { role: 'scribe', person: BOB, incident: '1' });
  await alice.type('incident status', { to: 'monitoring', incident: '1' });
  await alice.type('incident cancel', { reason: 'A probe', incident: '1' });
  const words = (await said()).join('\n');
  for (const each of [
    'SEV-1',
    'Nobody can pay',
    'Incident commander',
    BOB,
    'monitoring',
    'A probe',
    'from Alice, elsewhere',
  ])
    expect(words).toContain(each);
  const { posted, worker } = working(desk);
  const at = (what: string): number => posted.findIndex((one) => JSON.stringify(one).includes(what));
  await expect.poll(() => at('channel.archive')).toBeGreaterThan(-1);
  expect(at('A probe')).toBeGreaterThan(-1);
  expect(at('A probe')).toBeLessThan(at('channel.archive'));
  await worker.stop();
});

test('in its channel the answer is what everybody reads: it is not said twice', async () => {
  const { there, said } = await opened();
  await there.type('incident severity', { level: 'SEV-1' });
  await there.type('incident role', { role: 'commander' });
  await there.type('incident resolve', {});
  expect(await said()).toEqual([]);
});

test('accepting and declining by the announcement, and what is refused', async () => {
  const { alice, said } = await opened({ triage: true });
  await alice.press('incident.triage.accept', ['1']);
  expect((await said()).join()).toContain('Accepted');
  await alice.press('incident.triage.accept', ['1']);
  await alice.type('incident severity', { level: 'SEV-3', incident: '1' });
  expect(await said()).toHaveLength(1);
});

test('a private incident’s people hear of it in its channel, for the answer is for one person alone', async () => {
  const { desk, alice, said } = await opened({ private: true });
  await alice.type('incident severity', { level: 'SEV-1', reason: 'Payroll', incident: '1' });
  expect((await said()).join()).toContain('Payroll');
  const elsewhere = (await desk.store.effects({ limit: 100 })).filter(
    ({ payload }) => JSON.stringify(payload).includes('Payroll') && !JSON.stringify(payload).includes(CHANNEL),
  );
  expect(elsewhere).toEqual([]);
});
