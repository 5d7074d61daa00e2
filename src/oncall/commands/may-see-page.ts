import type { Viewer } from '../../catalog/viewer.ts';
import type { PageRow } from '../paging/page-rows.ts';
import type { OnCallParts } from '../parts.ts';

/**
 * Pages of incidents that somebody may not see do not exist for them, unless they were paged: who is rung for a private
 * incident answers first, and is let into it by that.
 */
export const maySeePage = async (
  parts: Pick<OnCallParts, 'maySeeIncident' | 'pages'>,
  { incident, people, stream }: Pick<PageRow, 'incident' | 'people' | 'stream'>,
  viewer: Viewer,
): Promise<boolean> =>
  incident === null ||
  people.includes(viewer.id) ||
  (await parts.maySeeIncident(incident, viewer)) ||
  (await parts.pages.asked(stream, viewer.id));
