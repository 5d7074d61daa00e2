import { z } from 'zod';
import type { Result } from '../../base/result.ts';
import type { Effect, EffectHandler } from '../../timeline/effect.ts';
import { type Desk, effectHandler } from './desk.ts';
import { idSchema } from './payloads.ts';

const payloadSchema = z.object({ channelId: idSchema, seq: z.int(), hash: z.string() });
/** With the head of the record that was verified before. */
export type ChannelDeletion = z.infer<typeof payloadSchema>;

/** Deletes a channel for good. Whoever asks for it has made sure that nothing is lost. */
export const channelDelete = (
  desk: Desk,
  sources: {
    readonly channelDeleted?: (effect: Effect, payload: ChannelDeletion) => Promise<Result<unknown>>;
    readonly channelsCounted?: (effect: Effect, channels: number) => Promise<Result<unknown>>;
  },
): EffectHandler =>
  effectHandler(desk, payloadSchema, async (payload, effect) => {
    await desk.channels.remove(payload.channelId, `Muster effect ${effect.id}`);
    const told = await sources.channelDeleted?.(effect, payload);
    await sources.channelsCounted?.(effect, (await desk.channels.list()).length);
    return told;
  });
