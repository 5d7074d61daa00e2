import { HOUR_MS } from '../../base/durations.ts';
import type { Message } from '../model.ts';
import { DiscordRefusal, refused } from '../refused.ts';
import { instantOf } from '../snowflake.ts';
import type { World } from '../world.ts';

const oldEdits = new WeakMap<Message, number[]>();
const MOST_OLD_EDITS = 3;

/** Messages older than an hour take few edits: 30046. */
export function limitOldEdits(world: World, message: Message): void {
  const now = world.clock.now();
  if (now - instantOf(message.id) < HOUR_MS) return;
  const past = (oldEdits.get(message) ?? []).filter((at) => now - at < HOUR_MS);
  if (past.length >= MOST_OLD_EDITS) {
    throw new DiscordRefusal(30046, 429, refused(30046).message, undefined, (past[0] ?? now) + HOUR_MS - now);
  }
  oldEdits.set(message, [...past, now]);
}
