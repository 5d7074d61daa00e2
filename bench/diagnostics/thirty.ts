import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemClock } from '../../src/base/clock.ts';
import { diagnosticsConfigSchema } from '../../src/diagnostics/config.ts';
import { createRegistry } from '../../src/diagnostics/registry.ts';
import { rememberedDeclarations } from '../../src/diagnostics/remembered-declarations.ts';
import type { LoadedSource } from '../../src/diagnostics/runner/protocol.ts';
import { createRunner } from '../../src/diagnostics/runner/runner.ts';
import { median } from '../table.ts';
import { keptAlive, say, timed } from './measure.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What is in use after a collection: pages that the system was not yet given back would tell more about the round before. */
const heldBytes = (): number => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));

/** Thirty strangers: what they cost a start. */
async function benchThirty(): Promise<void> {
  mkdirSync(join(folder, 'plugins'));
  const sources = Array.from({ length: 30 }, (_, n): LoadedSource => {
    const file = join(folder, 'plugins', `plugin-${n}.ts`);
    writeFileSync(
      file,
      `import { definePlugin, defineDiagnostic, ok, text } from 'muster/plugin';
       export const plugin = definePlugin({ '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } }, () => [defineDiagnostic({
         name: 'plugin-${n}', summary: 'Nothing', risk: 'read', targets: [], timeoutMs: 500, options: { word: text({ description: 'A word' }) },
         async *run({ word }) { yield ok(word ?? ''); } })]);`,
    );
    return {
      key: `plugin-${n}`,
      version: 1,
      module: `file://${file}`,
      config: {},
      secrets: {},
      builtIn: false,
      memoryMb: 64,
    };
  });
  // As Muster starts: with the built-in ones alone, and with thirty more; side by side, the first start and later ones.
  const settings = new Map<string, string>();
  const store = {
    setting: async (name: string) => settings.get(name),
    setSetting: async (name: string, value: string) => void settings.set(name, value),
  };
  const none = diagnosticsConfigSchema.parse({});
  const thirty = diagnosticsConfigSchema.parse({
    plugins: Object.fromEntries(sources.map(({ key }) => [key, { from: `./plugins/${key}.ts` }])),
  });
  const load = async (config: typeof none): Promise<{ ms: number; mb: number; loaded: number }> => {
    const runner = createRunner({ clock: systemClock });
    const before = heldBytes();
    let loaded = 0;
    const ms = await timed(async () => {
      const registry = createRegistry(runner, { folder, remembered: await rememberedDeclarations(store) });
      // Until all are in force: a start itself waits for none.
      await Promise.all(await registry.load(config));
      loaded = registry.all().length;
    });
    const mb = (heldBytes() - before) / 2 ** 20;
    await runner.close();
    return { ms, mb, loaded };
  };
  await load(none);
  const first = await load(thirty);
  const later: number[] = [];
  const megabytes: number[] = [];
  for (let round = 0; round < 7; round++) {
    await load(thirty); // remembered from here on
    const more = await load(thirty);
    settings.delete('diagnostics.declarations');
    await load(none);
    const less = await load(none);
    later.push(more.ms - less.ms);
    megabytes.push(more.mb - less.mb);
    if (more.loaded !== less.loaded + 30) throw new Error('Not all thirty were loaded.');
  }
  say('thirty new plugins, until all are in force', `${first.ms.toFixed(0)} ms`, 'told only: no start waits for them');
  say(
    'thirty plugins more, every later start (median)',
    `${median(later).toFixed(1)} ms, ${median(megabytes).toFixed(2)} MB`,
    '150 ms, 30 MB',
  );
}

await keptAlive(benchThirty);
rmSync(folder, { recursive: true });
