import type { Entry } from '../../timeline/entry.ts';
import type { Timeline } from '../../timeline/timeline.ts';

/** Few enough that they are gone before V8 looks for what is worth keeping: more, and a long export fills memory. */
const READ_AT_ONCE = 1000;

/** The entries with these sequence numbers, in that order. Entries that are no longer to be found are passed over. */
export async function* readArranged(
  timeline: Pick<Timeline, 'pick'>,
  stream: string,
  order: ArrayLike<number>,
): AsyncGenerator<Entry> {
  for (let from = 0; from < order.length; from += READ_AT_ONCE) {
    const length = Math.min(READ_AT_ONCE, order.length - from);
    yield* await timeline.pick(
      stream,
      Array.from({ length }, (_, index) => order[from + index] ?? 0),
    );
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
