import type { Projection } from '../../timeline/projection.ts';
import { channelNameErased } from '../entries/channel-name-erased.ts';
import { channelOpened } from '../entries/channel-opened.ts';
import { threadOpened } from '../entries/thread-opened.ts';

/** Which incident a channel or thread belongs to. */
export const incidentChannels: Projection<{ readonly stream: string }> = {
  name: 'incident-channels',
  version: 2,
  kinds: new Set([channelOpened.kind, channelNameErased.kind, threadOpened.kind]),
  apply(entry) {
    const opened = entry.kind === channelOpened.kind ? channelOpened.schema.safeParse(entry.data).data : undefined;
    const thread = entry.kind === threadOpened.kind ? threadOpened.schema.safeParse(entry.data).data : undefined;
    const kept =
      entry.kind === channelNameErased.kind ? channelNameErased.schema.safeParse(entry.data).data : undefined;
    const key = opened?.channel ?? kept?.channel ?? thread?.thread;
    return key === undefined ? [] : [{ key, row: { stream: entry.stream }, sort: entry.recordedAt }];
  },
};
