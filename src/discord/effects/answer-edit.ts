import { z } from 'zod';
import type { EffectHandler } from '../../timeline/effect.ts';
import { type Desk, effectHandler, onceOf } from './desk.ts';
import { idSchema, plainMessageSchema } from './payloads.ts';

const payloadSchema = z.object({
  channel: idSchema,
  /** The id of the interaction that was answered. */
  interaction: z.string(),
  /** When: the answer is not older. */
  startedAt: z.number(),
  message: plainMessageSchema,
});

/**
 * Gives an answer another shape after its interaction's token is gone (a restart, 15 minutes): it is a message of the
 * bot's like any other, found by the interaction that Discord keeps with it. Where there is none, a message is posted.
 */
export const answerEdit = (desk: Desk): EffectHandler =>
  effectHandler(desk, payloadSchema, async ({ channel, interaction, startedAt, message }, effect) => {
    const answer = await desk.messages.answerTo(channel, interaction, startedAt);
    if (answer === undefined) await desk.messages.post(channel, message, onceOf(effect));
    else await desk.messages.edit(channel, answer, message);
    return undefined;
  });
