import { faultSchema } from '../faults.ts';
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
      if (!parts.advance)
        throw new DiscordRefusal(0, 409, 'The clock of this sandbox is the machine’s own: it cannot be moved.');
      await parts.advance(Math.max(0, Math.min(Number(query.get('ms')) || 0, LONGEST_MOVE_MS)));
      const nowMs = parts.world.clock.now();
      parts.world.events.publish({ t: 'SANDBOX_CLOCK', d: { nowMs } });
      return { nowMs };
    }
    default:
      return undefined;
  }
}
