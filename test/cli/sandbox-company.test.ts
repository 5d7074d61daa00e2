import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sandboxCompany } from '../../src/cli/sandbox-company.ts';
import { parseConfig } from '../../src/config.ts';
import { type Shop, openShop } from '../../src/sandbox/shop.ts';
import { type Bot, startBot } from '../../src/testing.ts';
import { words } from '../e2e/words.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-company-'));
const facts = (people: Readonly<Record<string, string>>, shop: Shop) => ({
  people,
  channels: {},
  timeZone: 'Europe/Berlin',
  shop,
});
let bot: Bot;

beforeAll(async () => {
  const shop = openShop(join(folder, 'sandbox-shop'));
  bot = await startBot({
    environment: { PATH: process.env['PATH'] ?? '', HOME: folder },
    config: (people) => sandboxCompany(facts(people, shop)),
  });
});
afterAll(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true, force: true });
});

const said = async (who: string, text: string): Promise<string> => {
  const asked = await bot.as(who).type('#general', text);
  if (!('final' in asked)) throw new Error(`${text} is no command`);
  await asked.final();
  return [asked.message, ...asked.followUps].map((message) => words(message)).join('\n');
};

/** Asks for it, presses the button of the preview, and waits until the run has ended as it should. */
async function run(text: string, button: string, end: RegExp): Promise<void> {
  const ben = bot.as('ben');
  const asked = await ben.type('#general', text);
  if (!('final' in asked)) throw new Error(`${text} is no command`);
  await asked.final();
  if (!asked.message) throw new Error(`${text} was not answered`);
  await ben.press(asked.message.id, button);
  await expect.poll(() => ben.see('#general').map(words).at(-1)).toMatch(end);
}

test('the newcomer finds a slow query, failed orders, and somebody on call', async () => {
  expect(await said('ben', '/diag query name:failed-orders')).toContain('customer');
  expect(await said('ben', `/diag explain database:shop sql:SELECT * FROM orders WHERE status = 'failed'`)).toContain(
    'CREATE INDEX',
  );
  expect(await said('ben', '/oncall who')).toContain('primary');
});

test('they restart a host, deploy, see a bad version fail in production, and roll it back', async () => {
  await run('/run action:restart host:web-1', 'Run it', /restarted, healthy/);
  for (const [ref, env] of [
    ['v1.1', 'staging'],
    ['v1.1', 'production'],
    ['v1.2', 'staging'],
  ] as const)
    await run(`/deploy start app:checkout env:${env} ref:${ref}`, 'Deploy', /[Ss]ucceeded/);
  await run('/deploy start app:checkout env:production ref:v1.2', 'Deploy', /[Ff]ailed[^]*payments are taken twice/);
  await run(
    '/deploy rollback app:checkout env:production reason:"Payments are taken twice"',
    'Roll back',
    /[Ss]ucceeded/,
  );
}, 120_000);

test('where there is no git the rest of the company is complete', () => {
  const shop = { folder, database: join(folder, 'shop.db'), repository: undefined };
  const people = Object.fromEntries(
    ['ada', 'ben', 'chiara', 'dmitri', 'emeka'].map((name, n) => [name, `${n + 1}`.repeat(18)]),
  );
  const read = parseConfig(sandboxCompany(facts(people, shop)), {});
  expect(read.ok ? Object.keys(read.value.apps) : read.faults).toEqual([]);
});
