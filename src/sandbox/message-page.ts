import type { Channel, Message } from './model.ts';
import { isSeenBy } from './seen-by.ts';
import { compareIds } from './snowflake.ts';
import type { World } from './world.ts';

/** Newest first; `before`, `after` and `around` a message's id. Ephemeral messages are in no list but their person's. */
export function messagePage(
  world: World,
  channel: Channel,
  viewer: string,
  query: URLSearchParams,
  limit: number,
): Message[] {
  const all = [...(world.state.messages.get(channel.id)?.values() ?? [])].filter((message) =>
    isSeenBy(message, viewer),
  );
  const [before, after, around] = [query.get('before'), query.get('after'), query.get('around')];
  if (around !== null) {
    const at = all.findIndex((message) => compareIds(message.id, around) >= 0);
    const from = Math.max(0, (at < 0 ? all.length : at) - Math.floor(limit / 2));
    return all.slice(from, from + limit).reverse();
  }
  if (after !== null)
    return all
      .filter((message) => compareIds(message.id, after) > 0)
      .slice(0, limit)
      .reverse();
  const older = before === null ? all : all.filter((message) => compareIds(message.id, before) < 0);
  return older.slice(-limit).reverse();
}
