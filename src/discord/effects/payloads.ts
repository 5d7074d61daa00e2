import { z } from 'zod';
import type { Message } from '../../commands/message.ts';

/** Discord ids, as effects carry them. */
export const idSchema = z.string().regex(/^\d{17,20}$/);

/** A message is our own data, written by this very program and kept in its store: its shape is trusted. */
export const plainMessageSchema = z.custom<Message>(
  (value) => typeof value === 'object' && value !== null && 'blocks' in value && Array.isArray(value.blocks),
);

/** A message in the place of an interaction's answer. */
export const answerSchema = z.object({
  channel: idSchema,
  interaction: idSchema,
  message: plainMessageSchema,
});
