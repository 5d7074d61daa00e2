import { DiscordAPIError } from 'discord.js';
import type { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import type { Effect, EffectHandler, EffectOutcome } from '../../timeline/effect.ts';
import type { Channels } from '../channels.ts';
import { CODES } from '../discord-error.ts';
import type { Messages } from '../messages.ts';
import { outcomeOf } from '../outcome.ts';
import { idOfInstant } from '../permalink.ts';

/** What every effect works with. */
export interface Desk {
  readonly guildId: () => string;
  readonly botId: () => string | undefined;
  /** Muster's own permissions in a channel: it can neither allow nor deny others what it lacks. */
  readonly heldIn: (channelId: string) => bigint;
  readonly messages: Messages;
  readonly channels: Channels;
  readonly clock: Clock;
  /** False until the server is known: effects wait. */
  readonly ready: () => boolean;
  readonly channelMissing?: ChannelMissing;
}

/**
 * Told that Discord knows no such channel: it was deleted while nobody listened. Answers where what was meant for it belongs:
 * `in` the channel that took its place, `awaited` when that is still being opened, `over` when there will be none.
 * Undefined: it is nobody's whom Muster can tell, and a person has to see to it.
 */
export type ChannelMissing = (channelId: string) => Promise<{ readonly in: string } | 'awaited' | 'over' | undefined>;

/**
 * A handler whose payload is parsed, and whose failures become outcomes: rate limits and outages are tried again,
 * what Discord refuses for good is parked with the remedy. What was about a channel that Muster lost ends with it. With
 * `after` it goes into the channel which takes the lost one's place, or ends with whatever channel it was for: an answer.
 */
export function effectHandler<P>(
  desk: Desk,
  schema: z.ZodType<P>,
  run: (payload: P, effect: Effect, signal: AbortSignal) => Promise<Result<unknown> | undefined>,
  after?: 'over' | ((payload: P, channelId: string) => P),
): EffectHandler {
  return async (effect, signal) => {
    if (!desk.ready()) return waitForDiscord;
    const payload = schema.safeParse(effect.payload);
    if (!payload.success)
      return { outcome: 'park', reason: `Its payload is not what ${effect.kind} takes. This is a bug.` };
    let refused: EffectOutcome | undefined;
    const attempt = async (wanted: P): Promise<void> => {
      try {
        const result = await run(wanted, effect, signal);
        if (result && !result.ok) refused = { outcome: 'retry', reason: result.refusal.message };
      } catch (error) {
        const lost = lostChannel(error);
        if (lost === undefined) throw error;
        const place = await desk.channelMissing?.(lost);
        if (after === 'over') return;
        if (place === undefined) throw error;
        if (after === undefined || place === 'over') return;
        if (place === 'awaited') refused = waitForChannel;
        else await attempt(after(wanted, place.in));
      }
    };
    const outcome = await outcomeOf(
      () => attempt(payload.data),
      () => desk.clock.now(),
    );
    return refused ?? outcome;
  };
}

/** The channel that a request was about and that Discord does not know: every such request names it in its path. */
function lostChannel(error: unknown): string | undefined {
  if (!(error instanceof DiscordAPIError) || Number(error.code) !== CODES.unknownChannel) return undefined;
  return /\/channels\/(\d+)/.exec(error.url)?.[1];
}

const waitForChannel: EffectOutcome = {
  outcome: 'retry',
  reason: 'The channel was deleted, and the one that takes its place is still being opened.',
  waits: true,
};
const waitForDiscord: EffectOutcome = { outcome: 'retry', reason: 'Discord is not connected yet.', waits: true };

/** Whether an earlier try may have got through unnoticed: then the far side is searched before anything is made. */
export const triedBefore = (effect: Effect): boolean => effect.attempts > 1 || effect.lastError !== null;

/** For `post`: quick repetitions are dropped by the nonce, later ones are searched for. */
export const onceOf = (effect: Effect): { nonce: string; behind?: string } => ({
  nonce: effect.id,
  ...(triedBefore(effect) && { behind: olderThanFirstTry(effect) }),
});

/**
 * An id of Discord's that is older than the effect. What an interaction asked for came after it, by Discord's own clock; else
 * there is a minute for clocks that differ. Of effects with a key a later commit may have taken the place, and its cause is no bound.
 */
const olderThanFirstTry = ({ key, causeId, createdAt }: Effect): string =>
  key === null && /^\d{17,20}$/.test(causeId) ? causeId : idOfInstant(createdAt - 60_000);
