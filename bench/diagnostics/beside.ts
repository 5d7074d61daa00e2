import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quickSandbox, startBot } from '../discord/start-bot.ts';
import { quantile } from '../table.ts';

/** What each does all day; its deadline ends it. */
const PLUGINS = {
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

/** `/incident note`, from typing to answer, in a real bot: alone, and while a plugin misbehaves; turn and turn about. */
export async function benchBeside(say: (name: string, value: string, wanted: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
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

    for (const name of Object.keys(PLUGINS)) {
      const alone: number[] = [];
      const beside: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        await notes(alone);
        const run = await ada.command('general', `diag ${name}`, {});
        if (run.answer !== 'deferred') throw new Error(`/diag ${name} was answered with ${run.answer ?? 'nothing'}`);
        await notes(beside);
        await new Promise((done) => setTimeout(done, DEADLINE_MS + 500));
      }
      const [slow, usual] = [quantile(beside, 0.99), quantile(alone, 0.99)];
      say(
        `p99 of a command beside a ${name} plugin / alone`,
        `${slow.toFixed(2)} / ${usual.toFixed(2)} ms: ${(slow / usual).toFixed(2)}`,
        name === 'spinning' ? 'told only: it takes one core of two' : 'less than 1.1 times',
      );
    }
  } finally {
    bot.kill('SIGTERM');
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
