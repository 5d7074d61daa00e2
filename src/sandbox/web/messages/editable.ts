import type { Message } from '../protocol/shapes.ts';
import { isEphemeral } from './is-ephemeral.ts';
import { systemLine } from './system-line.ts';

/** Whether this person wrote it: not what Discord says in their name ("pinned a message"), nor what an app told them alone. */
export const isEditable = (message: Message, me: string): boolean =>
  message.author.id === me && systemLine(message) === undefined && !isEphemeral(message);
