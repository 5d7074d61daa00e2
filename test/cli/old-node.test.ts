import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
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
