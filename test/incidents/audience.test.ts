import { expect, test } from 'vitest';
import { ALICE, BOB, openChannel, openDesk, rawOf, START, textOf } from './desk.ts';

const CHANNEL = '200000000000000001';

async function desk(more: Record<string, string | boolean> = {}) {
  const opened = openDesk({ config: { stakeholders: 'company-status' } });
  await opened.as(ALICE).type('incident declare', { title: 'Shop is slow', severity: 'SEV-2', ...more });
  await openChannel(opened, 1, CHANNEL);
  const told = async () =>
    (await opened.store.effects({ kind: 'message.post', limit: 50 }))
      .map(({ payload }) => JSON.stringify(payload).replaceAll('","', ''))
      .filter((payload) => payload.includes('company-status'));
  return { opened, alice: opened.as(ALICE, CHANNEL), told };
}

test('the stakeholders hear of declaration, updates and the end, in plain words', async () => {
  const { alice, told } = await desk();
  expect(await told()).toMatchObject([expect.stringContaining('Many people are affected')]);
  await alice.type('incident impact', { text: 'One in ten orders fails' });
  await alice.type('incident update', { conditions: 'We found the cause', actions: 'Rolling back' });
  await alice.type('incident resolve', { reason: 'Rolled back' });
  const words = (await told()).join('\n');
  expect(words).toContain('We found the cause');
  expect(words).toContain('One in ten orders fails');
  expect(words).toContain('Rolled back');
  expect(words).not.toContain('action":"incident'); // they work nothing: there is nothing to press
});

test.each([{ private: true }, { kind: 'drill' }, { kind: 'test' }])('of %j they hear nothing', async (more) => {
  const { alice, told } = await desk(more);
  await alice.type('incident update', { conditions: 'Nothing for outsiders' });
  await alice.type('incident resolve', {});
  expect(await told()).toEqual([]);
});

test('whoever takes a role gets its checklist, from muster.yaml too', async () => {
  const opened = openDesk({
    config: {
      roles: { liaison: { name: 'Customer liaison', summary: 'talks', checklist: ['Call the largest customers.'] } },
    },
  });
  await opened.as(ALICE).type('incident declare', { title: 'x', severity: 'SEV-3' });
  await openChannel(opened, 1, CHANNEL);
  const alice = opened.as(ALICE, CHANNEL);
  expect(textOf(await alice.type('incident role', { role: 'commander' }))).toContain('Give out the other roles');
  expect(textOf(await alice.type('incident role', { role: 'liaison', person: BOB }))).toContain(
    'Call the largest customers.',
  );
});

test('who is given a role from elsewhere gets its checklist in the incident’s channel, and directly where there is none', async () => {
  const opened = openDesk();
  const told = async (kind: string) =>
    (await opened.store.effects({ kind, limit: 9 }))
      .map(({ payload }) => JSON.stringify(payload))
      .filter((payload) => payload.includes('keeps the timeline') || payload.includes('Pin what matters'));
  await opened.as(ALICE).type('incident declare', { title: 'x', severity: 'SEV-3', private: true });
  await opened.as(ALICE).type('incident role', { role: 'scribe', person: BOB, incident: '1' });
  expect(await told('direct-message.send')).toMatchObject([expect.stringContaining(`"person":"${BOB}"`)]);
  await openChannel(opened, 1, CHANNEL);
  await opened.as(ALICE).type('incident role', { role: 'scribe', incident: '1' });
  expect(await told('message.post')).toEqual([]); // she reads the answer
  await opened.as(ALICE).type('incident role', { role: 'scribe', person: BOB, incident: '1' });
  expect(await told('message.post')).toMatchObject([expect.stringContaining(`"ping":{"people":["${BOB}"]}`)]);
});

test('statistics come with a picture, and the picture with its words', async () => {
  const opened = openDesk({ start: START });
  const alice = opened.as(ALICE);
  await alice.type('incident declare', { title: 'x', severity: 'SEV-2' });
  await opened.clock.advance(7_200_000);
  await alice.type('incident milestone', { which: 'started', at: '2 h ago', incident: '1' });
  await alice.type('incident resolve', { incident: '1' });
  const answer = rawOf(await alice.type('incident stats'));
  expect(rawOf(await alice.type('incident stats', { theme: 'light' }))).not.toBe(answer);
  expect(answer).toContain('"type":"picture","file":"median-times.png"');
  expect(answer).toContain('"alt":"Median times, by severity. SEV-2: Time to resolve 2 h 00 min (n=1)."');
  expect(answer).toContain('"content":{"0":137,"1":80,"2":78,"3":71,'); // how a PNG begins
});

test('closing archives and locks the channel; reopening brings it back', async () => {
  const { opened, alice } = await desk();
  const archives = async () =>
    (await opened.store.effects({ kind: 'channel.archive', limit: 9 })).map(({ payload }) => payload);
  await alice.type('incident resolve', {});
  expect(await archives()).toEqual([]);
  await alice.press('incident.close.submit', ['1']);
  expect(await archives()).toEqual([{ channelId: CHANNEL, category: 'Incident archive', locked: true }]);
  await alice.type('incident reopen', { reason: 'Not over' });
  expect(await archives()).toContainEqual({ channelId: CHANNEL, category: 'Incidents', locked: false });
});
