/** A connection that is not used for this long is hung up. */
const IDLE_MS = 30_000;

/** How a kind of connection is hung up, and how one hears that the other side did. */
export interface Wire {
  end(): void;
  onBroken(listener: () => void): void;
}

/**
 * Keeps one connection a key open for the next who asks: opening one takes longer than an EXPLAIN. Only what is known to
 * be as it was when it was opened may be given back.
 */
export function idleConnections<C extends Wire>() {
  const idle = new Map<string, { readonly wire: C; readonly timer: NodeJS.Timeout }>();
  return {
    /** `check` is asked before one that was opened earlier is handed out: by then it may not be gone to any more. */
    async take(key: string, connect: () => Promise<C>, check?: () => Promise<unknown>): Promise<C> {
      if (idle.has(key)) await check?.();
      const kept = idle.get(key);
      if (kept) {
        idle.delete(key);
        clearTimeout(kept.timer);
        return kept.wire;
      }
      const wire = await connect();
      wire.onBroken(() => {
        if (idle.get(key)?.wire === wire) drop(key);
      });
      return wire;
    },
    give(key: string, wire: C): void {
      if (idle.has(key)) {
        wire.end();
        return;
      }
      const timer = setTimeout(() => {
        drop(key);
      }, IDLE_MS);
      timer.unref();
      idle.set(key, { wire, timer });
    },
  };

  function drop(key: string): void {
    const kept = idle.get(key);
    idle.delete(key);
    if (kept) clearTimeout(kept.timer);
    kept?.wire.end();
  }
}
