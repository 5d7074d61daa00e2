import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { quickSandbox, startBot } from '../discord/start-bot.ts';
import { mainThreadCpuMs } from './main-thread-cpu.ts';
import { say } from './measure.ts';
import { p99Ratio } from './p99-ratio.ts';

const DEADLINE_MS = 1_500;
/** What each does until its deadline ends it, its worker's start and end included. */
const PLUGINS = {
  hanging: 'await new Promise(() => undefined);',
  flooding: `for (let n = 0; ; n++) {
    console.log('x'.repeat(50_000)); context.log.info('x'.repeat(2_000)); context.progress('x'.repeat(200) + n);
    yield { ...ok('x'.repeat(5_000)), id: 'n' + (n % 400) };
    await new Promise((go) => setImmediate(go));
  }`,
  spinning: 'for (;;);',
  /** A second measure of the measure: what any run costs, with its entries and its messages. */
  resting: `await context.clock.sleep(${DEADLINE_MS - 100});`,
} as const;
/** Twice nobody: what the two say of one another is what the measure itself is worth. */
const BLOCKS = ['alone', 'alone again', ...(Object.keys(PLUGINS) as (keyof typeof PLUGINS)[])] as const;
type Block = (typeof BLOCKS)[number];
interface Measured {
  readonly times: readonly number[];
  /** Of Muster's main thread, for all of them; undefined where the system does not tell. */
  readonly cpuMs: number | undefined;
}

/** A run's whole life: the start of its worker, the deadline, half a second of grace, the worker's end. */
const BLOCK_MS = DEADLINE_MS + 750;
const ROUNDS = 14;
const AUTOGROUP = '/proc/self/autogroup';

const source = (
  name: string,
  body: string,
): string => `import { definePlugin, defineDiagnostic, ok } from 'muster/plugin';
export const plugin = definePlugin({ '~standard': { version: 1, vendor: 'bench', validate: (value) => ({ value }) } }, () => [defineDiagnostic({
  name: '${name}', summary: 'Nothing good', risk: 'read', targets: [], timeoutMs: ${DEADLINE_MS}, options: {},
  async *run(_, context) { ${body} yield ok('never'); } })]);`;

/**
 * `/incident note`, from typing to answer, in one real bot: alone, and while a plugin misbehaves. Short blocks in an order that
 * is drawn anew each round, so that the machine's other work hits all alike; before that work where the machine lets it. The
 * record lies in memory where there is a place for it, so that other programs' writing does not count.
 */
async function benchBeside(): Promise<void> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'muster-bench-'));
  mkdirSync(join(folder, 'plugins'));
  for (const [name, body] of Object.entries(PLUGINS)) {
    writeFileSync(join(folder, 'plugins', `${name}.ts`), source(name, body));
  }
  const plugins = Object.keys(PLUGINS).map((name) => `    ${name}: { from: ./plugins/${name}.ts }`);
  const config = join(folder, 'muster.yaml');
  writeFileSync(config, ['diagnostics:', '  plugins:', ...plugins, ''].join('\n'));

  const usual = getPriority();
  comeBefore(Math.max(-20, usual - 20));
  const sandbox = await quickSandbox();
  const bot = await startBot('bin/muster.js', ['start'], sandbox, {
    MUSTER_CONFIG: config,
    MUSTER_DATABASE_URL: `sqlite:${join(folder, 'muster.db')}`,
    MUSTER_HTTP_PORT: '0',
  });
  try {
    const ada = sandbox.as('ada');
    await ada.command('general', 'incident declare', { title: 'Database is down', severity: 'SEV-1' });
    const note = async (): Promise<number> => {
      const from = performance.now();
      const { answer } = await ada.command('general', 'incident note', { incident: '1', text: 'The error rate falls' });
      if (answer !== 'message') throw new Error(`a note was answered with ${answer ?? 'nothing'}`);
      return performance.now() - from;
    };
    for (let n = 0; n < 1_500; n++) await note(); // until the compiler has done its part

    const measured = async (block: Block): Promise<Measured> => {
      const until = performance.now() + BLOCK_MS;
      if (block in PLUGINS) {
        const { answer } = await ada.command('general', `diag ${block}`, {});
        if (answer !== 'deferred') throw new Error(`/diag ${block} was answered with ${answer ?? 'nothing'}`);
      }
      const before = mainThreadCpuMs(bot.pid);
      const times: number[] = [];
      while (performance.now() < until) times.push(await note());
      const after = mainThreadCpuMs(bot.pid);
      return { times, cpuMs: before === undefined || after === undefined ? undefined : after - before };
    };
    const rounds: ReadonlyMap<Block, Measured>[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const blocks = new Map<Block, Measured>();
      for (const block of shuffled(BLOCKS)) blocks.set(block, await measured(block));
      rounds.push(blocks);
    }
    for (const block of BLOCKS.slice(1)) report(block, rounds);
  } finally {
    comeBefore(usual);
    bot.kill('SIGTERM');
    await once(bot, 'exit');
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(block: Block, rounds: readonly ReadonlyMap<Block, Measured>[]): void {
  const isControl = block === 'alone again';
  const others: readonly Block[] = isControl ? ['alone'] : ['alone', 'alone again'];
  const timesOf = (blocks: ReadonlyMap<Block, Measured>, of: readonly Block[]): readonly number[] =>
    of.flatMap((one) => blocks.get(one)?.times ?? []);
  const cpuOf = (of: readonly Block[]): number => {
    const all = rounds.flatMap((blocks) => of.flatMap((one) => blocks.get(one) ?? []));
    return all.reduce((sum, { cpuMs = NaN }) => sum + cpuMs, 0) / all.reduce((sum, { times }) => sum + times.length, 0);
  };
  const { without, beside, ratio, from, to } = p99Ratio(
    rounds.map((blocks) => ({ without: timesOf(blocks, others), beside: timesOf(blocks, [block]) })),
  );
  const n = rounds.reduce((sum, blocks) => sum + timesOf(blocks, [block]).length, 0).toLocaleString('en');
  const what = isControl ? 'again, alone' : `beside a ${block} plugin`;
  say(
    `p99 of ${n} commands ${what} / alone`,
    `${beside.toFixed(2)} / ${without.toFixed(2)} ms: ${ratio.toFixed(2)} (${from.toFixed(2)} to ${to.toFixed(2)})`,
    isControl ? '1: how far it is off tells what the rest is worth' : 'less than 1.1 times',
  );
  const [own, usual] = [cpuOf([block]), cpuOf(others)];
  say(
    `CPU of Muster’s own thread for each, ${what} / alone`,
    `${own.toFixed(3)} / ${usual.toFixed(3)} ms: ${(own / usual).toFixed(2)}`,
    isControl ? '1' : 'told only: what the machine’s other work leaves alone',
  );
}

/**
 * Before other programs, so that they are not what is measured; what is started from here on inherits it. Where the kernel
 * shares cores among sessions first (sched(7), "The autogroup feature"), it is the session that has to come before.
 */
function comeBefore(priority: number): void {
  try {
    setPriority(priority);
    if (existsSync(AUTOGROUP)) writeFileSync(AUTOGROUP, String(priority));
  } catch {
    // Not everybody may: then the interval is wider.
  }
}

function shuffled<T>(list: readonly T[]): readonly T[] {
  return list
    .map((one) => ({ one, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

await benchBeside();
