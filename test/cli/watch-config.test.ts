import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { watchConfig } from '../../src/cli/watch-config.ts';
import type { Config } from '../../src/config.ts';

test('a changed file is read again, a broken one changes nothing and says where it is broken, nor does one that is gone', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'muster-config-')), 'muster.yaml');
  writeFileSync(path, 'organisation: { name: One }\n');
  const names: string[] = [];
  const lines: (number | undefined)[] = [];
  const said: (string | undefined)[] = [];
  const stop = watchConfig({
    path,
    environment: {},
    clock: systemClock,
    changed: (config: Config) => names.push(config.organisation.name),
    refused: (faults) => {
      lines.push(faults[0]?.line);
      said.push(faults[0]?.message);
    },
  });
  // An editor's way: a new file takes the old one's place.
  writeFileSync(`${path}.new`, 'organisation: { name: Two }\n');
  renameSync(`${path}.new`, path);
  await vi.waitFor(() => expect(names).toEqual(['Two']), { timeout: 5_000 });
  // Written in several steps: what stands there in between is nobody's wish.
  for (const name of ['T', 'Th', 'Three']) {
    writeFileSync(path, `organisation: { name: ${name} }\n`);
    await setTimeout(20); // or the system tells of all three as one
  }
  await vi.waitFor(() => expect(names.at(-1)).toBe('Three'), { timeout: 5_000 });
  expect(names).toEqual(['Two', 'Three']);
  writeFileSync(path, 'organisation:\n  nme: Four\n');
  await vi.waitFor(() => expect(lines).toEqual([2]), { timeout: 5_000 });
  expect(names).toEqual(['Two', 'Three']);
  // Gone, everybody's permissions and schedules would go with it.
  rmSync(path);
  await vi.waitFor(() => expect(said.at(-1)).toContain('There is no such file'), { timeout: 5_000 });
  expect(names).toEqual(['Two', 'Three']);
  stop();
});
