import type { Worker } from 'node:worker_threads';

/** A thread that is started when it is used first, and ended when nobody has used it for a while. */
export interface KeptWorker {
  /** The thread: it stays until `rest`. */
  use(): Worker;
  /** Nobody uses it just now. */
  rest(): void;
}

export function createKeptWorker(options: {
  readonly start: () => Worker;
  /** How long it is kept at rest, in milliseconds. */
  readonly idleMs: number;
  /** It ended by itself, in use or not: why, where it said so. */
  readonly onLost: (reason: unknown) => void;
}): KeptWorker {
  let kept: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;

  const started = (): Worker => {
    const worker = options.start();
    let reason: unknown;
    worker.on('error', (error) => {
      reason = error;
    });
    worker.on('exit', () => {
      if (kept !== worker) return; // it was at rest for long enough
      kept = undefined;
      options.onLost(reason);
    });
    return worker;
  };

  return {
    use() {
      clearTimeout(idle);
      return (kept ??= started());
    },
    rest() {
      clearTimeout(idle);
      idle = setTimeout(() => {
        const resting = kept;
        kept = undefined; // who uses it from here on gets another one
        void resting?.terminate();
      }, options.idleMs).unref();
    },
  };
}
