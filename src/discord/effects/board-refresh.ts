import { z } from 'zod';
import type { Result } from '../../base/result.ts';
import type { Message } from '../../commands/message.ts';
import type { Effect, EffectHandler } from '../../timeline/effect.ts';
import { CODES } from '../discord-error.ts';
import { isCode } from '../outcome.ts';
import { permalink } from '../permalink.ts';
import { type Desk, effectHandler, onceOf, triedBefore } from './desk.ts';

/** A message that is kept current, as it is to be now. */
export interface Board {
  /** A channel's id, or the name of one (made when missing). */
  readonly channel: string;
  /** The message to edit; null when there is none yet. */
  readonly messageId: string | null;
  readonly message: Message;
  readonly pin: boolean;
  /** Where it is posted anew when somebody deleted that channel: a channel's id or name. Not given: the channel was all it was for. */
  readonly otherwise?: string;
}

export interface BoardSource {
  /** Asked when it is about to be drawn, so that edits coalesce; undefined when there is nothing to show. */
  readonly read: (effect: Effect) => Promise<Board | undefined>;
  /** A new message took the old one's place. */
  readonly posted: (effect: Effect, channelId: string, messageId: string, address: string) => Promise<Result<unknown>>;
  /** It was deleted before it was on record, when its deletion told nobody anything. Not given: the next refresh finds out. */
  readonly gone?: (messageId: string) => Promise<Result<unknown>>;
}

/**
 * Brings a board up to date: edited in place, posted anew when it is gone. A pinned one takes a new place also when Discord
 * calls it too old to be edited again; another one waits, as nobody would know which of the two is to be believed.
 */
export const boardRefresh = (desk: Desk, source: BoardSource): EffectHandler =>
  effectHandler(desk, z.unknown(), async (_payload, effect) => {
    const board = await source.read(effect);
    return board && drawn(desk, source, effect, board, await desk.channels.named(board.channel));
  });

async function drawn(
  desk: Desk,
  source: BoardSource,
  effect: Effect,
  board: Board,
  channelId: string,
): Promise<Result<unknown> | undefined> {
  if (board.messageId !== null) {
    try {
      await desk.messages.edit(channelId, board.messageId, board.message);
      return undefined;
    } catch (error) {
      if (board.otherwise !== undefined && isCode(error, CODES.unknownChannel)) {
        const elsewhere = await desk.channels.named(board.otherwise);
        return drawn(desk, source, effect, { ...board, messageId: null }, elsewhere);
      }
      const isTooOld = board.pin && isCode(error, CODES.oldMessageEdits);
      if (!isTooOld && !isCode(error, CODES.unknownMessage)) throw error;
    }
  }
  const reason = `Muster effect ${effect.id}`;
  const messageId = await desk.messages.post(channelId, board.message, onceOf(effect));
  // What an earlier try posted, and this one found, may say what was true then.
  if (triedBefore(effect)) await desk.messages.edit(channelId, messageId, board.message);
  if (board.pin) {
    await pinned(desk, channelId, messageId, reason);
    if (board.messageId !== null) await desk.messages.unpin(channelId, board.messageId, reason);
  }
  const recorded = await source.posted(effect, channelId, messageId, permalink(desk.guildId(), channelId, messageId));
  if (recorded.ok && source.gone && !(await desk.messages.fetch(channelId, messageId))) await source.gone(messageId);
  return recorded;
}

/**
 * A channel in which people have used up Discord's pins keeps its board all the same. One that is gone already is put on
 * record like any other: with the same nonce Discord would not post it again.
 */
async function pinned(desk: Desk, channelId: string, messageId: string, reason: string): Promise<void> {
  try {
    await desk.messages.pin(channelId, messageId, reason);
  } catch (error) {
    if (!isCode(error, CODES.maximumPins, CODES.unknownMessage)) throw error;
  }
}
