import { type MessagePort, Worker } from 'node:worker_threads';
import { messageOf } from '../../base/result.ts';
import { moduleFile } from '../module-file.ts';

export interface ThreadOrder {
  readonly name: string;
  readonly memoryMb: number;
  /** What the thread hears and answers on. */
  readonly port: MessagePort;
}

/** Starts a thread; `onEnd` is told once why there is none any more. `end` ends it at once, whatever it is doing. */
export type StartThread = (order: ThreadOrder, onEnd: (reason: string) => void) => { end(): Promise<void> };

const WORKER_FILE = new URL(moduleFile('runner/worker'));

/** A thread of its own: what blocks, floods or runs out of memory there is ended and hurts nobody else. */
export function startPluginThread(
  { name, memoryMb, port }: ThreadOrder,
  onEnd: (reason: string) => void,
  isBusy: () => boolean,
): { end(): Promise<void> } {
  const worker = new Worker(WORKER_FILE, {
    name: `plugin ${name}`.slice(0, 60),
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    // Nothing of ours is handed over by accident: secrets come by name, through the config.
    env: { TZ: process.env['TZ'] ?? 'UTC', PATH: process.env['PATH'] ?? '' },
    execArgv: [],
    workerData: port,
    transferList: [port],
    stdin: false,
  });
  worker.unref();
  const tooMuch = `It needed more than ${memoryMb} MB of memory and was ended.`;
  let reason = 'Its worker ended.';
  worker.on('error', (error: NodeJS.ErrnoException) => {
    reason = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch : `Its worker failed: ${messageOf(error)}`;
  });
  const watch = watchBuffers(worker, memoryMb, isBusy, () => {
    reason = tooMuch;
    void worker.terminate();
  });
  worker.on('exit', () => {
    clearInterval(watch);
    onEnd(reason);
  });
  return {
    async end() {
      await worker.terminate();
    },
  };
}

const LOOK_MS = 100;

/** Buffers lie outside of the heap, which is all that V8's limits are about: they are looked at while the worker runs. */
function watchBuffers(
  worker: Worker,
  memoryMb: number,
  isBusy: () => boolean,
  onTooMuch: () => void,
): NodeJS.Timeout | undefined {
  if (!('getHeapStatistics' in worker)) return undefined; // before Node 24
  let asked = false;
  let looks = 0;
  const look = async (): Promise<void> => {
    asked = true;
    try {
      const { external_memory: bytes } = await worker.getHeapStatistics();
      looks = bytes > memoryMb * 2 ** 20 ? looks + 1 : 0;
      if (looks > 1) onTooMuch(); // once may be what is about to be collected
    } catch {
      // It does not run yet, or no more.
    } finally {
      asked = false;
    }
  };
  return setInterval(() => {
    if (!asked && isBusy()) void look();
  }, LOOK_MS).unref();
}
