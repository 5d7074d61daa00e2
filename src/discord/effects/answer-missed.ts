import { z } from 'zod';
import type { EffectHandler } from '../../timeline/effect.ts';
import { CODES } from '../discord-error.ts';
import { isCode } from '../outcome.ts';
import { type Desk, effectHandler, onceOf } from './desk.ts';
import { idSchema, plainMessageSchema } from './payloads.ts';

const payloadSchema = z.object({
  person: idSchema,
  channel: idSchema.nullable(),
  interaction: idSchema,
  message: plainMessageSchema,
});

/** They take no direct messages, or left: what is recorded stands on the timeline all the same, so nobody is troubled. */
const UNWANTED = [CODES.cannotSendToUser, CODES.unknownUser] as const;

/** Tells a person alone that what they did is recorded; nothing, when its answer stands in the channel after all. */
export const answerMissed = (desk: Desk): EffectHandler =>
  effectHandler(desk, payloadSchema, async ({ person, channel, interaction, message }, effect) => {
    if (channel !== null && (await isAnswered(desk, channel, interaction))) return undefined;
    try {
      await desk.messages.post(await desk.messages.directChannel(person), message, onceOf(effect));
    } catch (error) {
      if (!isCode(error, ...UNWANTED)) throw error;
    }
    return undefined;
  });

async function isAnswered(desk: Desk, channel: string, interaction: string): Promise<boolean> {
  try {
    return (await desk.messages.answerTo(channel, interaction))?.given === true;
  } catch (error) {
    // A channel that is gone, or that Muster may not read: commands may be given there all the same.
    if (isCode(error, CODES.unknownChannel, CODES.missingAccess, CODES.missingPermissions)) return false;
    throw error;
  }
}
