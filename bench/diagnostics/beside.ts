import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quickSandbox, startBot } from '../discord/start-bot.ts';
import { quantile } from '../table.ts';

/** What each does all day; its deadline ends it. The first answers at once: what a run costs that does no harm. */
const PLUGINS = {
  harmless: '',
  hanging: 'await new Promise(() => undefined);',
  flooding: "for (;;) yield ok('x'.repeat(5000));",
  spinning: 'for (;;);',
} as const;
const DEADLINE_MS = 3_000;
const ROUNDS = 12;
const NOTES = 800;

const source = (
  name: string,
  body: string,
): string => `import { definePlugin, defineDiagnostic, ok } from 'muster/plugin';
export const plugin = definePlugin({ '~standard': { version: 1, vendor: 'bench', validate: (value) => ({ value }) } }, () => [defineDiagnostic({
  name: '${name}', summary: 'Nothing good', risk: 'read', targets: [], timeoutMs: ${DEADLINE_MS}, options: {},
  async *run() { ${body} yield ok('never'); } })]);`;

/** No plugin at all: a program beside Muster that wants a core, too. What two cores have to give is told by it. */
const OTHER_PROGRAM = 'another program that spins';
/**
 * `/incident note`, from typing to answer, in a real bot: alone, and while a plugin misbehaves; turn and turn about. The record
 * lies in memory where there is a place for it, so that other programs' writing does not count.
 */
export async function benchBeside(say: (name: string, value: string, wanted: string) => void): Promise<void> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'muster-bench-'));
  mkdirSync(join(folder, 'plugins'));
  for (const [name, body] of Object.entries(PLUGINS)) {
    writeFileSync(join(folder, 'plugins', `${name}.ts`), source(name, body));
  }
  const plugins = Object.keys(PLUGINS).map((name) => `    ${name}: { from: ./plugins/${name}.ts }`);
  const config = join(folder, 'muster.yaml');
  writeFileSync(config, ['diagnostics:', '  plugins:', ...plugins, ''].join('\n'));

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
    const notes = async (into: number[]): Promise<void> => {
      for (let n = 0; n < NOTES; n++) into.push(await note());
    };
    for (let n = 0; n < 1_000; n++) await note();

    const begin = async (name: string): Promise<() => void> => {
      if (name === OTHER_PROGRAM) {
        const program = spawn(process.execPath, ['-e', 'for (;;);']);
        return () => program.kill('SIGKILL');
      }
      const run = await ada.command('general', `diag ${name}`, {});
      if (run.answer !== 'deferred') throw new Error(`/diag ${name} was answered with ${run.answer ?? 'nothing'}`);
      return () => undefined;
    };
    for (const name of [...Object.keys(PLUGINS), OTHER_PROGRAM]) {
      const alone: number[] = [];
      const beside: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const measured = async (): Promise<void> => {
          const end = await begin(name);
          await notes(beside);
          end();
          await new Promise((done) => setTimeout(done, DEADLINE_MS + 500));
        };
        // Turn and turn about, each as often first.
        if (round % 2 === 0) await notes(alone);
        await measured();
        if (round % 2 === 1) await notes(alone);
      }
      const [slow, usual] = [quantile(beside, 0.99), quantile(alone, 0.99)];
      say(
        `p99 of a command beside ${name === OTHER_PROGRAM ? name : `a ${name} plugin`} / alone`,
        `${slow.toFixed(2)} / ${usual.toFixed(2)} ms: ${(slow / usual).toFixed(2)}`,
        name === OTHER_PROGRAM || name === 'harmless' ? 'told only' : 'less than 1.1 times',
      );
    }
  } finally {
    bot.kill('SIGTERM');
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
