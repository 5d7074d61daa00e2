import { expect, test } from 'vitest';
import type { PicturedIncident } from '../../src/incidents/outside.ts';
import { ALICE, openDesk, rawOf, START, STRANGER, textOf } from './desk.ts';

async function declared(more: Record<string, string | boolean> = {}) {
  const asked: PicturedIncident[] = [];
  const desk = openDesk({
    timeZone: 'Europe/Berlin',
    given: {
      marks: async (incident) => {
        asked.push(incident);
        return [{ at: START - 1_800_000, label: 'deploy checkout v1.4', kind: 'deploy' }];
      },
    },
  });
  await desk.as(ALICE).type('incident declare', { title: 'Slow', severity: 'SEV-2', service: 'checkout', ...more });
  return { desk, asked };
}

const PNG = '"content":{"0":137,"1":80,"2":78,"3":71,';

test('a picture of the incident over time comes with its words, and begins with what was changed before', async () => {
  const { desk, asked } = await declared();
  const answer = rawOf(await desk.as(ALICE).type('incident show', { picture: 'light', incident: '1' }));
  expect(answer).toContain('"name":"incident-1.png","alt":"Incident 1: Slow, Sun 22 Nov 20:00');
  expect(answer).toContain('Changes: deploy checkout v1.4 Sun 22 Nov 20:00');
  expect(answer).toContain(PNG);
  expect(asked).toMatchObject([{ number: 1, services: ['checkout'], from: START - 7_200_000 }]);
});

test('as it was known then: what came later is not in it', async () => {
  const { desk } = await declared();
  await desk.clock.advance(600_000);
  await desk.as(ALICE).type('incident severity', { level: 'SEV-1', incident: '1' });
  await desk.clock.advance(600_000);
  const picture = (raw: Record<string, string>) =>
    desk.as(ALICE).type('incident show', { picture: 'dark', incident: '1', ...raw });
  expect(textOf(await picture({}))).toContain('SEV-1 from');
  expect(textOf(await picture({ at: '20:35' }))).not.toContain('SEV-1 from');
  expect(textOf(await picture({ at: '20:00' }))).toContain('incident/not-yet');
});

test('the button shows it in the other colours, and nobody the picture of what they may not see', async () => {
  const { desk } = await declared({ private: true });
  const dark = await desk.as(ALICE).press('incident.picture', ['1', 'dark']);
  expect(dark).toMatchObject({ value: { visibility: 'private' } });
  expect(rawOf(dark)).toContain('"action":"incident.picture","args":["1","light"]');
  expect((await desk.as(STRANGER).press('incident.picture', ['1'])).ok).toBe(false);
});
