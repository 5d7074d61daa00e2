import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Config, parseConfig } from '../../src/config.ts';
import { createAppWeb } from '../../src/serve-web.ts';
import { type Bot, startBot } from '../../src/testing.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { createShop } from './service/shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-reload-'));
let bot: Bot;
let text: string;

beforeAll(async () => {
  const { repository } = createShop(folder);
  text = `
permissions: { deploys.run: everybody, deploys.lock: everybody }
freezes:
  holidays: { reason: Everybody is away, from: 2020-12-20, to: 2099-12-27 }
apps:
  shop:
    repository: { git: ${JSON.stringify(repository)} }
    environments: [{ name: staging, runs: { program: ["true"], folder: ${JSON.stringify(folder)} } }]
actions:
  restart:
    summary: Restart
    risk: change
    parameters: { host: { summary: Which host } }
    runs: { program: ["true"], folder: / }
`;
  bot = await startBot({
    config: text,
    environment: { PATH: process.env['PATH'] ?? '', HOME: folder, MUSTER_PUBLIC_URL: 'https://muster.example' },
  });
});
afterAll(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The options of /run, as they are registered with Discord. */
async function registeredOptions(): Promise<readonly string[]> {
  const { restBase, token, guildId } = bot.sandbox;
  const headers = { authorization: `Bot ${token}` };
  const me = (await (await fetch(`${restBase}/v10/users/@me`, { headers })).json()) as { id: string };
  const address = `${restBase}/v10/applications/${me.id}/guilds/${guildId}/commands`;
  const commands = (await (await fetch(address, { headers })).json()) as {
    name: string;
    options?: { name: string }[];
  }[];
  return commands.find(({ name }) => name === 'run')?.options?.map(({ name }) => name) ?? [];
}

const parsed = (yaml: string): Config => {
  const config = parseConfig(yaml, {});
  if (!config.ok) throw new Error(JSON.stringify(config.faults));
  return config.value;
};

test('a parameter that muster.yaml names anew can be typed after a reload, and one that is gone cannot', async () => {
  expect(await registeredOptions()).toEqual(['action', 'dry_run', 'host']);
  await bot.serving.reload(parsed(text.replace('host: {', 'region: {')));
  expect(await registeredOptions()).toEqual(['action', 'dry_run', 'region']);
});

test('a digest that muster.yaml asks for anew is armed, and taken back with it', async () => {
  const armed = async () =>
    (await bot.app.store.effects({ kind: 'calendar.run', state: 'pending', limit: 50 })).filter(({ key }) =>
      key?.startsWith('calendar:deploys.digest'),
    );
  expect(await armed()).toEqual([]);
  await bot.serving.reload(parsed(`${text}deploys: { digest: "0 9 * * 1-5", channel: "${bot.sandbox.guildId}" }\n`));
  expect(await armed()).toHaveLength(1);
  await bot.serving.reload(parsed(text));
  expect(await armed()).toEqual([]);
});

test('the calendar of freezes and planned deploys is read at a secret address of one’s own', async () => {
  const asked = await bot.as('ada').type('#general', '/deploy calendar');
  const message = 'final' in asked ? (await asked.final()).message : undefined;
  expect(message?.attachments[0]?.filename).toBe('deploys.ics');
  const told = await (await bot.as('ada').press(message?.id ?? '', 'Subscribe to it')).final();
  const said = [...told.followUps, told.message].map((one) => JSON.stringify(one)).join();
  const address = new URL(/https:\/\/muster\.example\/calendars\/deploys\.ics\?token=[\w.-]+/.exec(said)?.[0] ?? '');

  const { web } = await createAppWeb(bot.app, bot.serving.discord, createMetrics('1.2.3'));
  const read = async (search: string) => web.fetch(new Request(`http://localhost${address.pathname}${search}`));
  const answer = await read(address.search);
  expect(answer.headers.get('content-type')).toContain('text/calendar');
  expect(await answer.text()).toContain('SUMMARY:No deploys: Everybody is away');
  expect((await read('')).status).toBe(404);
  expect((await read(`${address.search}x`)).status).toBe(404);
  expect((await web.fetch(new Request(`http://localhost/calendars/primary.ics${address.search}`))).status).toBe(404);
});
