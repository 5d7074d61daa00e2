import { expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { rich } from '../../src/base/rich-text.ts';
import { createServices } from '../../src/catalog/services.ts';
import { paragraph } from '../../src/commands/message.ts';
import type { IncidentsConfig } from '../../src/incidents/config.ts';
import { ALICE, BOB, openChannel, openDesk, START, textOf, working } from './desk.ts';

const CHANNEL = '200000000000000001';
const services = createServices({
  checkout: {
    name: 'Checkout',
    owner: 'Payments team',
    runbook: 'https://wiki.example/checkout',
    dashboards: ['https://grafana.example/a', 'https://grafana.example/b'],
  },
  search: {},
});

async function deskWithServices(config: Partial<IncidentsConfig> = {}) {
  const asked: { service: string; since: number }[] = [];
  const diagnosed: string[] = [];
  const desk = openDesk({
    services,
    config,
    given: {
      presetsOf: (service) => (service === 'checkout' ? ['dns lookup'] : []),
      changesOf: async (service, since) => {
        asked.push({ service, since });
        return service === 'checkout' ? [{ at: START - 60_000, line: rich`deploy checkout v1.4` }] : [];
      },
      diagnose: async ({ service, stream }) => {
        diagnosed.push(`${service} ${stream}`);
        return ok(paragraph(rich`Diagnostics of ${service}: all well`));
      },
    },
  });
  return { desk, asked, diagnosed };
}

test('the card shows who owns a service, where to look, what changed lately, and offers what can be run', async () => {
  const { desk, asked } = await deskWithServices();
  await desk.as(ALICE).type('incident declare', { title: 'Slow', service: 'checkout' });
  await openChannel(desk, 1, CHANNEL);
  const card = JSON.stringify((await desk.incidents.boards.card(await desk.streamOf(1)))?.message);
  expect(card).toContain('owner Payments team');
  expect(card).toContain('{"link":"https://wiki.example/checkout","text":"Runbook"}');
  expect(card).toContain('{"link":"https://grafana.example/b","text":"Dashboard 2"}');
  expect(card).toContain('deploy checkout v1.4');
  expect(card).toContain('{"label":"Run diagnostics","emoji":"🩺","action":"diagnostic.preset","args":["checkout"]}');
  expect(asked).toContainEqual({ service: 'checkout', since: START - 2 * 3_600_000 });

  await desk.as(ALICE, CHANNEL).type('incident resolve', {});
  const after = JSON.stringify((await desk.incidents.boards.card(await desk.streamOf(1)))?.message);
  expect(after).not.toContain('Run diagnostics');
  expect(after).not.toContain('deploy checkout');
});

test('a service that lists nothing is named, without a button that would do nothing', async () => {
  const { desk } = await deskWithServices();
  await desk.as(BOB).type('incident declare', { title: 'Slow', service: 'search' });
  expect(textOf(await desk.as(BOB).type('incident show', { incident: '1' }))).toMatch(/Service.*search/);
  expect(textOf(await desk.as(BOB).type('incident show', { incident: '1' }))).not.toContain('Run diagnostics');
});

test.each([
  { kind: 'real', config: {}, times: 1 },
  { kind: 'drill', config: {}, times: 1 },
  { kind: 'backfilled', config: {}, times: 0 },
  { kind: 'real', config: { diagnoseAtDeclaration: false }, times: 0 },
])('when the channel of a $kind incident opens, diagnostics run $times times ($config)', async (one) => {
  const { desk, diagnosed } = await deskWithServices(one.config);
  await desk.as(ALICE).type('incident declare', { title: 'Slow', service: 'checkout', kind: one.kind });
  await openChannel(desk, 1, CHANNEL);
  const { posts, posted, worker } = working(desk);
  // What follows from the open channel has been done; the same commit asked for the diagnostics, if any.
  await expect.poll(() => posted.some(({ kind }) => kind === 'members.add')).toBe(true);
  await expect
    .poll(async () => desk.store.effects({ kind: 'incident.diagnose', state: 'pending', limit: 9 }))
    .toEqual([]);
  await expect.poll(() => posts().filter((post) => post.includes('all well'))).toHaveLength(one.times);
  expect(diagnosed).toHaveLength(one.times);
  await worker.stop();
});

test('while the diagnostics of a declaration run, the card has a line for each; afterwards the message has', async () => {
  let finish: (() => void) | undefined;
  let say: ((line: string) => void) | undefined;
  const desk = openDesk({
    services,
    given: {
      presetsOf: (service) => (service === 'checkout' ? ['dns lookup'] : []),
      diagnose: ({ service, onProgress }) =>
        new Promise((resolve) => {
          say = (line) => onProgress?.({ title: rich`Diagnostics of ${service}`, ...paragraph(rich`${line}`) });
          finish = () => {
            resolve(ok(paragraph(rich`Diagnostics of ${service}: all well`)));
          };
          say('⏳ dns lookup: running …');
        }),
    },
  });
  await desk.as(ALICE).type('incident declare', { title: 'Slow', service: 'checkout' });
  const { posts, posted, worker } = working(desk);
  await openChannel(desk, 1, CHANNEL);
  const stream = await desk.streamOf(1);
  const card = async (): Promise<string> => JSON.stringify((await desk.incidents.boards.card(stream))?.message);
  const refreshes = (): number => posted.filter(({ kind }) => kind === 'card.refresh').length;
  await expect.poll(card).toContain('dns lookup: running');

  await expect.poll(refreshes).toBeGreaterThanOrEqual(1);
  const before = refreshes();
  for (let line = 1; line <= 50; line++) say?.(`⏳ dns lookup: asked ${line} servers`);
  await desk.clock.advance(2_000);
  await expect.poll(refreshes).toBeGreaterThan(before);
  expect(await card()).toContain('asked 50 servers');
  expect(refreshes()).toBeLessThan(before + 5);

  finish?.();
  await expect.poll(() => posts().filter((post) => post.includes('all well'))).toHaveLength(1);
  expect(await card()).not.toContain('dns lookup:');
  await worker.stop();
});
