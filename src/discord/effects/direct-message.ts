import { z } from 'zod';
import type { Result } from '../../base/result.ts';
import type { Effect, EffectHandler } from '../../timeline/effect.ts';
import { type Desk, effectHandler, onceOf } from './desk.ts';
import { idSchema, plainMessageSchema } from './payloads.ts';

const payloadSchema = z.object({ person: idSchema, message: plainMessageSchema });

/** A direct message, once. Parked when the person does not take any from the server. */
export const directMessage = (
  desk: Desk,
  sent?: (effect: Effect, channelId: string, messageId: string) => Promise<Result<unknown> | undefined>,
): EffectHandler =>
  effectHandler(desk, payloadSchema, async ({ person, message }, effect) => {
    const channelId = await desk.messages.directChannel(person);
    const messageId = await desk.messages.post(channelId, message, onceOf(effect));
    return sent?.(effect, channelId, messageId);
  });
