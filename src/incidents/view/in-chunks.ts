import type { Entry } from '../../timeline/entry.ts';
import type { Store } from '../../timeline/store.ts';

/** Few enough that they are gone before V8 looks for what is worth keeping: more, and a long export fills memory. */
const READ_AT_ONCE = 100;

/**
 * A timeline's entries as they were recorded, some at a time: from the timeline in today's shape, from the store in that
 * of then. Others get their turn between two chunks, however fast the store is.
 */
export async function* inChunks(
  from: Pick<Store, 'read'>,
  stream: string,
  upTo: number,
): AsyncGenerator<readonly Entry[]> {
  for (let behind = 0; behind < upTo;) {
    const entries = await from.read(stream, { behind, upTo, limit: READ_AT_ONCE });
    if (entries.length === 0) return;
    yield entries;
    behind = entries.at(-1)?.seq ?? upTo;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
