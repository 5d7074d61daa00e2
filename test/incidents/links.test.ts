import { expect, test } from 'vitest';
import { ALICE, BOB, openChannel, openDesk, textOf, whole } from './desk.ts';

async function threeIncidents() {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Shop is slow', severity: 'SEV-2' });
  await alice.type('incident declare', { title: 'Switch fails', severity: 'SEV-3' });
  await alice.type('incident declare', { title: 'Keys leaked', severity: 'SEV-1', private: true });
  await openChannel(desk, 1, '200000000000000001');
  const card = async (): Promise<string> =>
    JSON.stringify((await desk.incidents.boards.card(await desk.streamOf(1)))?.message).replaceAll('","', '');
  const markdown = async (): Promise<string> =>
    whole((await desk.incidents.exportOf(1, 'md', alice.context().viewer))?.text);
  return { desk, alice, card, markdown };
}

test.each([
  ['related', '## Links', 'related: incident 2'],
  ['duplicate of', '## Links', 'duplicate of: incident 2'],
  ['caused by', '## Contributing factors', '- Incident 2'],
])('%s: on the timeline, on the card, and in its place of the postmortem', async (as, heading, line) => {
  const { alice, card, markdown } = await threeIncidents();
  expect(textOf(await alice.type('incident link', { to: '#2', as, incident: '1' }))).toContain(`${as} incident 2`);
  expect(textOf(await alice.type('incident timeline', { incident: '1' }))).toContain(`Link (${as}): incident 2`);
  expect(await card()).toContain(`${as} incident 2`);
  const written = await markdown();
  expect(written.split(heading)[1]).toContain(line);
});

test('the same link once, none to itself, none to what is not there, and by the form as by command', async () => {
  const { desk, alice } = await threeIncidents();
  await alice.type('incident link', { to: '2', as: 'related', incident: '1' });
  expect(textOf(await alice.type('incident link', { to: '2', incident: '1' }))).toContain('link/same');
  expect(textOf(await alice.type('incident link', { to: '1', incident: '1' }))).toContain('link/self');
  expect(textOf(await alice.type('incident link', { to: '9', incident: '1' }))).toContain('incident/unknown');
  expect(textOf(await alice.type('incident link', { to: 'the wiki', incident: '1' }))).toContain('link/address');
  await alice.press('incident.link.submit', ['1'], { to: ['#2'], as: ['caused by'] });
  expect((await desk.entries(1)).at(-1)).toMatchObject({
    kind: 'link.added',
    data: { relation: 'caused by', number: 2, url: null },
  });
});

test('of a private incident the number alone is linked, and to who may not see it it is none', async () => {
  const { desk, alice, card, markdown } = await threeIncidents();
  await desk.as(BOB).press('incident.join', ['1']);
  expect(textOf(await desk.as(BOB).type('incident link', { to: '3', incident: '1' }))).toContain('incident/unknown');
  await alice.type('incident link', { to: '3', as: 'caused by', incident: '1' });
  expect(await card()).toContain('caused by incident 3');
  expect(`${await card()} ${await markdown()}`).not.toContain('Keys leaked');
});

test('a card with many links shows the last ones and how many there are beside', async () => {
  const { alice, card } = await threeIncidents();
  for (let n = 1; n <= 7; n++)
    await alice.type('incident link', { to: `https://graphs.example/${n}`, title: `Graph ${n}`, incident: '1' });
  expect(await card()).toContain('Graph 7');
  expect(await card()).not.toContain('Graph 2');
  expect(await card()).toContain('2 more on the timeline');
});
