import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/set-up/longest-first.ts';

// Of the tests' own processes, and of the programs that they start, some of them fifty times: half the processor's time each.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/muster-compile');

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    ...(process.env['CI'] && { globalSetup: ['test/set-up/built-program.ts'] }),
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One second, the default, is a guess about the machine; what is awaited here may take a loaded one longer.
    expect: { poll: { timeout: 20_000 } },
    // Two cores: two files at a time keep servers, browsers and databases from starving one another.
    maxWorkers: 2,
  },
});
