import { z } from 'zod';
import type { Result } from '../../base/result.ts';
import type { Effect, EffectHandler } from '../../timeline/effect.ts';
import { type Desk, effectHandler, onceOf } from './desk.ts';
import { plainMessageSchema } from './payloads.ts';

const payloadSchema = z.object({
  /** A channel's id, or the name of one (made when missing). */
  channel: z.string(),
  message: plainMessageSchema,
  pin: z.boolean().optional(),
  /** Another channel that hears the same: nothing is said twice where both are one. */
  besides: z.string().optional(),
});

/** Posts a message, once. What a lost channel was to hear is said in the one that takes its place. */
export const messagePost = (
  desk: Desk,
  posted?: (effect: Effect, channelId: string, messageId: string) => Promise<Result<unknown> | undefined>,
): EffectHandler =>
  effectHandler(
    desk,
    payloadSchema,
    async ({ channel, message, pin, besides }, effect) => {
      const channelId = await desk.channels.named(channel);
      if (besides !== undefined && (await desk.channels.named(besides)) === channelId) return undefined;
      const messageId = await desk.messages.post(channelId, message, onceOf(effect));
      if (pin) await desk.messages.pin(channelId, messageId, `Muster effect ${effect.id}`);
      return posted?.(effect, channelId, messageId);
    },
    (payload, channel) => ({ ...payload, channel }),
  );
