import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start.ts';
import { startMuster } from './muster-process.ts';

test('Muster ends when it is told to, also while Discord is gone', async () => {
  const sandbox = await startSandbox();
  const folder = mkdtempSync(join(tmpdir(), 'muster-stop-'));
  const muster = await startMuster(sandbox, join(folder, 'muster.db'));
  expect(muster.log()).toContain('Muster is ready');
  muster.child.kill('SIGTERM');
  await sandbox.close();
  await muster.dead; // or the test runs out of time
  expect(muster.child.exitCode).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});
