import { ChannelType } from 'discord-api-types/v10';
import type { Channel } from '../protocol/shapes.ts';
import type { PageState } from './page-state.ts';

export const channelName = (channel: Channel | undefined): string =>
  channel && 'name' in channel && channel.name
    ? channel.name
    : channel && 'recipients' in channel
      ? (channel.recipients ?? []).map((user) => user.global_name ?? user.username).join(', ')
      : 'unknown';

/** `#general`, `@Muster`: people are written to, channels are written in. */
export const channelTitle = (channel: Channel): string => `${isDirect(channel) ? '@' : '#'}${channelName(channel)}`;

export const isDirect = (channel: Channel): boolean => channel.type === ChannelType.DM;

export function personName(state: PageState, id: string): string | undefined {
  const member = state.members[id];
  return member?.nick ?? member?.user.global_name ?? member?.user.username;
}

export const isThread = (channel: Channel): boolean =>
  channel.type === ChannelType.AnnouncementThread ||
  channel.type === ChannelType.PublicThread ||
  channel.type === ChannelType.PrivateThread;
export const isArchived = (channel: Channel): boolean =>
  'thread_metadata' in channel && channel.thread_metadata?.archived === true;
export const parentOf = (channel: Channel): string | undefined =>
  'parent_id' in channel ? (channel.parent_id ?? undefined) : undefined;
export const positionOf = (channel: Channel): number => ('position' in channel ? channel.position : 0);
export const lastMessageOf = (channel: Channel): string | undefined =>
  'last_message_id' in channel ? (channel.last_message_id ?? undefined) : undefined;
