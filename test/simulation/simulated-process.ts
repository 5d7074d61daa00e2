import { AsyncLocalStorage } from 'node:async_hooks';

/*
 * A part of this process that can be lost as a process is by `kill -9`: nothing of it runs any more, what it was about to
 * write is not written, and its connections break.
 */

export interface SimulatedProcess {
  run<T>(work: () => T): T;
  readonly lost: boolean;
  /** No timer, turn or connection of it is heard of again. */
  kill(): void;
  /** Called when it is killed. */
  onKill(listener: () => void): void;
}

const current = new AsyncLocalStorage<SimulatedProcess>();

export function simulateProcess(): SimulatedProcess {
  const listeners: (() => void)[] = [];
  let lost = false;
  const self: SimulatedProcess = {
    run: (work) => current.run(self, work),
    get lost() {
      return lost;
    },
    kill() {
      lost = true;
      for (const listener of listeners.splice(0)) listener();
    },
    onKill(listener) {
      listeners.push(listener);
    },
  };
  return self;
}

/** The process in which this is called; undefined for what belongs to none: Discord, and the story itself. */
export const currentProcess = (): SimulatedProcess | undefined => current.getStore();

/** Runs what it is given as the process that called this; nothing, once that is lost. */
export function asCurrentProcess(): (work: () => void) => void {
  const owner = current.getStore();
  const inContext = AsyncLocalStorage.snapshot();
  return (work) => {
    if (owner?.lost !== true) inContext(work);
  };
}
