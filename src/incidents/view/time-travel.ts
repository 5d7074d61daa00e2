import type { Instant } from '../../base/clock.ts';
import type { Timeline } from '../../timeline/timeline.ts';

/** A look back: at what was known at an instant, which are the entries up to one of them. */
export interface LookBack {
  readonly at: Instant;
  readonly upTo: number;
}

/** The number of the last entry that was recorded at or before `at`; 0 when none was. `recordedAt` never decreases. */
export async function lastRecordedBy(timeline: Pick<Timeline, 'read'>, stream: string, at: Instant): Promise<number> {
  const [newest] = await timeline.read(stream, { order: 'descending', limit: 1 });
  let [low, high] = [0, newest?.seq ?? 0];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const [entry] = await timeline.read(stream, { behind: middle - 1, limit: 1 });
    if (entry && entry.recordedAt <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
