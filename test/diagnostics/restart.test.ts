import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { type MusterProcess, startMuster } from '../e2e/muster-process.ts';

let sandbox: Sandbox;
let folder: string;
let muster: MusterProcess;

const start = () =>
  startMuster(sandbox, join(folder, 'muster.db'), { MUSTER_CONFIG: join(folder, 'muster.yaml'), HOME: folder });

beforeEach(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), 'muster-restart-'));
  const shop = join(folder, 'shop.db');
  new Database(shop).exec('CREATE TABLE orders (id INTEGER, customer TEXT)').close();
  writeFileSync(
    join(folder, 'muster.yaml'),
    JSON.stringify({
      diagnostics: {
        plugins: { slow: { from: join(import.meta.dirname, 'plugins/slow.ts') } },
        databases: { shop: { url: `sqlite:${shop}` } },
      },
      permissions: { 'diagnostics.data': 'everybody' },
    }),
  );
  muster = await start();
});
afterEach(async () => {
  await muster.kill();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const seen = (words: string) => () =>
  sandbox
    .as('ada')
    .see('#general')
    .find((message) => JSON.stringify([message.content, message.embeds, message.components]).includes(words));

test('after a restart, what was cut off is said to be, and what was not kept is asked for again', async () => {
  const ada = sandbox.as('ada');
  const sql = "select * from orders where customer = 'secret corp'";
  await ada.command('#general', 'diag explain', { database: 'shop', sql });
  const explained = await ada.waitFor(seen('Run again and compare'));
  await ada.command('#general', 'diag slow');
  const running = await ada.waitFor(seen('The first half is well'));
  await muster.kill();
  muster = await start();

  const told = await ada.waitFor(seen('Cut off by a restart'));
  expect(told.id).toBe(running.id); // edited, not posted beside
  expect(JSON.stringify(told.embeds)).toContain('/diag slow');
  const timeline = new Database(join(folder, 'muster.db'), { readonly: true });
  const rows = timeline.prepare('SELECT * FROM entries').all();
  timeline.close();
  expect(JSON.stringify(rows).match(/cut-off/g)).toHaveLength(1);
  await ada.press(told.id, 'Run it again');
  await ada.waitFor(seen('The first half is well'));

  // The statement is known, its values are not: they are never kept.
  const pressed = await ada.press(explained.id, 'Run again and compare');
  expect(JSON.stringify(pressed.modal)).toContain('select * from orders where customer = ?');
  expect(JSON.stringify(pressed.modal)).toContain('restarted');
  await ada.submit(pressed, { sql });
  await ada.waitFor(seen('compared with the run before'));
});
