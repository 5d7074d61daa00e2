import type { PageEvents } from './page-events.ts';
import type { PageParts } from './page-parts.ts';
import { pageCommands, pageMessages, pagePins, pageSnapshot, pageThreads } from './page-snapshot.ts';

/** Answers what the page asks; undefined at an address that there is not. */
export function pageQuestions(
  { world, frames, faults, as }: PageParts,
  events: PageEvents,
): (path: string, query: URLSearchParams) => unknown {
  /** When somebody first looked: what comes later is news to everybody who has not looked yet. */
  let newsAfter: string | undefined;
  return (path, query) => {
    const me = query.get('as') ?? '';
    const channel = query.get('channel') ?? '';
    switch (path) {
      case '/page/snapshot':
        newsAfter ??= world.newSnowflake();
        return pageSnapshot(
          world,
          { person: query.get('as') ?? undefined, guildId: query.get('guild') ?? undefined },
          events.seq(),
          newsAfter,
        );
      case '/page/messages':
        return {
          ...pageMessages(world, me, channel, {
            before: query.get('before') ?? undefined,
            around: query.get('around') ?? undefined,
          }),
          seq: events.seq(),
        };
      case '/page/commands':
        return pageCommands(world, me, channel);
      case '/page/pins':
        return pagePins(world, me, channel);
      case '/page/threads':
        return pageThreads(world, me, channel);
      case '/page/search':
        return as(me).search(query.get('text') ?? '');
      case '/page/reactors':
        return as(me).reactors(query.get('message') ?? '', query.get('emoji') ?? '');
      case '/page/frames':
        return frames.after(Number(query.get('after') ?? -1));
      case '/page/faults':
        return faults.list();
      default:
        return undefined;
    }
  };
}
