import { faultSchema } from '../faults.ts';
import { moveClock } from '../move-clock.ts';
import { DiscordRefusal } from '../refused.ts';
import { pageAct } from './page-act.ts';
import type { PageParts } from './page-parts.ts';

const LONGEST_MOVE_MS = 366 * 86_400_000;

/** Does what the page orders; undefined at an address that there is not. */
export async function pageOrder(
  parts: PageParts,
  path: string,
  query: URLSearchParams,
  body: unknown,
): Promise<unknown> {
  switch (path) {
    case '/page/act':
      return pageAct(parts, query.get('as') ?? '', body);
    case '/page/faults':
      return { id: parts.faults.add(faultSchema.parse(body)) };
    case '/page/faults/remove':
      return { removed: parts.faults.remove(query.get('id') ?? '') };
    case '/page/gateway':
      parts.gateway.cut(4000, query.get('forget') === 'true');
      return {};
    case '/page/clock': {
      const durationMs = Math.max(0, Math.min(Number(query.get('ms')) || 0, LONGEST_MOVE_MS));
      const nowMs = await moveClock(parts.world, durationMs);
      if (nowMs === undefined)
        throw new DiscordRefusal(0, 409, 'The clock of this sandbox is the machine’s own: it cannot be moved.');
      return { nowMs };
    }
    default:
      return undefined;
  }
}
