import { MessageFlags } from 'discord-api-types/v10';
import type { Reply } from '../commands/message.ts';

/** Whether everybody in the channel sees it, or only who asked. */
export type Visibility = 'public' | 'private';

export const withVisibility = (flags: number, visibility: Visibility): number =>
  visibility === 'private' ? flags | MessageFlags.Ephemeral : flags;

export const isEphemeral = ({ flags }: { readonly flags?: number | null | undefined }): boolean =>
  ((flags ?? 0) & MessageFlags.Ephemeral) !== 0;

/** What does not say whom it is for is for everybody. */
export const visibilityOf = (reply: Exclude<Reply, { reply: 'form' }>): Visibility =>
  reply.reply === 'message' ? (reply.visibility ?? 'public') : 'public';
