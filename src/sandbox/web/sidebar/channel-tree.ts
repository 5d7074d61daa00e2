import { ChannelType } from 'discord-api-types/v10';
import type { Channel } from '../protocol/shapes.ts';
import { isArchived, isThread, lastMessageOf, parentOf, positionOf } from '../state/names-of.ts';
import type { PageState } from '../state/page-state.ts';
import { later } from '../messages/rows.ts';

export interface TreeChannel {
  readonly channel: Channel;
  readonly threads: readonly Channel[];
}

export interface TreeCategory {
  readonly category: Channel | undefined;
  readonly channels: readonly TreeChannel[];
}

const TEXT_LIKE: readonly number[] = [0, 5, 15];

/** Channels under their categories in their order, with the open threads below their channel. */
export function channelTree(channels: PageState['channels']): {
  readonly categories: readonly TreeCategory[];
  readonly direct: readonly Channel[];
} {
  const all = Object.values(channels);
  const order = (a: Channel, b: Channel): number => positionOf(a) - positionOf(b) || (later(a.id, b.id) ? 1 : -1);
  const threads = all.filter((channel) => isThread(channel) && !isArchived(channel));
  const under = (id: string | undefined): readonly TreeChannel[] =>
    all
      .filter((channel) => TEXT_LIKE.includes(channel.type) && parentOf(channel) === id)
      .sort(order)
      .map((channel) => ({
        channel,
        threads: threads.filter((thread) => parentOf(thread) === channel.id).sort(order),
      }));
  const categories = all.filter((channel) => channel.type === ChannelType.GuildCategory).sort(order);
  const loose = all
    .filter((channel) => TEXT_LIKE.includes(channel.type))
    .filter((channel) => !categories.some((category) => category.id === parentOf(channel)));
  return {
    categories: [
      {
        category: undefined,
        channels: loose
          .sort(order)
          .map((channel) => ({ channel, threads: threads.filter((thread) => parentOf(thread) === channel.id) })),
      },
      ...categories.map((category) => ({ category, channels: under(category.id) })),
    ].filter((group) => group.channels.length > 0),
    direct: all.filter((channel) => channel.type === ChannelType.DM),
  };
}

/** Whether somebody wrote there since this person looked. */
export function isUnread(state: PageState, channel: Channel): boolean {
  const last = lastMessageOf(channel);
  const read = state.read[channel.id];
  return last !== undefined && (read === undefined || later(last, read));
}
