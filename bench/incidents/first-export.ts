import { parseArgs } from 'node:util';
import { EXPORT_FORMATS } from '../../src/incidents/export/export-incident.ts';
import { openDomain, VIEWER } from './domain.ts';

/*
 * `node --expose-gc bench/incidents/first-export.ts --path FILE --format md`: the first export of a process, and a later one.
 * Prints one line of JSON. Somebody else reads beside it, again and again: how long that waits is what other commands wait.
 */

interface Exported {
  readonly ms: number;
  /** Resident set at its highest, above what it was before. */
  readonly memoryMiB: number;
  readonly longestReadMs: number;
  readonly bytes: number;
}
export interface FirstExport {
  readonly first: Exported;
  readonly again: Exported;
}

const { values } = parseArgs({ options: { path: { type: 'string' }, format: { type: 'string' } } });
const format = EXPORT_FORMATS.find((one) => one === values.format) ?? 'md';
const { store, incidents } = openDomain(values.path ?? ':memory:');
const read = (): Promise<unknown> => incidents.lookup.list(VIEWER, { bucket: 'open', limit: 11 });

async function exported(): Promise<Exported> {
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let peak = idle;
  let longestReadMs = 0;
  let over = false;
  const beside = (async () => {
    while (!over) {
      const from = performance.now();
      await new Promise<void>((resolve) => setTimeout(resolve, 5));
      await read();
      longestReadMs = Math.max(longestReadMs, performance.now() - from - 5);
      peak = Math.max(peak, process.memoryUsage.rss());
    }
  })();
  const from = performance.now();
  let bytes = 0;
  for await (const part of (await incidents.exportOf(1, format, VIEWER))?.text ?? []) bytes += Buffer.byteLength(part);
  const ms = performance.now() - from;
  over = true;
  await beside;
  return { ms, memoryMiB: (peak - idle) / 2 ** 20, longestReadMs, bytes };
}

await read();
const result: FirstExport = { first: await exported(), again: await exported() };
await store.close();
console.log(JSON.stringify(result));
