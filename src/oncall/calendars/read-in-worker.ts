import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../base/package-root.ts';
import { messageOf } from '../../base/result.ts';
import type { CalendarReading, CalendarRequest } from './read-calendar.ts';

const file = import.meta.filename.endsWith('.ts')
  ? join(packageRoot, 'src/oncall/calendars/calendar-worker.ts')
  : join(packageRoot, 'dist/oncall/calendars/calendar-worker.js');
const READ_TIMEOUT_MS = 20_000;
const MEMORY_MB = 256;

/** Reads a calendar on a thread of its own: a rule that never ends, or fills the memory, costs that thread only. */
export function readInWorker(
  request: CalendarRequest,
  signal: AbortSignal,
  timeoutMs = READ_TIMEOUT_MS,
): Promise<CalendarReading> {
  const worker = new Worker(pathToFileURL(file), {
    name: 'calendar',
    env: { TZ: 'UTC' },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  worker.unref();
  const over = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return new Promise<CalendarReading>((resolve) => {
    const failed = (reason: string): void => {
      resolve({ ok: false, reason });
    };
    worker.once('message', resolve);
    worker.once('error', (error: unknown) => {
      failed(`it cannot be read (${messageOf(error).slice(0, 120)})`);
    });
    worker.once('exit', () => {
      failed('its reading ended early');
    });
    over.addEventListener('abort', () => {
      failed(`reading it took longer than ${timeoutMs / 1000} seconds: one of its rules may never end`);
    });
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
