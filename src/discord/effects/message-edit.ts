import { z } from 'zod';
import type { EffectHandler } from '../../timeline/effect.ts';
import { CODES } from '../discord-error.ts';
import { isCode } from '../outcome.ts';
import { type Desk, effectHandler } from './desk.ts';
import { idSchema, plainMessageSchema } from './payloads.ts';

const payloadSchema = z.object({ channel: idSchema, message: idSchema, to: plainMessageSchema });

/** Whether there is anything left to edit: gone, out of reach, or edited too often since it is more than an hour old. */
const LEFT = [CODES.unknownMessage, CODES.unknownChannel, CODES.missingAccess, CODES.oldMessageEdits] as const;

/** Changes a message of ours; one that cannot be changed any more is left as it is. */
export const messageEdit = (desk: Desk): EffectHandler =>
  effectHandler(desk, payloadSchema, async ({ channel, message, to }) => {
    try {
      await desk.messages.edit(channel, message, to);
    } catch (error) {
      if (!isCode(error, ...LEFT)) throw error;
    }
    return undefined;
  });
