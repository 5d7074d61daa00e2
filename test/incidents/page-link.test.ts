import { expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { virtualClock } from '../../src/base/clock.ts';
import { noteAdded } from '../../src/incidents/entries/note-added.ts';
import { incidentFold } from '../../src/incidents/fold.ts';
import { createPageLinks } from '../../src/web/page-links.ts';
import { verifyLink } from '../../src/web/signed-link.ts';
import { ALICE, BOB, type DeskOptions, openDesk, rawOf, START, STRANGER, textOf } from './desk.ts';

const SECRET = 'a secret of this test alone';
const links = (base: string | undefined) =>
  createPageLinks({ clock: virtualClock(START), secret: SECRET, base: () => base });

test('a link carries who follows it and for how long, behind whatever the path asks for', () => {
  const link = new URL(links('https://muster.example/')(ALICE, '/incidents?state=open') ?? '');
  expect(link.origin + link.pathname).toBe('https://muster.example/incidents');
  expect(link.searchParams.get('state')).toBe('open');
  expect(expectOk(verifyLink(SECRET, 'pages', link.searchParams, START + 86_399_999)).person).toBe(ALICE);
  expect(verifyLink(SECRET, 'pages', link.searchParams, START + 86_400_000)).toMatchObject({
    refusal: { code: 'link/expired' },
  });
  link.searchParams.set('person', BOB);
  expect(verifyLink(SECRET, 'pages', link.searchParams, START)).toMatchObject({ refusal: { code: 'link/invalid' } });
});

test('where pages have no address there is no link, and the refusal says what an operator sets', async () => {
  expect(links(undefined)(ALICE, '/incidents')).toBeUndefined();
  const desk = openDesk();
  await desk.as(ALICE).type('incident declare', { title: 'Disk full' });
  expect(rawOf(await desk.as(ALICE).press('incident.page', ['1']))).toContain('MUSTER_PUBLIC_URL');
});

/** An incident with more on its timeline than Discord takes as a file. */
async function flooded(given: DeskOptions['given'] = {}): Promise<ReturnType<typeof openDesk>> {
  const desk = openDesk({ given });
  await desk.as(ALICE).type('incident declare', { title: 'Disk full' });
  const stream = await desk.streamOf(1);
  const cause = { causeId: 'flood', actor: { kind: 'person' as const, id: ALICE }, source: { kind: 'api' as const } };
  expectOk(
    await desk.timeline.change(stream, incidentFold, cause, () => ({
      ok: true,
      value: {
        entries: Array.from({ length: 2700 }, (_, n) => noteAdded({ text: `${n} ${'x'.repeat(3990)}` })),
        effects: [],
        answer: null,
      },
    })),
  );
  return desk;
}

test('an export above what Discord takes is a button, which gives everybody a link of their own and of nobody else', async () => {
  const desk = await flooded({ linkFor: links('https://muster.example') });
  const answer = textOf(await desk.as(ALICE).type('incident export', { format: 'json', incident: '1' }));
  expect(answer).toContain('Too large for Discord: json');
  expect(answer).toContain('incident.page');
  expect(answer).not.toContain('muster export');
  expect(answer).not.toContain('signature'); // Others read this answer: a link in it would make them Alice.
  const whispered = await desk.as(BOB).press('incident.page', ['1']);
  expect(whispered).toMatchObject({ value: { visibility: 'private' } });
  expect(rawOf(whispered)).toContain(`https://muster.example/incidents/1/export.json?person=${BOB}&`);
});

test('where pages have no address, an export above what Discord takes is told with a command that is not refused', async () => {
  const desk = await flooded();
  const answer = textOf(await desk.as(ALICE).type('incident export', { format: 'json', incident: '1' }));
  expect(answer).toContain('muster export 1 --format json --out .');
});

test('nobody gets a link to a private incident that they may not see', async () => {
  const desk = openDesk({ given: { linkFor: links('https://muster.example') } });
  await desk.as(ALICE).type('incident declare', { title: 'Salary leak', private: true });
  const refused = await desk.as(STRANGER).press('incident.page', ['1']);
  expect(refused.ok).toBe(false);
  expect(rawOf(refused)).not.toMatch(/Salary|signature/);
});
