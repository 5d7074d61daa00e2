import { expect, test } from 'vitest';
import { exportSource } from '../../src/incidents/export/document.ts';
import { exportJson } from '../../src/incidents/export/json.ts';
import { ALICE, openDesk, rawOf, START, whole } from './desk.ts';

test('what is recorded while an export is made is neither in its entries nor in its head part', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Before', severity: 'SEV-2' });
  const stream = await desk.streamOf(1);
  let renamed = false;
  const timeline: typeof desk.timeline = {
    ...desk.timeline,
    async state(...asked) {
      if (!renamed) await alice.type('incident rename', { title: 'After', incident: '1' });
      renamed = true;
      return desk.timeline.state(...asked);
    },
  };
  const parts = {
    ...desk,
    timeline,
    nameOf: () => undefined,
    learnNames: async () => undefined,
    timeZone: () => 'UTC',
  };
  const text = await whole(exportJson(await exportSource(parts, stream, 1)));
  expect(renamed).toBe(true);
  expect(text).toContain('Before');
  expect(text).not.toContain('After');
});

test('a role that nobody handed on is held until now, of what is over to its end', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  const rolesOf = async (): Promise<string | undefined> => {
    const text = await whole((await desk.incidents.exportOf(1, 'html', alice.context().viewer))?.text);
    return /<h2>Responders.*?<\/table>/.exec(text)?.[0];
  };
  await alice.type('incident declare', { title: 'Checkout fails', severity: 'SEV-2' });
  await alice.type('incident role', { role: 'commander', incident: '1' });
  expect(await rolesOf()).toContain('<td data-name="to">now</td>');
  await alice.type('incident cancel', { reason: 'A test', incident: '1' });
  expect(await rolesOf()).toContain('<td data-name="to">the end</td>');
});

test('a look back ends what lasted then at its moment, and every export that is read says so', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Checkout fails', severity: 'SEV-3' });
  await alice.type('incident role', { role: 'commander', incident: '1' });
  await desk.clock.advance(31 * 60_000);
  const { viewer } = alice.context();
  const exported = async (format: 'md' | 'html' | 'json', at?: number) =>
    whole((await desk.incidents.exportOf(1, format, viewer, at))?.text);
  const then = START + 2 * 60_000;
  const page = await exported('html', then);
  expect(page).toContain('<dt>Time in SEV-3</dt><dd>2 min</dd>');
  expect(page).toContain('As it was known <time datetime="2026-11-22T19:32:00');
  expect(page).toContain('<td data-name="to">then</td>');
  const markdown = await exported('md', then);
  expect(markdown).toContain('| SEV-3 | 2 min |');
  expect(markdown).toContain('**As it was known 2026-11-22 19:32:00 UTC.**');
  expect(await exported('json', then)).toContain('"knownAt":"2026-11-22T19:32:00');
  expect(JSON.parse(await exported('json'))).not.toHaveProperty('knownAt');
  expect(await exported('html')).toContain('<dt>Time in SEV-3</dt><dd>31 min</dd>');
  for (const format of ['html', 'md'] as const) expect(await exported(format)).not.toContain('As it was known');

  const shown = await alice.type('incident show', { at: '29 min ago', picture: 'dark', incident: '1' });
  expect(rawOf(shown)).toContain('Incident 1 as known 2026-11-22 19:32:00: ');
  // In the other colours it shows the same moment.
  const again = await alice.press('incident.picture', ['1', 'light', String(then)]);
  expect(rawOf(again)).toContain('Incident 1 as known 2026-11-22 19:32:00: ');
  expect(rawOf(shown)).toContain(JSON.stringify(['1', 'light', String(then)]));
});

test('while it was taken to be over, no time in a severity runs', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Checkout fails', severity: 'SEV-2' });
  await desk.clock.advance(10 * 60_000);
  await alice.type('incident resolve', { incident: '1' });
  await desk.clock.advance(4 * 3_600_000);
  await alice.type('incident reopen', { reason: 'It is back', incident: '1' });
  await desk.clock.advance(3_600_000);
  const time = async (): Promise<string | undefined> => {
    const text = await whole((await desk.incidents.exportOf(1, 'md', alice.context().viewer))?.text);
    return /\| SEV-2 \| (.*) \|/.exec(text)?.[1];
  };
  expect(await time()).toBe('1 h 10 min');
  await alice.type('incident resolve', { incident: '1' });
  await desk.clock.advance(3_600_000);
  expect(await time()).toBe('1 h 10 min');
});

test('the page names the links and where the postmortem stands, as the Markdown does', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Checkout fails', severity: 'SEV-2' });
  await alice.type('incident link', { to: 'https://status.example/7', title: 'Their <status>', incident: '1' });
  await alice.type('postmortem', { owner: ALICE, due: '2026-12-01', incident: '1' });
  const page = await whole((await desk.incidents.exportOf(1, 'html', alice.context().viewer))?.text);
  expect(page).toContain(
    '<h2>Links</h2><ul><li>evidence: <bdi><a href="https://status.example/7" title="https://status.example/7" rel="noopener noreferrer">Their &lt;status&gt;</a>',
  );
  expect(page).toMatch(/<dt>Postmortem<\/dt><dd>draft, owner <bdi>Alice<\/bdi>, due 2026-12-01<\/dd>/);
});
