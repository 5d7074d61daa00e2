import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { quickSandbox, startBot } from '../discord/start-bot.ts';
import { type BenchRow, median } from '../table.ts';
import { openDomain } from './domain.ts';

const IN_FLIGHT = 64;
const ANSWERS = 1_000;
const ROUNDS = 3;
const READS = 100;
/** More than a page: then both have the same buttons. */
const FEW = 20;

type Call = () => Promise<void>;

/** Somebody who gives one command again and again, and waits for the whole answer, in which `says` stands. */
const caller =
  (sandbox: Sandbox, command: string, options: Readonly<Record<string, string>> = {}, says = ''): Call =>
  async () => {
    const exchange = await sandbox.as('ada').command('general', command, options);
    const { message, error } = await exchange.final();
    if (!message) throw new Error(`/${command} was not answered: ${error ?? 'nothing'}`);
    if (!JSON.stringify(message).includes(says))
      throw new Error(`/${command} was answered otherwise: ${message.content}`);
  };

async function perSecond(call: Call): Promise<number> {
  let left = ANSWERS;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (left-- > 0) await call();
    }),
  );
  return (ANSWERS / (performance.now() - from)) * 1000;
}

async function oneByOne(call: Call): Promise<number> {
  const took: number[] = [];
  for (let n = 0; n < READS; n++) {
    const from = performance.now();
    await call();
    took.push(performance.now() - from);
  }
  return median(took);
}

/** Muster in a process of its own, with so many incidents on record before it starts. */
async function muster(folder: string, incidents: number): Promise<{ sandbox: Sandbox; stop: () => Promise<void> }> {
  const path = join(folder, `${incidents}.db`);
  const domain = openDomain(path);
  for (let n = 0; n < incidents; n++) await domain.addNotes(await domain.declare(`Incident ${n}`), 20);
  await domain.store.close();
  // They are long over: nothing is left to announce, open or remind of.
  const database = new Database(path);
  database.exec('DELETE FROM effects');
  database.close();
  const sandbox = await quickSandbox();
  const bot = await startBot('bin/muster.js', ['start'], sandbox, {
    MUSTER_DATABASE_URL: `sqlite:${path}`,
    MUSTER_HTTP_PORT: '0',
  });
  return {
    sandbox,
    stop: async () => {
      bot.kill('SIGTERM');
      await sandbox.close();
    },
  };
}

/** Through chat: answers that are deferred first, against a bare bot that replies at once; and lists over few and many incidents. */
export async function benchCommands(folder: string, many: number): Promise<readonly BenchRow[]> {
  const [small, large] = [await muster(folder, FEW), await muster(folder, many)];
  const bareSandbox = await quickSandbox();
  const bare = await startBot('bench/discord/bare-bot.ts', [], bareSandbox, {});
  try {
    const rows: BenchRow[] = [];
    const direct: number[] = [];
    const deferred = { words: [] as number[], file: [] as number[] };
    const reply = caller(bareSandbox, 'incident note', { text: 'The error rate falls' });
    // None of them has milestones, so no picture is drawn: what is measured is the way of the answer.
    const words = caller(small.sandbox, 'incident stats', { days: '3650' }, `${FEW} incidents of the last`);
    const file = caller(small.sandbox, 'incident export', { incident: '1', format: 'csv' }, '.csv');
    for (let round = 0; round <= ROUNDS; round++) {
      const taken = [await perSecond(reply), await perSecond(words), await perSecond(file)] as const;
      if (round === 0) continue; // warm
      direct.push(taken[0]);
      deferred.words.push(taken[1]);
      deferred.file.push(taken[2]);
    }
    const bareRate = median(direct);
    const rate = (name: string, values: readonly number[], goal?: number): BenchRow => ({
      name,
      ours: `${median(values).toFixed(0)} /s`,
      limit: `${bareRate.toFixed(0)} /s`,
      ratio: median(values) / bareRate,
      ...(goal !== undefined && { reached: median(values) / bareRate >= goal }),
      note: 'against a bare bot that replies at once; the stock client’s own queue would send 48 /s',
    });
    rows.push(
      rate('deferred, then answered in words, 64 in flight (goal 0.50)', deferred.words, 0.5),
      rate('… with a file: `/incident export`', deferred.file),
    );
    for (const [command, options] of [
      ['incident list', {}],
      ['incident timeline', { incident: '1' }],
    ] as const) {
      const times = { small: [] as number[], large: [] as number[] };
      // The small one has answered thousands by now: a process that has answered none is slower whatever it holds.
      for (const { sandbox } of [small, large]) await perSecond(caller(sandbox, command, options));
      for (let round = 0; round <= ROUNDS; round++) {
        const [few, lots] = [
          await oneByOne(caller(small.sandbox, command, options)),
          await oneByOne(caller(large.sandbox, command, options)),
        ];
        if (round === 0) continue;
        times.small.push(few);
        times.large.push(lots);
      }
      const [few, lots] = [median(times.small), median(times.large)];
      rows.push({
        name: `\`/${command}\`, of ${many} and of ${FEW} incidents`,
        ours: `${lots.toFixed(2)} ms`,
        limit: `${few.toFixed(2)} ms`,
        ratio: lots / few,
        reached: lots / few <= 1.25,
        note: 'one at a time; goal: flat',
      });
    }
    return rows;
  } finally {
    await small.stop();
    await large.stop();
    bare.kill('SIGTERM');
    await bareSandbox.close();
  }
}
