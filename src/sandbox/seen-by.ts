import type { Message } from './model.ts';

/** Whether `viewer`, who sees the channel, sees this message of it: an ephemeral one is for one person, until they dismiss it. */
export const isSeenBy = (message: Message, viewer: string): boolean =>
  message.ephemeralFor === undefined || (message.ephemeralFor === viewer && message.dismissed !== true);
