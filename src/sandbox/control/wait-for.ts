import { compareIds } from '../snowflake.ts';
import type { World } from '../world.ts';

/** What stands in the newest message anywhere: mostly the answer that was not expected. */
function newestWords({ state }: World): string {
  const messages = [...state.messages.values()].flatMap((ofChannel) => [...ofChannel.values()]);
  const [newest] = messages.toSorted((a, b) => compareIds(b.id, a.id));
  if (!newest) return 'No message was ever sent.';
  const parts = [newest.content, ...newest.embeds.flatMap(({ title, description }) => [title, description])];
  return `The newest message says: ${JSON.stringify(parts.filter(Boolean).join(' ').slice(0, 300))}.`;
}

/** Looks again after every event until something is found. Rejects after `timeoutMs` of real time, or with what `look` throws. */
export function waitFor<T>(world: World, look: () => T | undefined | null | false, timeoutMs: number): Promise<T> {
  const first = look();
  if (first !== undefined && first !== null && first !== false) return Promise.resolve(first);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      const sought = look.toString().slice(0, 200);
      reject(
        new Error(`Nothing like that happened within ${timeoutMs} ms. ${newestWords(world)} Looked for: ${sought}`),
      );
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
