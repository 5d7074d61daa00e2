import { Worker } from 'node:worker_threads';
import { createKeptWorker } from '../../base/kept-worker.ts';
import { moduleFile } from '../module-file.ts';
import type { StartThread, ThreadOrder } from './plugin-thread.ts';

export type ToNursery =
  | { readonly type: 'start'; readonly id: number; readonly order: ThreadOrder }
  | { readonly type: 'end'; readonly id: number };

/** A thread of the nursery is no more. */
export interface FromNursery {
  readonly id: number;
  readonly reason: string;
}

const NURSERY_FILE = new URL(moduleFile('runner/nursery-thread'));
/** Some 5 MB: where no plugin was used for a while, there is no need of it. */
const IDLE_MS = 60_000;

/**
 * Threads that give way to the program from their first instruction. A thread inherits its priority from who starts it, and
 * nobody gets a better one back: so a thread that has given way itself starts and ends the others, and that work, too,
 * comes after every command.
 */
export function createNursery(): StartThread {
  const living = new Map<number, (reason: string) => void>();
  let ids = 0;
  let ending = 0;

  const opened = (): Worker => {
    const worker = new Worker(NURSERY_FILE, {
      name: 'nursery of plugins',
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
      env: { TZ: process.env['TZ'] ?? 'UTC', PATH: process.env['PATH'] ?? '' },
      execArgv: [],
      stdin: false,
    });
    worker.unref();
    worker.on('message', ({ id, reason }: FromNursery) => {
      ended(id, reason);
    });
    return worker;
  };

  const nursery = createKeptWorker({
    start: opened,
    idleMs: IDLE_MS,
    onLost() {
      for (const id of [...living.keys()]) ended(id, 'Its worker ended.');
    },
  });

  const ended = (id: number, reason: string): void => {
    const tell = living.get(id);
    living.delete(id);
    if (living.size === 0) nursery.rest();
    tell?.(reason);
  };

  return (order, onEnd) => {
    const id = ids++;
    const over = new Promise<void>((done) => {
      living.set(id, (reason) => {
        onEnd(reason);
        done();
      });
    });
    const worker = nursery.use();
    const send = (message: ToNursery): void => {
      worker.postMessage(message, message.type === 'start' ? [message.order.port] : []);
    };
    send({ type: 'start', id, order });
    return {
      async end() {
        ending++;
        worker.ref(); // it is waited for
        send({ type: 'end', id });
        await over;
        if (--ending === 0) worker.unref();
      },
    };
  };
}
