import { untilStopped } from '../../plugin.ts';
import type { Wire, idleConnections } from './idle-connections.ts';

/** A connection that is used for one session and given back only when nothing has gone wrong on it. */
export interface LentConnection<C> {
  readonly wire: C;
  /** Runs a statement; the first that fails keeps the connection from being given back. */
  run<T>(statement: () => Promise<T>): Promise<T>;
  /** Takes the transaction back, then gives the connection back or hangs up. */
  close(): Promise<void>;
  /** Hangs up at once. */
  abandon(): void;
}

/**
 * `check` rejects where the server may not be gone to any more; `begin` opens the transaction; `rollback` ends it. Rejects, with
 * the connection hung up, when it cannot be opened or the run is stopped meanwhile.
 */
export async function lendConnection<C extends Wire>(
  idle: ReturnType<typeof idleConnections<C>>,
  key: string,
  signal: AbortSignal,
  steps: {
    readonly connect: () => Promise<C>;
    readonly check: () => Promise<unknown>;
    readonly begin: (wire: C) => Promise<void>;
    readonly rollback: (wire: C) => Promise<unknown>;
  },
): Promise<LentConnection<C>> {
  const wire = await idle.take(key, steps.connect, steps.check);
  let unharmed = true;
  const run = async <T>(statement: () => Promise<T>): Promise<T> => {
    try {
      return await statement();
    } catch (error) {
      unharmed = false;
      throw error;
    }
  };
  try {
    await untilStopped(signal, () => steps.begin(wire));
  } catch (error) {
    wire.end();
    throw error;
  }
  return {
    wire,
    run,
    async close() {
      await run(() => steps.rollback(wire)).catch(() => undefined);
      if (unharmed) idle.give(key, wire);
      else wire.end();
    },
    abandon() {
      unharmed = false;
      wire.end();
    },
  };
}
