import { MessageFlags } from 'discord-api-types/v10';

/** Whether everybody in the channel sees it, or only who asked. */
export type Visibility = 'public' | 'private';

export const withVisibility = (flags: number, visibility: Visibility): number =>
  visibility === 'private' ? flags | MessageFlags.Ephemeral : flags;
