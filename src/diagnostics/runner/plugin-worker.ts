import { MessageChannel, Worker } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/result.ts';
import { moduleFile } from '../module-file.ts';
import { servePlugins } from './serve-plugins.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

/** The near side of a worker. */
export interface PluginWorker {
  send(message: ToWorker): void;
  /** How many calls it is busy with. */
  busy(): number;
  /** Sends and listens until `settles` says that the call is over, or the worker ends (then `onEnd`, with the reason). */
  call(
    message: ToWorker & { readonly call: number },
    onMessage: (message: FromWorker & { readonly call: number }) => void,
    onEnd: (reason: string) => void,
  ): () => void;
  /** Ends it at once, whatever it is doing; everybody who waits is told `reason`. */
  end(reason: string): Promise<void>;
  readonly ended: () => boolean;
}

export type StartWorker = (
  name: string,
  onLog: (message: Extract<FromWorker, { type: 'log' }>) => void,
  /** `givesWay`: what it computes waits wherever the program itself wants the same core. */
  bounds: { readonly memoryMb: number; readonly givesWay?: boolean },
) => PluginWorker;

const WORKER_FILE = new URL(moduleFile('runner/worker'));

/** A thread of its own: what blocks, floods or runs out of memory there is ended and hurts nobody else. */
export const threadWorker: StartWorker = (name, onLog, { memoryMb, givesWay = false }) => {
  const worker = new Worker(WORKER_FILE, {
    name: `plugin ${name}`.slice(0, 60),
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    // Nothing of ours is handed over by accident: secrets come by name, through the config.
    env: { TZ: process.env['TZ'] ?? 'UTC', PATH: process.env['PATH'] ?? '' },
    execArgv: [],
    workerData: givesWay ? 'gives-way' : null,
    stdin: false,
  });
  worker.unref();
  const tooMuch = `It needed more than ${memoryMb} MB of memory and was ended.`;
  const shared = callsOver((message) => {
    worker.postMessage(message);
  }, onLog);
  worker.on('message', (message: FromWorker) => {
    shared.receive(message);
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    shared.close(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch : `Its worker failed: ${messageOf(error)}`);
  });
  const end = async (reason: string): Promise<void> => {
    shared.close(reason);
    await worker.terminate();
  };
  const watch = watchBuffers(worker, memoryMb, shared, () => void end(tooMuch));
  worker.on('exit', () => {
    clearInterval(watch);
    shared.close('Its worker ended.');
  });
  return { ...shared, end };
};

const LOOK_MS = 100;

/** Buffers lie outside of the heap, which is all that V8's limits are about: they are looked at while the worker runs. */
function watchBuffers(
  worker: Worker,
  memoryMb: number,
  calls: Pick<PluginWorker, 'busy'>,
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
    if (!asked && calls.busy() > 0) void look();
  }, LOOK_MS).unref();
}

/** In this very thread, on a clock of the test's choosing: for authors' tests. Cannot be stopped when it blocks. */
export const threadlessWorker =
  (clock: Clock): StartWorker =>
  (_name, onLog) => {
    const { port1, port2 } = new MessageChannel();
    const shared = callsOver((message) => {
      port1.postMessage(message);
    }, onLog);
    port1.on('message', (message: FromWorker) => {
      shared.receive(message);
    });
    servePlugins(port2, clock);
    port1.unref();
    port2.unref();
    return {
      ...shared,
      async end(reason) {
        shared.close(reason);
        port1.close();
        port2.close();
      },
    };
  };

function callsOver(
  send: (message: ToWorker) => void,
  onLog: (message: Extract<FromWorker, { type: 'log' }>) => void,
): Omit<PluginWorker, 'end'> & { receive(message: FromWorker): void; close(reason: string): void } {
  const calls = new Map<
    number,
    { onMessage: (message: FromWorker & { readonly call: number }) => void; onEnd: (reason: string) => void }
  >();
  let closed: string | undefined;
  return {
    send(message) {
      if (closed === undefined) send(message);
    },
    busy: () => calls.size,
    ended: () => closed !== undefined,
    call(message, onMessage, onEnd) {
      if (closed !== undefined) {
        onEnd(closed);
        return () => undefined;
      }
      calls.set(message.call, { onMessage, onEnd });
      try {
        send(message);
      } catch (error) {
        calls.delete(message.call);
        onEnd(`What it was to be handed could not be sent to it: ${messageOf(error)}`);
      }
      return () => {
        calls.delete(message.call);
      };
    },
    receive(message) {
      if (message.type === 'log') onLog(message);
      else if ('call' in message) calls.get(message.call)?.onMessage(message);
    },
    close(reason) {
      if (closed !== undefined) return;
      closed = reason;
      const waiting = [...calls.values()];
      calls.clear();
      for (const { onEnd } of waiting) onEnd(reason);
    },
  };
}
