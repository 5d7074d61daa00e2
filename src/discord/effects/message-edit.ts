import { z } from 'zod';
import type { EffectHandler } from '../../timeline/effect.ts';
import { CODES } from '../discord-error.ts';
import { isCode } from '../outcome.ts';
import { type Desk, effectHandler } from './desk.ts';
import { idSchema, plainMessageSchema } from './payloads.ts';

const payloadSchema = z.object({ channel: idSchema, message: idSchema, to: plainMessageSchema });

/** There is nothing left to edit, or nothing that we can see. */
const GONE = [CODES.unknownMessage, CODES.unknownChannel, CODES.missingAccess] as const;

/** Changes a message of ours; one that is gone is let be. */
export const messageEdit = (desk: Desk): EffectHandler =>
  effectHandler(desk, payloadSchema, async ({ channel, message, to }) => {
    try {
      await desk.messages.edit(channel, message, to);
    } catch (error) {
      if (!isCode(error, ...GONE)) throw error;
    }
    return undefined;
  });
