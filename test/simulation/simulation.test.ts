import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

/*
 * The whole application, discord.js and Discord's part included, on simulated time, chance and network: a seed decides who
 * does what when, and what goes wrong. On demand: MUSTER_SEEDS=1000 (from MUSTER_FIRST_SEED on) npx vitest run test/simulation
 * What a seed that fails did, line by line:
 *   npx node --import ./test/simulation/simulation.ts test/simulation/run.ts SEED --trace
 */

const SEEDS = Number(process.env['MUSTER_SEEDS'] ?? (process.env['CI'] ? 6 : 2));
const FIRST = Number(process.env['MUSTER_FIRST_SEED'] ?? 1);
const STEPS = 60;

const outcomeSchema = z.object({
  wrong: z.array(z.string()),
  asked: z.number(),
  acknowledged: z.number(),
  entries: z.number(),
  trace: z.string(),
});

/** Each in a process of its own: nothing that one leaves in memory reaches the next. */
const simulate = (seed: number, steps = STEPS): Promise<z.infer<typeof outcomeSchema>> =>
  new Promise((resolve, reject) => {
    const args = ['--import', './test/simulation/simulation.ts', 'test/simulation/run.ts', String(seed), String(steps)];
    const cwd = join(import.meta.dirname, '../..');
    execFile(process.execPath, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
      const parsed = error ? undefined : outcomeSchema.safeParse(JSON.parse(out));
      if (parsed?.success) resolve(parsed.data);
      else reject(new Error(`Seed ${seed} came to no end: ${err.slice(-2000)}${out.slice(-2000)}`));
    });
  });

const seeds = Array.from({ length: SEEDS }, (_, n) => FIRST + n);

test.each(seeds)(
  'seed %i: whatever fails when, all that was acknowledged is on record once, and seen in Discord once',
  async (seed) => {
    const outcome = await simulate(seed);
    expect(outcome.wrong).toEqual([]);
    expect(outcome.acknowledged).toBeGreaterThan(0);
  },
  600_000,
);

test('the same seed makes the same happen again, request by request and hash by hash; another one something else', async () => {
  const [once, again, other] = [await simulate(FIRST, 25), await simulate(FIRST, 25), await simulate(FIRST + 1, 25)];
  expect(again).toEqual(once);
  expect(other.trace).not.toBe(once.trace);
}, 600_000);
