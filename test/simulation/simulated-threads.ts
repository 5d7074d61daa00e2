import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import { asCurrentProcess } from './simulated-process.ts';

/** One end of a MessageChannel within this thread: what is posted here is heard there, a turn of the event loop later. */
class SimulatedPort extends EventEmitter {
  readonly #asOwner = asCurrentProcess();
  #other: SimulatedPort | undefined;

  static pair(): { readonly port1: SimulatedPort; readonly port2: SimulatedPort } {
    const port1 = new SimulatedPort();
    const port2 = new SimulatedPort();
    port1.#other = port2;
    port2.#other = port1;
    return { port1, port2 };
  }
  postMessage(message: unknown): void {
    const copy: unknown = structuredClone(message);
    setImmediate(() => {
      const other = this.#other;
      if (other) other.#asOwner(() => other.emit('message', copy));
    });
  }
  close(): void {
    if (this.#other) this.#other.#other = undefined;
    this.#other = undefined;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/** Node hands messages on when the machine likes, also within one thread. */
export function simulateThreads(): void {
  Object.assign(workerThreads, {
    MessageChannel: class {
      constructor() {
        return SimulatedPort.pair();
      }
    },
  });
  syncBuiltinESMExports();
}
