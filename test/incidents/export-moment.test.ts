import { expect, test } from 'vitest';
import { exportSource } from '../../src/incidents/export/document.ts';
import { exportJson } from '../../src/incidents/export/json.ts';
import { ALICE, openDesk, whole } from './desk.ts';

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
