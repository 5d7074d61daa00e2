import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
let bin: string;
let sandbox: Sandbox;

const npm = (cwd: string, ...args: string[]): string =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, encoding: 'utf8' });
const node = (cwd: string, ...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '' } });

beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), 'muster-package-'));
  // Where prepack ran before all tests, other files' programs run what it made: it is not made anew under them.
  npm(root, 'pack', ...(process.env['MUSTER_DIST'] ? ['--ignore-scripts'] : []), '--pack-destination', folder);
  const [tarball = ''] = readdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  npm(folder, 'install', '--prefer-offline', '--ignore-scripts', `./${tarball}`);
  bin = join(folder, 'node_modules/muster/bin/muster.js');
}, 300_000);
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the tarball carries what runs, and nothing that only we need', () => {
  const shipped = readdirSync(join(folder, 'node_modules/muster'));
  expect(shipped).toEqual(expect.arrayContaining(['bin', 'dist', 'drizzle', 'package.json']));
  expect(readdirSync(join(folder, 'node_modules/muster/src/sandbox/web/dist'))).toContain('index.html');
  for (const ours of ['test', '.ci', 'scripts', 'bench']) expect(shipped).not.toContain(ours);
});

test('installed from the tarball it declares, verifies and exports', () => {
  expect(node(folder, bin, '--version')).toMatch(/^\d+\.\d+\.\d+/);
  expect(node(folder, bin, 'declare', '--title', 'From the tarball')).toContain('Incident 1');
  expect(node(folder, bin, 'verify')).toContain('Verified');
  expect(node(folder, bin, 'export', '1', '--format', 'md')).toContain('From the tarball');
});

test('installed from the tarball it logs in, registers its commands and serves health', async () => {
  const child = spawn(process.execPath, [bin, 'start'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      DISCORD_TOKEN: sandbox.token,
      DISCORD_API_URL: sandbox.restBase,
      DISCORD_GUILD_ID: sandbox.guildId,
      MUSTER_DATABASE_URL: 'sqlite:started.db',
      MUSTER_HTTP_PORT: '0',
    },
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  try {
    for await (const data of child.stdout) {
      said += String(data);
      if (said.includes('Muster is ready')) break;
    }
    const port = /HTTP on port (\d+)/.exec(said)?.[1] ?? said;
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    const commands = sandbox
      .as('ada')
      .commands('#general')
      .map(({ name }) => name);
    expect(commands).toEqual(expect.arrayContaining(['incident', 'oncall', 'page', 'diag', 'deploy', 'muster']));
    const declared = await sandbox.as('ada').type('#general', '/incident declare title:"In the package"');
    expect('answer' in declared && declared.answer).toBe('message');
  } finally {
    const dead = once(child, 'exit');
    child.kill('SIGTERM');
    await dead;
  }
});

test('installed from the tarball its sandbox has the chat page, with all that the page loads', async () => {
  const child = spawn(process.execPath, [bin, 'sandbox', '--port', '0', '--json'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
  });
  try {
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    const { url } = JSON.parse(said.toString()) as { readonly url: string };
    const page = await (await fetch(url)).text();
    const assets = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(assets.map((path) => path.replace(/.*\./, '')).sort()).toEqual(['css', 'js']);
    for (const path of assets) expect((await fetch(url + path)).status, path).toBe(200);
  } finally {
    const dead = once(child, 'exit');
    child.kill('SIGTERM');
    await dead;
  }
});

test('a plugin that it writes is installed, and passes its own tests', () => {
  expect(node(folder, bin, 'plugin', 'new', 'shop-health')).toContain('shop-health');
  const made = join(folder, 'shop-health');
  npm(made, 'install', '--prefer-offline', '--ignore-scripts');
  expect(npm(made, 'test')).toMatch(/2 passed/);
}, 300_000);

test('the types of muster/plugin and muster/testing are there', () => {
  writeFileSync(
    join(folder, 'use.mts'),
    "import type * as plugin from 'muster/plugin';\nimport { startBot } from 'muster/testing';\nexport const bot: ReturnType<typeof startBot> = startBot();\nexport type Kit = typeof plugin;\n",
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--typeRoots',
    join(root, 'node_modules/@types'),
    '--types',
    'node',
  ];
  expect(node(folder, tsc, ...options, 'use.mts')).toBe('');
});
