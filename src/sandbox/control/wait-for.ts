import type { World } from '../world.ts';

/** Looks again after every event until something is found. Rejects after `timeoutMs` of real time, or with what `look` throws. */
export function waitFor<T>(world: World, look: () => T | undefined | null | false, timeoutMs: number): Promise<T> {
  const first = look();
  if (first !== undefined && first !== null && first !== false) return Promise.resolve(first);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`Nothing like that happened within ${timeoutMs} ms: ${look.toString().slice(0, 200)}`));
    }, timeoutMs);
    const stop = world.events.listen(() => {
      let found: T | undefined | null | false;
      try {
        found = look();
      } catch (error) {
        clearTimeout(timer);
        stop();
        reject(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      if (found === undefined || found === null || found === false) return;
      clearTimeout(timer);
      stop();
      resolve(found);
    });
  });
}
