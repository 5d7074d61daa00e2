import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command as Program } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator } from '../../src/app/operator.ts';
import { readSettings } from '../../src/config.ts';
import { createProgram, EXIT } from '../../src/main.ts';
import { type Bot, startBot } from '../../src/testing.ts';

/*
 * The names that people, scripts, dashboards and other programs use. More may be added freely; one that is taken away or
 * called otherwise here is a new major version.
 */

let bot: Bot;
let folder: string;
beforeAll(async () => {
  bot = await startBot();
  folder = mkdtempSync(join(tmpdir(), 'muster-interface-'));
});
afterAll(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** `pagerduty import` with its options' long names and arguments. */
function programs(command: Program, path = ''): ReadonlyMap<string, readonly string[]> {
  const own: (readonly [string, readonly string[]])[] = command.commands.map((child) => [
    `${path}${child.name()}`,
    [
      ...child.registeredArguments.map((argument) => argument.name()),
      ...child.options.flatMap(({ long }) => long ?? []),
    ],
  ]);
  return new Map([...own, ...command.commands.flatMap((child) => [...programs(child, `${path}${child.name()} `)])]);
}

test.each([
  ['start', []],
  ['sandbox', ['--port', '--json']],
  ['sandbox chat', []],
  ['check', ['file']],
  ['declare', ['--title', '--severity', '--service', '--json']],
  ['page', ['--who', '--message', '--urgency']],
  ['ack', ['page']],
  ['export', ['number', '--format', '--out']],
  ['import', ['file']],
  ['verify', ['number', '--head']],
  ['oncall', ['schedule', '--at', '--from', '--to', '--json']],
  ['pagerduty import', ['--json']],
  ['plugin new', ['name']],
  ['invite', []],
])('muster %s takes %j', (name, options) => {
  expect(programs(createProgram(() => undefined)).get(name)).toEqual(expect.arrayContaining(options));
});

test('exit codes', () => {
  expect(EXIT).toEqual({ done: 0, no: 1, usage: 2, unreachable: 3 });
});

test.each([
  ['DISCORD_TOKEN', 'a-token', undefined],
  ['DISCORD_API_URL', 'http://127.0.0.1:3000/api', 'https://discord.com/api'],
  ['DISCORD_GUILD_ID', '1323802873036800000', undefined],
  ['MUSTER_CONFIG', '/etc/muster.yaml', undefined],
  ['MUSTER_DATABASE_URL', 'sqlite:/var/muster.db', undefined],
  ['MUSTER_HTTP_PORT', '0', '8080'],
  ['MUSTER_HTTP_HOST', '0.0.0.0', '127.0.0.1'],
  ['MUSTER_PUBLIC_URL', 'https://muster.example', undefined],
  ['LOG_LEVEL', 'debug', 'info'],
  ['LOG_FORMAT', 'json', undefined],
  ['PAGERDUTY_API_TOKEN', 'a-token', undefined],
  ['PAGERDUTY_API_URL', 'https://api.eu.pagerduty.com', 'https://api.pagerduty.com'],
  ['PAGERDUTY_EVENTS_URL', 'https://events.eu.pagerduty.com', 'https://events.pagerduty.com'],
  ['PAGERDUTY_WEBHOOK_SECRET', 'one,two', undefined],
] as const)('%s is read from the environment, and from the file that %s_FILE names', (name, value, byDefault) => {
  const read = (environment: Readonly<Record<string, string>>): string | undefined => {
    const settings = readSettings(environment);
    const found = settings.ok ? settings.value[name] : settings.refusal.message;
    return found === undefined ? undefined : String(found);
  };
  const path = join(folder, name);
  writeFileSync(path, `${value}\n`);
  expect(read({})).toBe(byDefault);
  expect(read({ [name]: value })).toBe(value);
  expect(read({ [`${name}_FILE`]: path })).toBe(value);
});

test('a record anywhere but in SQLite is refused where settings are read, with what is taken', () => {
  const settings = readSettings({ MUSTER_DATABASE_URL: 'postgres://muster@db.example/muster' });
  expect(settings).toMatchObject({
    refusal: { message: expect.stringMatching(/MUSTER_DATABASE_URL.*sqlite:FILE/) as string },
  });
});

test('the secret of a webhook’s source may stand in a file, too', () => {
  const path = join(folder, 'secret');
  writeFileSync(path, 'of the shop\n');
  const settings = readSettings({ MUSTER_WEBHOOK_SECRET_SHOP_FILE: path });
  expect(settings).toMatchObject({ value: { environment: { MUSTER_WEBHOOK_SECRET_SHOP: 'of the shop' } } });
});

test.each([
  ['incident declare', ['title', 'severity', 'service', 'description', 'private', 'kind']],
  ['incident note', ['text', 'at', 'incident']],
  ['incident severity', ['level', 'reason', 'incident']],
  ['incident status', ['to', 'incident']],
  ['incident role', ['role', 'person', 'incident']],
  ['incident export', ['format', 'incident']],
  ...[
    ...['update', 'task', 'link', 'rename', 'summary', 'impact', 'add', 'timeline', 'backfill', 'correct', 'milestone'],
    ...['resolve', 'close', 'reopen', 'cancel', 'show', 'retry'],
  ].map((name) => [`incident ${name}`, ['incident']] as const),
  ['incident list', []],
  ['incident stats', []],
  ['page send', ['who', 'message', 'urgency']],
  ...['status', 'ack', 'resolve', 'escalate', 'reassign', 'snooze', 'test'].map(
    (name) => [`page ${name}`, []] as const,
  ),
  ['oncall who', ['schedule', 'at']],
  ...['show', 'me', 'next', 'override', 'swap', 'cover', 'gaps', 'handoff', 'fairness'].map(
    (name) => [`oncall ${name}`, []] as const,
  ),
  ...['dns', 'explain', 'query', 'http', 'tls', 'host', 'promql', 'logs', 'redis'].map(
    (name) => [`diag ${name}`, []] as const,
  ),
  ...['start', 'status', 'history', 'diff', 'rollback', 'cancel', 'lock', 'unlock', 'queue', 'where'].map(
    (name) => [`deploy ${name}`, []] as const,
  ),
  ['run', ['action']],
  ...['list', 'show', 'owner', 'changes'].map((name) => [`service ${name}`, []] as const),
  ...['help', 'status', 'whoami'].map((name) => [`muster ${name}`, []] as const),
] as readonly (readonly [string, readonly string[]])[])('/%s takes %j', (name, options) => {
  const command = bot.app.dispatcher.commands.find((one) => one.name === name);
  expect(Object.keys(command?.options ?? { none: 'no such command' })).toEqual(expect.arrayContaining([...options]));
});

test('the menus of a message, and the reactions, which never mean two things', () => {
  const menus = bot.app.dispatcher.menus.map((menu) => menu.name);
  expect(menus).toEqual(expect.arrayContaining(['Add to timeline', 'Declare incident']));
  expect(bot.app.current().config.incidents.reactions).toEqual({ timeline: '📌', task: '✅' });
});

test('the JSON export has the shape that importers know', async () => {
  const say = (command: string) => bot.as('ben').type('#general', command);
  await say('/incident declare title:"Exported" severity:SEV-2');
  await bot.settled();
  await say('/incident note text:"told twice" at:"after #1" incident:1');
  const { stream } = (await bot.app.incidents.lookup.byNumber(1, operator)) ?? { stream: '' };
  const noted = (await bot.app.store.read(stream)).find(({ kind }) => kind === 'note.added')?.seq ?? 0;
  await say(`/incident correct entry:${noted} text:"corrected" incident:1`);
  await say('/incident role role:commander incident:1');
  await say('/incident task text:"look" incident:1');
  await say('/incident link to:https://runbook.example incident:1');
  await bot.settled();
  const exported = await bot.app.incidents.exportOf(1, 'json', operator);
  const parts: string[] = [];
  for await (const part of exported?.text ?? []) parts.push(part);
  interface Exported {
    readonly schema: string;
    readonly incident: Readonly<Record<string, unknown>>;
    readonly entries: readonly Readonly<Record<string, unknown>>[];
    readonly head: { readonly seq: number; readonly hash: string };
  }
  const { schema, incident, entries, head } = JSON.parse(parts.join('')) as Exported;
  expect(schema).toBe('muster.incident/1');
  expect(Object.keys(incident)).toEqual(
    expect.arrayContaining(
      'stream number title severity status kind private declaredAt milestones roles services links tasks'.split(' '),
    ),
  );
  for (const entry of entries) {
    expect(Object.keys(entry)).toEqual(
      expect.arrayContaining(
        'id seq kind v eventAt precision recordedAt actor source data salt digest hash'.split(' '),
      ),
    );
    expect(Object.keys(entry['actor'] as object)).toEqual(expect.arrayContaining(['kind', 'id', 'name']));
    expect(entry['recordedAt']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    if (entry['precision'] === 'order-only')
      expect(entry).toMatchObject({ eventAt: null, after: expect.any(String) as string });
    else expect(entry['eventAt']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
  expect(entries.some((entry) => entry['precision'] === 'order-only')).toBe(true);
  expect(entries.some((entry) => typeof entry['revises'] === 'string')).toBe(true);
  expect(head).toEqual({ seq: entries.length, hash: entries.at(-1)?.['hash'] });
});
