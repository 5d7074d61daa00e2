import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk } from '../../src/base/result.ts';
import { type Config, parseConfig, readSettings } from '../../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-odd-plugins-'));
const write = (name: string, ...declarations: readonly string[]): void => {
  const each = declarations.map(
    (more) =>
      `defineDiagnostic({ summary: 'Says', risk: 'read', targets: [], options: {}, run: async () => [ok('x')], ${more} })`,
  );
  writeFileSync(
    join(folder, `${name}.js`),
    `import { definePlugin, defineDiagnostic, ok } from 'muster/plugin';
     export const plugin = definePlugin(undefined, () => [${each.join()}]);`,
  );
};
const configOf = (...plugins: readonly string[]): Config => {
  const listed = plugins.map((name) => `${name}: { from: ./${name}.js }`).join(', ');
  const parsed = parseConfig(`diagnostics: { plugins: { ${listed} } }`, {});
  if (!parsed.ok) throw new Error(parsed.faults[0]?.message);
  return parsed.value;
};

let app: App;
beforeAll(async () => {
  write('good', `name: 'good'`);
  write('doubled', `name: 'one'`, `name: 'one'`);
  write('exemplary', `name: 'exemplary', examples: 'x'`);
  write('greedy', `name: 'greedy', permission: 'incident.declare'`);
  const settings = expectOk(readSettings({ MUSTER_DATABASE_URL: 'sqlite::memory:' }));
  const config = configOf('good', 'doubled', 'exemplary', 'greedy');
  app = expectOk(
    await openApp({ settings, config, configPath: join(folder, 'muster.yaml'), clock: systemClock, log: silentLog }),
  );
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const faults = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...(app.diagnostics?.faults() ?? [])].map(([key, { code, message }]) => [key, `${code}: ${message}`]),
  );

test('a plugin that declares what cannot be is left out, and Muster starts with the others', () => {
  expect(app.dispatcher.findCommand('diag good')).toBeDefined();
  expect(faults()).toEqual({
    doubled: expect.stringContaining('plugin/twice: The plugin doubled brings two diagnostics "one"') as string,
    exemplary: expect.stringContaining(
      'plugin/shape: The plugin exemplary was left out: exemplary.examples is',
    ) as string,
  });
});

test('a plugin that asks for one of Muster’s own permissions does not change who holds it', () => {
  const declared = app.dispatcher.permissions.filter(({ name }) => name === 'incident.declare');
  expect(declared).toMatchObject([
    { summary: expect.not.stringContaining('diagnostics') as string, heldBy: 'everybody' },
  ]);
  const person = { id: '100000000000000009', name: 'Eve', roles: [], managesServer: false };
  expect([...app.viewerOf(person).permissions]).toContain('incident.declare');
});

test('one that becomes such a plugin keeps working as it was', async () => {
  write('good', `name: 'good'`, `name: 'good'`);
  expect((await app.reload(configOf('good'))).refused).toEqual([]);
  expect(faults()['good']).toContain('plugin/twice');
  expect(app.dispatcher.findCommand('diag good')).toBeDefined();
});
