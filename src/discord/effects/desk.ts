import type { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import type { Effect, EffectHandler, EffectOutcome } from '../../timeline/effect.ts';
import type { Channels } from '../channels.ts';
import type { Messages } from '../messages.ts';
import { outcomeOf } from '../outcome.ts';

/** What every effect works with. */
export interface Desk {
  readonly guildId: () => string;
  readonly botId: () => string | undefined;
  readonly messages: Messages;
  readonly channels: Channels;
  readonly clock: Clock;
  /** False until the server is known: effects wait. */
  readonly ready: () => boolean;
}

/**
 * A handler whose payload is parsed, and whose failures become outcomes: rate limits and outages are tried again,
 * what Discord refuses for good is parked with the remedy.
 */
export function effectHandler<P>(
  desk: Desk,
  schema: z.ZodType<P>,
  run: (payload: P, effect: Effect, signal: AbortSignal) => Promise<Result<unknown> | undefined>,
): EffectHandler {
  return async (effect, signal) => {
    if (!desk.ready()) return waitForDiscord;
    const payload = schema.safeParse(effect.payload);
    if (!payload.success)
      return { outcome: 'park', reason: `Its payload is not what ${effect.kind} takes. This is a bug.` };
    let refused: EffectOutcome | undefined;
    const outcome = await outcomeOf(
      async () => {
        const result = await run(payload.data, effect, signal);
        if (result && !result.ok) refused = { outcome: 'retry', reason: result.refusal.message };
      },
      () => desk.clock.now(),
    );
    return refused ?? outcome;
  };
}

const waitForDiscord: EffectOutcome = { outcome: 'retry', reason: 'Discord is not connected yet.', waits: true };

/** Whether an earlier try may have got through unnoticed: then the far side is searched before anything is made. */
export const triedBefore = (effect: Effect): boolean => effect.attempts > 1 || effect.lastError !== null;

/** For `post`: quick repetitions are dropped by the nonce, later ones are searched for. */
export const onceOf = (effect: Effect): { nonce: string; since?: number } => ({
  nonce: effect.id,
  ...(triedBefore(effect) && { since: effect.createdAt }),
});

/** Told that Discord knows no such channel: it was deleted while nobody listened. Whether somebody sees to it. */
export type ChannelMissing = (channelId: string) => Promise<boolean>;
