import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../src/sandbox/start.ts';
import { quickSandbox, startBot } from './discord/start-bot.ts';
import { diskRow, syncTimes } from './disk.ts';
import { type BenchRow, median, quantile, tableOf } from './table.ts';

/*
 * `/incident note`, committed to disk before it is answered, against a bare discord.js bot that answers at once. Each bot is
 * a process of its own, as in production, on a sandbox of its own in this process; the rounds alternate between the two.
 *
 * Two sandboxes, because one has one application: both bots would be sent, and would answer, every interaction. They are
 * alike, and never busy at the same time. Neither checks bodies (`validate`) nor limits rates: both are work of the far
 * side, the same for one answer as for the other, which on the same two cores would only hide how the bots differ. That
 * Discord would take what Muster sends is what every end-to-end test checks, with both on.
 */

const ROUNDS = 14;
const IN_FLIGHT = 64;
const INTERACTIONS = 2_000;
/** Bursts of each before anything counts: a bot runs for months, and what is compared is compiled code. */
const WARM_UP = 3;
const ONE_AT_A_TIME = 300;

interface Subject {
  readonly sandbox: Sandbox;
  readonly bot: ChildProcess;
  /** One note; resolves when the sandbox has the bot's answer. */
  readonly call: () => Promise<void>;
  /** Milliseconds an interaction, with IN_FLIGHT under way. */
  readonly busy: number[];
  readonly alone: number[];
  readonly perSecond: number[];
  /** CPU microseconds of the bot's process an interaction; empty where /proc does not say. */
  readonly cpu: number[];
}

async function subject(kind: 'muster' | 'bare', directory: string): Promise<Subject> {
  const sandbox = await quickSandbox();
  const bot =
    kind === 'bare'
      ? await startBot('bench/discord/bare-bot.ts', [], sandbox, {})
      : await startBot('bin/muster.js', ['start'], sandbox, {
          MUSTER_DATABASE_URL: `sqlite:${join(directory, 'muster.db')}`,
          MUSTER_HTTP_PORT: '0',
        });
  const ada = sandbox.as('ada');
  const options: Record<string, string> = { text: 'Rolled back to 1.4, error rate is falling' };
  if (kind === 'muster') {
    const declared = await ada.command('general', 'incident declare', { title: 'Database is down', severity: 'SEV-1' });
    if (declared.answer !== 'message') throw new Error('the incident could not be declared');
    options['incident'] = '1';
  }
  return {
    sandbox,
    bot,
    busy: [],
    alone: [],
    perSecond: [],
    cpu: [],
    async call() {
      const { answer } = await ada.command('general', 'incident note', options);
      if (answer !== 'message') throw new Error(`the ${kind} bot answered with ${answer ?? 'nothing'}`);
    },
  };
}

async function timed(call: () => Promise<void>, into: number[]): Promise<void> {
  const from = performance.now();
  await call();
  into.push(performance.now() - from);
}

async function burst({ call, busy, perSecond, cpu, bot }: Subject, count: number): Promise<void> {
  let left = count;
  const ticks = cpuTicks(bot.pid);
  const from = performance.now();
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (left-- > 0) await timed(call, busy);
    }),
  );
  perSecond.push((count / (performance.now() - from)) * 1000);
  const used = cpuTicks(bot.pid);
  if (ticks !== undefined && used !== undefined) cpu.push(((used - ticks) * 10_000) / count);
}

/** Hundredths of a second that a process has used: fields 14 and 15 of proc_pid_stat(5). */
function cpuTicks(pid: number | undefined): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ');
    return Number(fields?.[11]) + Number(fields?.[12]);
  } catch {
    return undefined; // no Linux
  }
}

async function round(one: Subject): Promise<void> {
  for (let n = 0; n < ONE_AT_A_TIME; n++) await timed(one.call, one.alone);
  await burst(one, INTERACTIONS);
}

/** Warm first, then `rounds` of each in turn. */
export async function benchDiscord(rounds = ROUNDS): Promise<readonly BenchRow[]> {
  const directory = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const muster = await subject('muster', directory);
  const bare = await subject('bare', directory);
  try {
    for (const one of [bare, muster]) {
      for (let n = 0; n < WARM_UP; n++) await burst(one, INTERACTIONS);
      for (const figures of [one.busy, one.perSecond, one.cpu]) figures.length = 0;
    }
    const syncs: number[] = [];
    for (let n = 0; n < rounds; n++) {
      for (const one of n % 2 === 0 ? [bare, muster] : [muster, bare]) {
        await round(one);
        // What the sandbox keeps is not what is measured.
        for (const messages of one.sandbox.world.state.messages.values()) messages.clear();
      }
      syncs.push(...syncTimes(directory, 100));
    }
    return [...rows(muster, bare), diskRow(syncs)];
  } finally {
    for (const one of [muster, bare]) {
      one.bot.kill('SIGTERM');
      await one.sandbox.close();
    }
    rmSync(directory, { recursive: true, force: true });
  }
}

function rows(muster: Subject, bare: Subject): readonly BenchRow[] {
  const of = (pick: (one: Subject) => number) => ({ ours: pick(muster), theirs: pick(bare) });
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  const micro = (value: number): string => `${Math.round(value)} µs`;
  const rate = (value: number): string => `${Math.round(value)} /s`;
  const row = (
    name: string,
    { ours, theirs }: { readonly ours: number; readonly theirs: number },
    show: (value: number) => string,
    reached: boolean | undefined,
    note: string,
  ): BenchRow => ({
    name,
    ours: show(ours),
    limit: show(theirs),
    ratio: ours / theirs,
    ...(reached !== undefined && { reached }),
    note,
  });

  const throughput = of((one) => median(one.perSecond));
  const paired = median(muster.perSecond.map((rate, n) => rate / (bare.perSecond[n] ?? Number.NaN)));
  const tail = of((one) => quantile(one.busy, 0.99));
  const alone = of((one) => median(one.alone));
  const aloneTail = of((one) => quantile(one.alone, 0.99));
  const more = alone.ours - alone.theirs;
  return [
    {
      ...row(
        '`/incident note`, 64 in flight',
        throughput,
        rate,
        paired >= 0.9,
        'goal 0.90; the median of the rounds’ ratios',
      ),
      ratio: paired,
    },
    row('p99 of it', tail, ms, tail.ours / tail.theirs <= 1.1, 'goal 1.10'),
    row('one at a time, median', alone, ms, more <= 1, `goal 1 ms more: ${more.toFixed(2)} ms`),
    row('one at a time, p99', aloneTail, ms, undefined, ''),
    row(
      'CPU an interaction',
      of((one) => median(one.cpu)),
      micro,
      undefined,
      'what a busy machine does not distort',
    ),
  ];
}

if (import.meta.main) {
  console.log(tableOf(await benchDiscord(Number(process.argv[2] ?? ROUNDS))));
}
