/**
 * What diagnostics must reach: `node bench/diagnostics.ts [PART …]` (needs named and dig; PostgreSQL for explain).
 * Ratios are of medians of runs side by side, so that the machine's other work hits both alike. Each part has a process of its
 * own: what one left behind on the heap slowed the next (a DNS look-up to twice its time).
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const PARTS = ['thirty', 'beside', 'dns', 'explain'];

const given = process.argv.slice(2);
for (const part of PARTS.filter((name) => given.length === 0 || given.includes(name))) {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'diagnostics', `${part}.ts`)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
