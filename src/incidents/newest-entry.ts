import type { Entry } from '../timeline/entry.ts';
import type { IncidentParts } from './parts.ts';

const PAGE = 200;

/** The newest entry behind number `behind` that is meant; undefined when there is none. */
export async function newestEntry(
  { timeline }: Pick<IncidentParts, 'timeline'>,
  stream: string,
  isMeant: (entry: Entry) => boolean,
  behind = 0,
): Promise<Entry | undefined> {
  for (let upTo = Number.MAX_SAFE_INTEGER; upTo > behind;) {
    const page = await timeline.read(stream, { behind, upTo, limit: PAGE, order: 'descending' });
    const found = page.find(isMeant);
    if (found) return found;
    upTo = (page.at(-1)?.seq ?? 1) - 1;
  }
  return undefined;
}
