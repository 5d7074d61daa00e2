import type { Entry } from '../timeline/entry.ts';
import type { Timeline } from '../timeline/timeline.ts';

const MOST_READ = 2000;

/** An incident's latest entries, newest first: they tell who ended it. */
export const latestEntries = (timeline: Pick<Timeline, 'read'>, stream: string): Promise<readonly Entry[]> =>
  timeline.read(stream, { limit: MOST_READ, order: 'descending' });
