/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    // A pending promise does not keep Node alive, and neither do Muster's timers.
    const alive = setInterval(() => undefined, 2 ** 30);
    const stop = (): void => {
      clearInterval(alive);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  });

/**
 * To be called when everything is closed: a connection that somebody else's library still tries to make keeps the process
 * no longer alive. What ends by itself before is left alone.
 */
export function endSoon(): void {
  setTimeout(() => process.exit(), 500).unref();
}

/** The log is written by the way: what is said last is said after it. Shorter than `endSoon` waits. */
export const logWritten = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 200);
  });
