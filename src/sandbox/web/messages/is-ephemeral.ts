import { MessageFlags } from 'discord-api-types/v10';
import type { Message } from '../protocol/shapes.ts';

/** Seen by one person alone. */
export const isEphemeral = ({ flags }: Pick<Message, 'flags'>): boolean =>
  (Number(flags ?? 0) & Number(MessageFlags.Ephemeral)) !== 0;
