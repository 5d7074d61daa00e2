import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { applicationCommands } from '../../src/discord/registration.ts';
import { registrationErrors } from '../../src/discord/registration-check.ts';
import { systemClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/ids.ts';
import { checkPlugins } from '../../src/diagnostics/check-plugins.ts';
import { diagnosticsConfigSchema, presetSchema } from '../../src/diagnostics/config.ts';
import { diagnosticFinished } from '../../src/diagnostics/entries/diagnostic-finished.ts';
import { ORGANISATION } from '../../src/timeline/entry.ts';
import { type Bot, buttonIn, formIn, messageIn, startBot, textOf } from './bot.ts';

const shop = { from: './plugins/shop.ts', config: { shop: 'checkout' } };
const config = { plugins: { shop }, networks: { warehouse: '192.0.2.0/24' } };

let bot: Bot;
beforeAll(async () => {
  bot = await startBot(config, {
    presets: { checkout: ['visits', { visits: { note: 'preset' } }, 'nothing'], bare: [] },
  });
});
afterAll(() => bot.close());

test('every plugin loads, and each diagnostic is a command with its options', () => {
  expect([...bot.diagnostics.faults()]).toEqual([]);
  const names = bot.diagnostics.commands.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['diag dns', 'diag visits', 'diag service']));
  const visits = bot.diagnostics.commands.find(({ name }) => name === 'diag visits');
  expect(Object.keys(visits?.options ?? {})).toEqual(['note']);
});

test('a run is answered, kept on the timeline, masked, and its addresses have names', async () => {
  const message = messageIn(await bot.command('diag visits', { note: 'hello' }));
  expect(textOf(message)).toContain('Odd.');
  expect(textOf(message)).toContain('192.0.2.7 (warehouse)');
  expect(textOf(message)).not.toContain('hunter2');
  const entries = (await bot.entries()).slice(-2);
  expect(entries).toMatchObject([
    {
      kind: 'diagnostic.started',
      actor: { id: '100000000000000001' },
      data: { diagnostic: 'visits', given: { note: 'hello' } },
    },
    { kind: 'diagnostic.finished', data: { target: 'checkout', outcome: 'done', verdict: 'ok' } },
  ]);
  expect(JSON.stringify(entries)).not.toContain('hunter2');
});

test('what a handler chose itself is on record and shown, without secrets and without what is no option', async () => {
  const reverse = messageIn(await bot.command('diag dns', { name: '192.0.2.1', server: 'nowhere.invalid' }));
  expect(textOf(reverse)).toContain('type:PTR');
  expect((await bot.entries()).at(-1)?.data).toMatchObject({ chosen: { type: 'PTR' } });

  const masked = messageIn(await bot.command('diag visits'));
  expect(textOf(masked)).toContain('note:token=');
  const finished = diagnosticFinished.schema.parse((await bot.entries()).at(-1)?.data);
  expect(Object.keys(finished.chosen ?? {})).toEqual(['note']);
  expect(JSON.stringify(await bot.entries())).not.toContain('hunter3');
  await bot.command('diag visits', { note: 'given' });
  expect((await bot.entries()).at(-1)?.data).not.toHaveProperty('chosen');
});

test('what was used for options that were not given is on record too', async () => {
  await bot.command('diag dns', { name: '192.0.2.1', server: 'nowhere.invalid', type: 'TXT' });
  const entries = await bot.entries();
  expect(entries.at(-2)?.data).toMatchObject({
    given: { name: '192.0.2.1', server: 'nowhere.invalid', type: 'TXT' },
    defaults: { view: 'answer', dnssec: false, recursion: true, unchecked: false },
  });
});

test('secrets are masked in what it was asked, in its progress and in its refusal', async () => {
  bot.progress.length = 0;
  const message = messageIn(await bot.command('diag leaks', { url: 'https://ann:hunter2hunter2@192.0.2.1/' }));
  expect(textOf(message)).toContain('did not answer');
  const [progress] = bot.progress;
  expect(progress && textOf(progress)).toContain('asking https://ann:');
  expect(JSON.stringify([message, bot.progress, await bot.entries()])).not.toContain('hunter2');
});

test('what was asked before is suggested again, without what was masked', async () => {
  for (const url of ['https://one.example', 'https://two.example', 'https://ann:hunter2hunter2@three.example'])
    await bot.command('diag leaks', { url });
  expect(await bot.suggest('diag leaks', 'url', '')).toEqual(['https://two.example', 'https://one.example']);
  expect(await bot.suggest('diag leaks', 'url', 'ONE')).toEqual(['https://one.example']);
});

test('one button runs it again and marks what differs, but not what always does', async () => {
  const first = messageIn(await bot.command('diag visits', { note: 'compare' }));
  const second = messageIn(await bot.press(buttonIn(first, 'Run again')));
  const said = textOf(second);
  expect(said).toMatch(/≠ \d+ \(was \d+\)/);
  expect(said).toContain('things differ');
  expect(said).not.toMatch(/"ms","value":\["≠/);
  expect((await bot.entries()).at(-2)).toMatchObject({ data: { again: expect.any(String) as string } });
});

test('what is missing is asked for in a form, and permissions of options are checked', async () => {
  const may = { permissions: new Set(['diagnostics.run', 'shop.ask']) };
  const form = await bot.command('diag ask', {});
  expect(form).toMatchObject({ value: { reply: 'form', form: { fields: [{ name: 'sql', lines: 'many' }] } } });
  if (!form.ok || form.value.reply !== 'form') throw new Error('no form');
  const message = messageIn(await bot.action('diagnostic.form', form.value.form.args ?? [], { sql: ['select 1'] }));
  expect(textOf(message)).toContain('Asked select 1, deep: false.');
  expect(await bot.action('diagnostic.form', form.value.form.args ?? [], { sql: ['again'] })).toMatchObject({
    refusal: { code: 'diagnostic/expired' },
  });
  expect(await bot.command('diag ask', { sql: 'x', deep: true }, may)).toMatchObject({
    refusal: { code: 'permission/missing', message: expect.stringContaining('shop.deep') as string },
  });
  expect((await bot.command('diag ask', { sql: 'x' }, may)).ok).toBe(true);
  expect(await bot.command('diag ask', { sql: 'x' }, { permissions: new Set(['diagnostics.run']) })).toMatchObject({
    refusal: { code: 'permission/missing' },
  });
});

test('a form whose answers are refused, or whose run is, can be opened again', async () => {
  const form = formIn(await bot.command('diag ask', { deep: true }));
  const asked = { sql: ['select 1'] };
  const mayNot = { permissions: new Set(['diagnostics.run']) };
  expect(await bot.action('diagnostic.form', form.args ?? [], asked, mayNot)).toMatchObject({
    refusal: { code: 'permission/missing' },
  });
  // What the button of a refused form opens: the same again, and what is known already goes with it.
  const again = formIn(await bot.action('diagnostic.form.ask', form.args ?? []));
  expect(again.fields).toMatchObject([{ name: 'sql', required: true }]);
  const ran = messageIn(await bot.action('diagnostic.form', again.args ?? [], { sql: ['nonsense 1'] }));
  expect(textOf(ran)).toContain('nonsense 1 is nonsense.');
  const edited = formIn(await bot.press(buttonIn(ran, 'Try again')));
  expect(edited.fields).toMatchObject([{ name: 'sql', value: 'nonsense 1' }]);
  const done = messageIn(await bot.action('diagnostic.form', edited.args ?? [], asked));
  expect(textOf(done)).toContain('Asked select 1, deep: true.');
  expect(() => buttonIn(done, 'Try again')).toThrow();
  const stranger = await bot.action('diagnostic.form.ask', form.args ?? [], {}, { id: '100000000000000002' });
  expect(stranger).toMatchObject({ refusal: { code: 'diagnostic/expired' } });
});

test('what is dangerous is confirmed first', async () => {
  const before = (await bot.entries()).length;
  const asked = messageIn(await bot.command('diag burn'));
  expect((await bot.entries()).length).toBe(before);
  expect(textOf(messageIn(await bot.press(buttonIn(asked, 'Run it'))))).toContain('Burnt.');
});

test('what is dangerous is confirmed again: when it runs again, and after a form', async () => {
  const runs = async (): Promise<number> => (await bot.entries()).length;
  const asked = messageIn(await bot.command('diag burn'));
  const burnt = messageIn(await bot.press(buttonIn(asked, 'Run it')));
  const before = await runs();
  const again = messageIn(await bot.press(buttonIn(burnt, 'Run again')));
  expect(await runs()).toBe(before);
  await bot.press(buttonIn(again, 'Run it'));
  expect((await bot.entries()).at(-2)).toMatchObject({ data: { again: expect.any(String) as string } });

  const form = formIn(await bot.command('diag raze'));
  const filled = await runs();
  const confirm = messageIn(await bot.action('diagnostic.form', form.args ?? [], { what: ['the shop'] }));
  expect(textOf(confirm)).toContain('may hurt');
  expect(await runs()).toBe(filled);
  expect(textOf(messageIn(await bot.press(buttonIn(confirm, 'Run it'))))).toContain('Razed the shop.');
});

test('among a service’s diagnostics stands neither what is dangerous nor what one may not ask', async () => {
  const presets = { checkout: ['burn', { ask: { sql: 'x', deep: true } }, { ask: { sql: 'x', deep: false } }] };
  const own = await startBot(config, { presets });
  const may = { permissions: new Set(['diagnostics.run', 'shop.ask']) };
  const message = messageIn(await own.command('diag service', { service: 'checkout' }, may));
  expect(textOf(message)).toContain('Type /diag burn, which asks first');
  expect(textOf(message)).toContain('it takes shop.deep');
  expect(textOf(message)).toContain('Asked x, deep: false.');
  const started = (await own.entries()).filter(({ kind }) => kind === 'diagnostic.started');
  expect(started).toMatchObject([{ data: { diagnostic: 'ask', given: { deep: false } } }]);
  await own.close();
});

test('values inside of a preset’s SQL are shown as little as they are kept', async () => {
  const sql = "SELECT * FROM people WHERE mail = 'ann@shop.example'";
  const own = await startBot(config, { presets: { checkout: [{ explain: { database: 'none', sql } }] } });
  const message = messageIn(await own.command('diag service', { service: 'checkout' }));
  expect(textOf(message)).toContain('FROM people');
  expect(JSON.stringify([message.blocks, own.progress])).not.toContain('ann@shop');
  await own.close();
});

test('what is too long for a chat is cut, and attached whole', async () => {
  const message = messageIn(await bot.command('diag long'));
  const table = message.blocks.find((block) => block.type === 'table');
  expect(table?.rows.length).toBeLessThan(20);
  const [file] = message.files ?? [];
  expect(file?.name).toBe('long.txt');
  if (!(file?.content instanceof Uint8Array)) throw new Error('no bytes');
  expect(Buffer.from(file.content).toString()).toContain('row 199');
});

test('a service’s diagnostics run side by side, a line each', async () => {
  bot.progress.length = 0;
  const message = messageIn(await bot.command('diag service', { service: 'checkout' }));
  const list = message.blocks.find((block) => block.type === 'list');
  expect(list?.items).toHaveLength(3);
  expect(textOf(message)).toContain('There is no diagnostic');
  expect(bot.progress.length).toBeGreaterThan(1);
  expect(await bot.command('diag service', { service: 'bare' })).toMatchObject({
    refusal: { code: 'diagnostic/no-preset' },
  });
  expect(await bot.suggest('diag service', 'service', 'ch')).toEqual(['checkout']);
  expect(await bot.suggest('diag visits', 'note', '')).toEqual(['one', 'two']);
  const again = messageIn(await bot.press(buttonIn(message, 'Run all again')));
  expect(again.blocks).toHaveLength(1);
  // Visits are counted: each says what differs from its own last run, in its line.
  const [block] = again.blocks;
  const lines = block?.type === 'list' ? block.items.map((item) => JSON.stringify(item)) : [];
  expect(lines.slice(0, 2)).toEqual([
    expect.stringMatching(/(Odd|Even)\.( \(before: .*\))? \([\d.]+ s\) ≠ \d things? differs? from the run before/),
    expect.stringMatching(/differs? from the run before/),
  ]);
});

test('a preset whose plugin could not be loaded says why, and what is no preset is told how to write one', async () => {
  const own = await startBot({ plugins: { depth: { from: 'no-such-package' } } }, { presets: { shop: ['depth'] } });
  const message = textOf(messageIn(await own.command('diag service', { service: 'shop' })));
  expect(message).toContain("The plugin depth could not be loaded: Cannot find package 'no-such-package'");
  expect(message).not.toContain(import.meta.dirname);
  await own.close();
  for (const wrong of [{ dns: {}, redis: {} }, { dns: 'example.com' }, 7])
    expect(presetSchema.safeParse(wrong).error?.issues[0]?.message).toContain('is one diagnostic: its name');
});

test('unknown or wrong arguments are refused before anything is kept', async () => {
  const before = (await bot.entries()).length;
  expect(await bot.command('diag dns', { name: 'example.com', view: 'sideways' })).toMatchObject({
    refusal: { code: 'option/choice' },
  });
  expect((await bot.entries()).length).toBe(before);
});

test('a reload adds, changes and removes plugins, and what runs goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-plugins-'));
  const write = (name: string, answer: string, waitMs = 0): void =>
    writeFileSync(
      join(folder, `${name}.ts`),
      `import { definePlugin, defineDiagnostic, ok } from 'muster/plugin';
       export const plugin = definePlugin({ '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } }, () => [
         defineDiagnostic({ name: '${name}', summary: 'Says', risk: 'read', targets: [], options: {}, async run(_: unknown, context) {
           await context.clock.sleep(${waitMs}, context.signal); return [ok('${answer}')]; } }) ]);`,
    );
  write('one', 'first', 800);
  const own = await startBot({ plugins: { one: { from: './one.ts' } } }, { folder });
  await own.command('diag one'); // its worker has read the file
  const running = own.command('diag one');
  await new Promise((done) => setTimeout(done, 100));
  write('one', 'second');
  write('two', 'another');
  await own.reconfigure({ plugins: { one: { from: './one.ts' }, two: { from: './two.ts' } } });
  expect(textOf(messageIn(await own.command('diag one')))).toContain('second');
  expect(textOf(messageIn(await own.command('diag two')))).toContain('another');
  expect(textOf(messageIn(await running))).toContain('first');

  writeFileSync(join(folder, 'one.ts'), 'this is no TypeScript');
  await own.reconfigure({ plugins: { one: { from: './one.ts' }, dns: { enabled: false } } });
  expect(own.diagnostics.faults().get('one')).toMatchObject({ code: 'plugin/import' });
  expect(textOf(messageIn(await own.command('diag one')))).toContain('second'); // what worked stays
  expect(await own.command('diag two')).toMatchObject({ ok: false });
  expect(await own.command('diag dns', { name: 'x' })).toMatchObject({ ok: false });
  await own.close();
  rmSync(folder, { recursive: true });
});

test('plugins that hang while they are loaded hold up neither the start nor a reload nor the others', async () => {
  const hanging = { from: './plugins/hangs-on-import.ts' };
  const missing = { from: './plugins/is-not-there.ts' };
  const told: unknown[] = [];
  const log = { debug: () => undefined, info: () => undefined, warn: (fields: unknown) => told.push(fields) };
  const plugins = { first: hanging, shop, missing, second: hanging };
  const own = await startBot({ plugins }, { pluginsMayArrive: true, log });
  const codes = () => [...own.diagnostics.faults()].map(([key, { code }]) => [key, code]);
  const stillLoading = ['first', 'second'].map((key) => [key, 'plugin/loading']);
  expect(codes()).toEqual(expect.arrayContaining(stillLoading));
  await own.reconfigure({ plugins: { ...plugins, redis: { enabled: false } } });
  expect(codes()).toEqual(expect.arrayContaining(stillLoading));
  expect(await own.command('diag dns', { name: 'a..b' })).toMatchObject({ ok: true });

  await vi.waitFor(() => {
    expect(told).toContainEqual({ plugin: 'missing' });
  }, 20_000);
  expect(textOf(messageIn(await own.command('diag visits')))).toContain('checkout');
  await own.close();
});

test('a plugin comes out of an npm package, too, found from the folder of muster.yaml', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-package-'));
  const at = join(folder, 'node_modules/muster-plugin-tide');
  mkdirSync(at, { recursive: true });
  writeFileSync(
    join(at, 'package.json'),
    JSON.stringify({ name: 'muster-plugin-tide', type: 'module', exports: './tide.js' }),
  );
  const version = (word: string): void => {
    writeFileSync(
      join(at, 'tide.js'),
      `import { definePlugin, defineDiagnostic, ok } from 'muster/plugin';
       export const plugin = definePlugin(undefined, () => [defineDiagnostic({
         name: 'tide', summary: 'The tide', risk: 'read', targets: [], options: {}, run: async () => [ok('${word}')] })]);`,
    );
  };
  version('It rises.');
  const config = { plugins: { tide: { from: 'muster-plugin-tide' }, gone: { from: 'muster-plugin-gone' } } };
  const packaged = await startBot(config, { folder });
  expect(textOf(messageIn(await packaged.command('diag tide')))).toContain('It rises.');
  expect(packaged.diagnostics.faults().get('gone')?.message).toContain('muster-plugin-gone');
  version('It falls by now.');
  await packaged.reconfigure(config);
  expect(textOf(messageIn(await packaged.command('diag tide')))).toContain('It falls by now.');
  await packaged.close();
  rmSync(folder, { recursive: true });
});

test('however many plugins there are, and whatever they call themselves, Discord takes the commands', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-plugins-'));
  const write = (name: string, declaration: string): void =>
    writeFileSync(
      join(folder, `${name}.ts`),
      `import { choice, definePlugin, defineDiagnostic, ok, text } from 'muster/plugin';
       export const plugin = definePlugin({ '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } }, () => [
         defineDiagnostic({ risk: 'read', targets: [], run: async () => [ok('${name}')], ${declaration} }) ]);`,
    );
  const options = `options: { some: text({ description: '${'x'.repeat(100)}', form: true, unless: ['some'] }) }`;
  const many = Array.from({ length: 30 }, (_, n) => `own-${n}`);
  for (const name of many) write(name, `name: '${name}', summary: 'Says', ${options}`);
  write('service', `name: 'service', summary: 'Says', ${options}`);
  write(
    'choices',
    `name: 'choices', summary: 'Says', options: { one: choice(['${'y'.repeat(101)}'], { description: 'z' }) }`,
  );
  const own = await startBot(
    { plugins: Object.fromEntries([...many, 'service', 'choices'].map((name) => [name, { from: `./${name}.ts` }])) },
    { folder },
  );
  const { commands } = own.diagnostics;
  expect(registrationErrors(applicationCommands({ commands, menus: [] }))).toEqual([]);
  const names = commands.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['diag dns', 'diag service', 'diag own-0', 'diag2 own-29']));
  expect([...own.diagnostics.faults().keys()]).toEqual(['service', 'choices']);
  expect(textOf(messageIn(await own.command('diag2 own-29', { some: 'x' })))).toContain('own-29');
  await own.close();
  rmSync(folder, { recursive: true });
});

test('a config that the plugin does not accept is told with its key, in the log and by muster check', async () => {
  const lines: unknown[] = [];
  const line = (...said: readonly unknown[]): void => void lines.push(said);
  const config = { plugins: { shop: { ...shop, config: {} } } };
  const own = await startBot(config, { log: { debug: line, info: line, warn: line } });
  expect(own.diagnostics.faults().get('shop')?.message).toContain('plugins.shop.config.shop: is missing');
  expect(JSON.stringify(lines)).toContain('plugins.shop.config.shop: is missing');
  expect(own.diagnostics.condition()?.good).toBe(false);
  await own.close();
  const checked = await checkPlugins(diagnosticsConfigSchema.parse(config), {
    clock: systemClock,
    folder: import.meta.dirname,
  });
  expect([...checked.faults.keys()]).toEqual(['shop']);
});

test.each([
  { networks: { office: '10.0.0.0/33' } },
  { networks: { office: ['192.0.2.7', '10/8'] } },
  { networks: { office: '2001:db8::/129' } },
  { reverse: '192.0.2.53:99999' },
])('%j in muster.yaml is no address, network or name server', (wrong) => {
  expect(JSON.stringify(diagnosticsConfigSchema.safeParse(wrong).error?.issues)).toContain('is neither');
  expect(diagnosticsConfigSchema.safeParse({ networks: { office: ['10.0.0.0/32', '::/0'] } }).success).toBe(true);
});

test('what a plugin logs stands in the log, under its name and masked', async () => {
  const lines: unknown[] = [];
  const line = (...said: readonly unknown[]): void => void lines.push(said);
  const own = await startBot(config, { log: { debug: line, info: line, warn: line } });
  await own.command('diag leaks', {});
  await expect.poll(() => JSON.stringify(lines)).toContain('[{"plugin":"shop"},"about to ask, token=[masked]"]');
  await own.close();
});

test('addresses whose names were not looked up are counted below the result', async () => {
  const own = await startBot(config, { reverse: async () => ({ names: new Map(), leftOut: 3 }) });
  expect(textOf(messageIn(await own.command('diag visits')))).toContain(
    '3 more addresses, whose names were not looked up',
  );
  await own.close();
});

test('the first run in an incident is compared with the last one outside of incidents, and never with another incident’s', async () => {
  let stream = ORGANISATION;
  const own = await startBot(config, { streamOf: () => stream });
  const drift = async (at: string): Promise<string> => {
    stream = at;
    return textOf(messageIn(await own.command('diag drifts')));
  };
  const incidents = [0, 1].map(() => `incident-${newId(systemClock.now())}`);
  expect(await drift(incidents[0] ?? '')).not.toContain('compared with');
  expect(await drift(incidents[1] ?? '')).not.toContain('compared with');
  expect(await drift(ORGANISATION)).not.toContain('compared with');
  expect(await drift(ORGANISATION)).toContain('compared with the run before');
  const first = await drift(`incident-${newId(systemClock.now())}`);
  expect(first).toContain('compared with the last run outside of incidents');
  expect(first).toMatch(/\(was \d+\)/);
  expect(await drift(incidents[0] ?? '')).toContain('compared with the run before');
  await own.close();
});
