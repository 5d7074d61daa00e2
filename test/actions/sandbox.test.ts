import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIEmbed, APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from '../../src/testing.ts';
import { createShop, type Shop } from './service/shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-deploy-chat-'));
let bot: Bot;
let shop: Shop;

beforeAll(async () => {
  shop = createShop(folder);
  const deploy = (environment: string) =>
    JSON.stringify({
      program: [
        process.execPath,
        join(import.meta.dirname, 'service/deploy.ts'),
        shop.repository,
        shop.environment(environment),
        '{commit}',
      ],
      folder,
      leavesRunning: true,
    });
  bot = await startBot({
    environment: { PATH: process.env['PATH'] ?? '', HOME: folder },
    config: (ids) => `
people: { ada: { discord: "${ids['ada'] ?? ''}" }, ben: { discord: "${ids['ben'] ?? ''}" }, chen: { discord: "${ids['fatima'] ?? ''}" } }
services: { shop: { name: Shop } }
permissions:
  deploys.run: { people: [ada, ben] }
  actions.approve: { people: [ada, ben] }
  deploys.lock: { people: [ada, ben] }
  deploys.override: { people: [ada] }
apps:
  shop:
    repository: { git: ${JSON.stringify(shop.repository)} }
    environments:
      - { name: staging, runs: ${deploy('staging')} }
      - { name: production, risk: danger, runs: ${deploy('production')} }
`,
  });
});
afterAll(async () => {
  await bot.stop();
  shop.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything that a message says, in one text. */
const words = (message: APIMessage | null | undefined): string =>
  [
    message?.content,
    ...(message?.embeds ?? []).flatMap((embed: APIEmbed) => [
      embed.title,
      embed.description,
      ...(embed.fields ?? []).flatMap(({ name, value }) => [name, value]),
      embed.footer?.text,
    ]),
  ]
    .filter((part) => part !== undefined)
    .join('\n');

async function say(who: string, command: string, channel = '#general'): Promise<APIMessage | null | undefined> {
  const exchange = await bot.as(who).type(channel, command);
  if (!('final' in exchange)) throw new Error(`${command} is no command`);
  const final = await exchange.final();
  // A refusal comes privately, behind an answer that was to be everybody's.
  const spoken = () => [...final.followUps, final.message].find((message) => words(message) !== '');
  await expect.poll(spoken).toBeDefined();
  return spoken();
}

async function press(who: string, message: APIMessage | null | undefined, label: string): Promise<string> {
  const exchange = await bot.as(who).press(message?.id ?? '', label);
  const final = await exchange.final();
  // What only this person is told comes behind the message that the button stands on.
  return [...final.followUps, final.message].map((one) => words(one)).join('\n');
}

const cards = (channel = '#general') => bot.as('ada').see(channel).map(words);
const seen = (text: string, channel?: string) =>
  expect.poll(() => cards(channel).join('\n---\n'), { timeout: 20_000 }).toContain(text);

test('a version is deployed, promoted, refused, approved, fails and is rolled back, in chat, and stands in the incident’s export', async () => {
  const preview = await say('ada', '/deploy start app:shop ref:v1');
  expect(words(preview)).toContain(shop.commits.v1.slice(0, 10));
  expect(await press('stranger', preview, 'Deploy')).toContain('deploys.run');
  await press('ada', preview, 'Deploy');
  await expect.poll(() => shop.versionAt('staging'), { timeout: 20_000 }).toBe('v1');
  await seen('Succeeded');

  expect(words(await say('ada', '/deploy start app:shop env:production ref:v2'))).toContain(
    `v2 (${shop.commits.v2.slice(0, 10)}) was never deployed to staging`,
  );
  const approval = await say('ada', '/deploy start app:shop env:production ref:v1');
  expect(await press('ada', approval, 'Approve')).toContain('somebody else');
  await press('ben', approval, 'Approve');
  await expect.poll(() => shop.versionAt('production'), { timeout: 20_000 }).toBe('v1');

  await press('ada', await say('ada', '/deploy start app:shop ref:v2'), 'Deploy');
  await expect.poll(() => shop.versionAt('staging'), { timeout: 20_000 }).toBe('v2');
  await seen('Deploy shop staging to v2');
  await expect
    .poll(async () => words(await say('ada', '/deploy status')), { timeout: 20_000 })
    .toContain('Nothing is under way');
  await press('ben', await say('ada', '/deploy start app:shop env:production ref:v2'), 'Approve');
  await expect.poll(() => shop.versionAt('production'), { timeout: 20_000 }).toBe('v2');
  await expect
    .poll(async () => words(await say('ada', '/deploy status')), { timeout: 20_000 })
    .toContain('Nothing is under way');

  await press('ada', await say('ada', '/deploy start app:shop ref:broken'), 'Deploy');
  await seen('health check failed');
  await seen('Failed');
  await expect
    .poll(async () => words(await say('ada', '/deploy status')), { timeout: 20_000 })
    .toContain('Nothing is under way');

  // An incident of the service opens: deploys wait, the rollback does not.
  expect(words(await say('ben', '/incident declare title:"Shop is down" severity:SEV-2 service:shop'))).toContain(
    'Incident 1',
  );
  await bot.settled();
  expect(words(await say('ada', '/deploy start app:shop ref:main'))).toContain('Incident 1');
  await press('ben', await say('ada', '/deploy rollback app:shop env:production'), 'Approve');
  await expect.poll(() => shop.versionAt('production'), { timeout: 20_000 }).toBe('v1');
  await expect
    .poll(async () => words(await say('ada', '/deploy status')), { timeout: 20_000 })
    .toContain('Nothing is under way');
  expect(words(await say('ada', '/deploy where app:shop'))).toMatch(/locked after a rollback/);
  expect(words(await say('ben', '/deploy queue app:shop env:production'))).toContain('You are next');
  expect(words(await say('ada', '/deploy unlock app:shop env:production'))).toContain('reason');
  expect(words(await say('ada', '/deploy unlock app:shop env:production reason:"The index is there"'))).toContain(
    'turn',
  );
  expect(words(await say('stranger', '/service changes service:shop'))).toContain('roll back shop production');
  await bot.settled();

  const [row] = await bot.app.incidents.lookup.list(
    { id: 'x', name: 'x', roleIds: [], permissions: new Set() },
    { limit: 1 },
  );
  const timeline = (await bot.app.timeline.read(row?.stream ?? ''))
    .map(({ kind }) => kind)
    .filter((kind) => /^(run|lock)\./.test(kind));
  expect(timeline).toEqual([
    'run.refused',
    'run.requested',
    'run.confirmed',
    'run.started',
    'lock.taken',
    'run.finished',
  ]);
  const channel =
    bot
      .as('ben')
      .channels()
      .find(({ name }) => name?.startsWith('inc-1'))?.id ?? '';
  const exported = await bot.as('ben').type(channel, '/incident export format:md');
  const file = 'final' in exported ? (await exported.final()).message?.attachments[0] : undefined;
  const text = await (await fetch(file?.url ?? '')).text();
  expect(text).toContain('roll back shop production');
  expect(
    bot
      .as('ada')
      .see('#general')
      .filter((message) => message.mention_everyone),
  ).toEqual([]);
}, 120_000);

test('whoever waits is told their turn, and whose lock is taken over hears of it, also where no channel of deploys is named', async () => {
  const heard = (who: string): string =>
    bot
      .as(who)
      .see(bot.as(who).directMessages().id)
      .map((message) => words(message))
      .join('\n');
  await say('ben', '/deploy lock app:shop env:staging reason:"Load test"');
  expect(words(await say('ada', '/deploy queue app:shop env:staging'))).toContain('I tell you when it is your turn');
  await say('ben', '/deploy unlock app:shop env:staging');
  await expect.poll(() => heard('ada')).toContain('it is your turn to deploy shop/staging');
  await say('ben', '/deploy lock app:shop env:staging reason:Outage take_over:True');
  await expect.poll(() => heard('ada')).toContain('your lock on shop/staging was taken over: Outage');
  expect(heard('fatima')).not.toContain('shop/staging');
});
