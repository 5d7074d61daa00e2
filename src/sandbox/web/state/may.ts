import { ChannelType, PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Channel, Message } from '../protocol/shapes.ts';
import { isDirect, isThread, parentOf } from './names-of.ts';
import type { PageState } from './page-state.ts';
import { isEphemeral } from '../messages/is-ephemeral.ts';

/** What this person may do in a channel: what they may not, is not offered. */
export interface May {
  readonly send: boolean;
  readonly attach: boolean;
  /** With an emoji that is not there yet: everybody may join in one that is. */
  readonly react: boolean;
  readonly pin: boolean;
  readonly startThread: boolean;
  readonly deleteOthers: boolean;
}

const NOTHING: May = {
  send: false,
  attach: false,
  react: false,
  pin: false,
  startThread: false,
  deleteOthers: false,
};

/** As the sandbox judges it; in a thread its parent's permissions count. */
export function mayIn({ channels }: Pick<PageState, 'channels'>, channel: Channel | undefined): May {
  if (!channel) return NOTHING;
  const thread = isThread(channel);
  const ruling = (thread && channels[parentOf(channel) ?? '']) || channel;
  const bits = BigInt(ruling.permissions ?? 0);
  const has = (bit: bigint): boolean => (bits & bit) !== 0n;
  return {
    send: has(thread ? P.SendMessagesInThreads : P.SendMessages),
    attach: has(P.AttachFiles),
    react: has(P.AddReactions),
    pin: has(P.PinMessages),
    startThread: channel.type === ChannelType.GuildText && has(P.CreatePublicThreads),
    deleteOthers: !isDirect(channel) && has(P.ManageMessages),
  };
}

/** What a message of that channel offers: nothing lasting to one that an app told this person alone. */
export function mayWith(state: Pick<PageState, 'channels'>, message: Message): May {
  return isEphemeral(message) ? NOTHING : mayIn(state, state.channels[message.channel_id]);
}
