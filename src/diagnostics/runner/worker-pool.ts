import type { Cancel, Clock } from '../../base/clock.ts';
import type { PluginWorker, StartWorker } from './plugin-worker.ts';
import type { FromWorker, LoadedSource } from './protocol.ts';

/** Built-ins share this many: one that computes does not keep the others waiting. */
const SHARED_WORKERS = 2;
const SHARED_MEMORY_MB = 256;
/** Strangers are looked at in so many at once: one that hangs until its time is up leaves the others a worker, and Muster a core. */
const SCOUTS = 2;
/** A plugin's own worker costs some 6 MB: one that is not used goes. */
const IDLE_MS = 60_000;

/** Which worker runs what. */
export interface WorkerPool {
  readonly workerFor: (source: LoadedSource) => PluginWorker;
  /** In a worker that nobody else is in, and that is ended afterwards. */
  readonly alone: <T>(source: LoadedSource, use: (worker: PluginWorker) => Promise<T>) => Promise<T>;
  /** A call of this source is over: its worker may become idle. */
  readonly done: (source: LoadedSource) => void;
  /** Strangers are looked at in a few workers, one after another in each, which are ended afterwards. */
  readonly withScout: <T>(look: (worker: PluginWorker) => Promise<T>) => Promise<T>;
  readonly retire: (source: LoadedSource) => void;
  readonly close: () => Promise<void>;
}

export function createWorkerPool(
  clock: Clock,
  startWorker: StartWorker,
  onLog: (message: Extract<FromWorker, { type: 'log' }>) => void,
): WorkerPool {
  const shared: PluginWorker[] = [];
  const own = new Map<string, { worker: PluginWorker; cancelIdle: Cancel | undefined; retired: boolean }>();
  /** Those that are ended when what they are for is done. */
  const scouts = new Set<PluginWorker>();
  let looking = 0;
  const waiting: ((scout: PluginWorker | undefined) => void)[] = [];
  let closed = false;
  const idOf = (source: LoadedSource): string => `${source.key}@${source.version}`;

  const sharedWorker = (): PluginWorker => {
    const alive = shared.filter((worker) => !worker.ended());
    shared.splice(0, shared.length, ...alive);
    const free = alive.find((worker) => worker.busy() === 0);
    if (free) return free;
    if (alive.length < SHARED_WORKERS) {
      const worker = startWorker('built-in', onLog, { memoryMb: SHARED_MEMORY_MB });
      shared.push(worker);
      return worker;
    }
    return alive.reduce((least, worker) => (worker.busy() < least.busy() ? worker : least));
  };

  const endIdle = (id: string): void => {
    const entry = own.get(id);
    if (!entry || entry.worker.busy() > 0) return;
    own.delete(id);
    void entry.worker.end('It was idle.');
  };

  return {
    workerFor(source) {
      if (source.builtIn) return sharedWorker();
      const id = idOf(source);
      const known = own.get(id);
      if (known && !known.worker.ended()) {
        known.cancelIdle?.();
        return known.worker;
      }
      const worker = startWorker(source.key, onLog, { memoryMb: source.memoryMb, givesWay: true });
      own.set(id, { worker, cancelIdle: undefined, retired: false });
      return worker;
    },
    async alone(source, use) {
      if (closed) throw new Error('Muster stops.');
      const memoryMb = source.builtIn ? SHARED_MEMORY_MB : source.memoryMb;
      const worker = startWorker(source.key, onLog, { memoryMb, givesWay: !source.builtIn });
      scouts.add(worker);
      try {
        return await use(worker);
      } finally {
        scouts.delete(worker);
        void worker.end('It is done.');
      }
    },
    done(source) {
      const id = idOf(source);
      const entry = own.get(id);
      if (!entry || entry.worker.busy() > 0) return;
      entry.cancelIdle?.();
      if (entry.retired) endIdle(id);
      else
        entry.cancelIdle = clock.at(clock.now() + IDLE_MS, () => {
          endIdle(id);
        });
    },
    async withScout(look) {
      let scout: PluginWorker | undefined;
      if (looking < SCOUTS) looking++;
      else scout = await new Promise<PluginWorker | undefined>((take) => waiting.push(take));
      try {
        if (closed) throw new Error('Muster stops.'); // strangers are waited for by nobody
        if (!scout || scout.ended()) {
          scout = startWorker('scout', onLog, { memoryMb: 128 });
          scouts.add(scout);
        }
        return await look(scout);
      } finally {
        const next = waiting.shift();
        if (scout && (!next || scout.ended())) {
          scouts.delete(scout);
          void scout.end('All plugins are described.');
        }
        if (next) next(scout);
        else looking--;
      }
    },
    retire(source) {
      if (source.builtIn) {
        for (const worker of shared) worker.send({ type: 'forget', key: source.key, version: source.version });
        return;
      }
      const entry = own.get(idOf(source));
      if (!entry) return;
      entry.retired = true;
      endIdle(idOf(source));
    },
    async close() {
      closed = true;
      const all = [...shared, ...[...own.values()].map(({ worker }) => worker), ...scouts];
      for (const { cancelIdle } of own.values()) cancelIdle?.();
      shared.length = 0;
      own.clear();
      await Promise.all(all.map((worker) => worker.end('Muster stops.')));
    },
  };
}
