import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start.ts';
import { httpReceiver } from '../counterparts/http-receiver.ts';
import { bareEnvironment, startMuster } from './muster-process.ts';

const bin = join(import.meta.dirname, '../../bin/muster.js');

/** The steps of docs/operations.md, one after another. */
test('a backup that was made while Muster runs is restored as the documentation says', async () => {
  const sandbox = await startSandbox();
  const watcher = await httpReceiver();
  const folder = mkdtempSync(join(tmpdir(), 'muster-restore-'));
  const [path, backup] = [join(folder, 'muster.db'), join(folder, 'backup.db')];
  const config = join(folder, 'muster.yaml');
  writeFileSync(config, `oncall: { heartbeat: '${watcher.url}/alive' }`);
  const started = () => startMuster(sandbox, path, { MUSTER_CONFIG: config });
  const cli = (database: string, ...args: readonly string[]) =>
    spawnSync(process.execPath, [bin, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...bareEnvironment, MUSTER_DATABASE_URL: `sqlite:${database}` },
    });
  const ada = sandbox.as('ada');
  const say = async (command: string): Promise<string> => {
    const asked = await ada.type('#general', command);
    return 'final' in asked ? JSON.stringify((await asked.final()).message) : '';
  };

  let muster = await started();
  expect(await say('/incident declare title:"Before the backup" severity:SEV-3')).toContain('Incident 1 declared');
  expect(cli(path, 'backup', backup)).toMatchObject({ status: 0 });
  expect(cli(path, 'backup', backup)).toMatchObject({ status: 2 });
  expect(await say('/incident declare title:"After the backup" severity:SEV-3')).toContain('Incident 2 declared');
  const checked = cli(backup, 'verify');
  expect(checked.stdout).toContain('Verified');
  expect(checked.status).toBe(0);

  muster.child.kill('SIGTERM');
  await muster.dead;
  copyFileSync(backup, path);
  for (const left of ['-wal', '-shm']) rmSync(`${path}${left}`, { force: true });
  await expect.poll(() => watcher.received.length).toBeGreaterThan(0);
  watcher.received.splice(0);
  muster = await started();
  expect(muster.log()).toContain('Muster is ready');
  const listed = await say('/incident list');
  expect(listed).toContain('Before the backup');
  expect(listed).not.toContain('After the backup');
  expect(await say('/incident declare title:"After the restore" severity:SEV-3')).toContain('Incident 2 declared');

  // It is held back until somebody has looked.
  const opened = (): boolean => ada.channels().some(({ name }) => name === 'inc-2-after-the-restore');
  expect(await say('/muster status')).toContain('held back');
  // Who watches from outside is told: nobody would be paged.
  const port = /HTTP on port (\d+)/.exec(muster.log())?.[1];
  const asked = (address: string) => fetch(`http://127.0.0.1:${port}${address}`);
  const ready = await asked('/readyz');
  expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('held back after a restore')]);
  const metrics = await (await asked('/metrics')).text();
  expect(metrics).toMatch(/^muster_pages_last_audit_timestamp_seconds [1-9]/m); // the audit that would have sent it is over
  expect(metrics).toContain('muster_held 1');
  expect(cli(path, 'release').stdout).toContain('would be done');
  expect(opened()).toBe(false);
  expect(watcher.received).toEqual([]);
  expect(cli(path, 'release', '--now').stdout).toContain('Released');
  await expect.poll(opened).toBe(true);
  expect((await asked('/readyz')).status).toBe(200);
  expect(cli(path, 'release')).toMatchObject({ status: 1 });
  expect(cli(path, 'verify').stdout).toContain('Verified');
  muster.child.kill('SIGTERM');
  await muster.dead;
  await sandbox.close();
  await watcher.close();
  rmSync(folder, { recursive: true, force: true });
}, 300_000);
