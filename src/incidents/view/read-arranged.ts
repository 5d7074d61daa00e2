import type { Entry } from '../../timeline/entry.ts';
import type { Timeline } from '../../timeline/timeline.ts';

const CHUNK = 100;
/** So many chunks are kept: what was recorded about the same time was mostly about the same time. */
const MOST_CHUNKS = 16;

/**
 * The entries with these sequence numbers, in that order, a few thousand in memory at a time. Entries that are no longer
 * to be found are passed over.
 */
export async function* readArranged(
  timeline: Pick<Timeline, 'read'>,
  stream: string,
  order: Iterable<number>,
): AsyncGenerator<Entry> {
  const chunks = new Map<number, readonly Entry[]>();
  for (const seq of order) {
    const index = Math.floor((seq - 1) / CHUNK);
    let chunk = chunks.get(index);
    if (!chunk) {
      chunk = await timeline.read(stream, { behind: index * CHUNK, limit: CHUNK });
      chunks.set(index, chunk);
      const oldest = chunks.keys().next().value;
      if (chunks.size > MOST_CHUNKS && oldest !== undefined) chunks.delete(oldest);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const entry = chunk[seq - 1 - index * CHUNK];
    if (entry) yield entry;
  }
}
