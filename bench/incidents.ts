import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXPORT_FORMATS, type ExportFormat } from '../src/incidents/export/export-incident.ts';
import { incidentFold } from '../src/incidents/fold.ts';
import { benchCommands } from './incidents/commands.ts';
import { openDomain, VIEWER } from './incidents/domain.ts';
import type { FirstExport } from './incidents/first-export.ts';
import { type BenchRow, median, tableOf } from './table.ts';

const ENTRIES = 100_000;
const MESSAGES = 20_000;
const INCIDENTS = 10_000;
const READS = 200;
const MOST_MS = 2_000;
const MOST_MIB = 100;

const row = (name: string, value: number, unit: string, goal: number, note = ''): BenchRow => ({
  name,
  ours: `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`,
  limit: `${goal} ${unit}`,
  ratio: value / goal,
  reached: value <= goal,
  note,
});

/** Each in a process that has exported nothing before: its code is cold, and its memory has never been so full. */
function firstExport(path: string, format: ExportFormat): readonly BenchRow[] {
  const file = join(import.meta.dirname, 'incidents/first-export.ts');
  // As `npm start` and the image start Muster (docs/operations.md).
  const flags = ['--max-semi-space-size=16', '--expose-gc'];
  const run = spawnSync(process.execPath, [...flags, file, '--path', path, '--format', format], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { first, again } = JSON.parse(run.stdout) as FirstExport;
  const note = `${(again.bytes / 2 ** 20).toFixed(0)} MiB; others waited at most ${Math.max(first.longestReadMs, again.longestReadMs).toFixed(0)} ms`;
  return [
    row(`${ENTRIES.toLocaleString('en')} entries to ${format}`, again.ms, 'ms', MOST_MS, note),
    row('… memory above idle', again.memoryMiB, 'MiB', MOST_MIB),
    row(`… the first export of a process`, first.ms, 'ms', MOST_MS),
    row('… its memory above idle', first.memoryMiB, 'MiB', MOST_MIB),
  ];
}

/** Exports of a long timeline, its state from a snapshot, lists over many incidents, and answers through chat. */
export async function benchIncidents(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  try {
    const path = join(folder, 'long.db');
    const long = openDomain(path);
    const stream = await long.declare('A long one');
    await long.addNotes(stream, ENTRIES);
    const from = performance.now();
    await long.newTimeline().state(stream, incidentFold);
    const stateMs = performance.now() - from;
    await long.store.close();
    const chatty = openDomain(':memory:');
    const chat = await chatty.declare('A chatty one');
    await chatty.addMessages(chat, MESSAGES);
    const chatFrom = performance.now();
    // By another name no snapshot of it is known: as after an erasure, or at another moment.
    await chatty.newTimeline().state(chat, { ...incidentFold, name: 'incident from its start' });
    const chatMs = performance.now() - chatFrom;
    await chatty.store.close();

    const exports = EXPORT_FORMATS.flatMap((format) => {
      const own = join(folder, `${format}.db`);
      copyFileSync(path, own);
      return firstExport(own, format);
    });
    const many = openDomain(':memory:');
    for (let n = 0; n < INCIDENTS; n++) await many.declare(`Incident ${n}`);
    const lists: number[] = [];
    for (let n = 0; n < READS; n++) {
      const at = performance.now();
      await many.incidents.lookup.list(VIEWER, { bucket: 'open', limit: 11 });
      lists.push(performance.now() - at);
    }
    await many.store.close();
    return [
      ...exports,
      row(`the state of ${ENTRIES.toLocaleString('en')} entries, from a snapshot`, stateMs, 'ms', 100),
      row(`… of ${MESSAGES.toLocaleString('en')} captured messages, without one`, chatMs, 'ms', MOST_MS),
      row(`the list of ${INCIDENTS.toLocaleString('en')} incidents, without chat`, median(lists), 'ms', 1),
      ...(await benchCommands(folder, INCIDENTS)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) console.log(tableOf(await benchIncidents()));
