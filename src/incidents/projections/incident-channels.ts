import type { Projection } from '../../timeline/projection.ts';
import { channelNameErased } from '../entries/channel-name-erased.ts';
import { channelOpened } from '../entries/channel-opened.ts';
import { threadNameErased } from '../entries/thread-name-erased.ts';
import { threadOpened } from '../entries/thread-opened.ts';
import { voiceOpened } from '../entries/voice-opened.ts';

/** Which channel or thread each of these entries gives the incident. */
const keys: ReadonlyMap<string, (data: unknown) => string | undefined> = new Map([
  [channelOpened.kind, (data) => channelOpened.schema.safeParse(data).data?.channel],
  [channelNameErased.kind, (data) => channelNameErased.schema.safeParse(data).data?.channel],
  [threadOpened.kind, (data) => threadOpened.schema.safeParse(data).data?.thread],
  [voiceOpened.kind, (data) => voiceOpened.schema.safeParse(data).data?.channel], // one can write in it, too
  [threadNameErased.kind, (data) => threadNameErased.schema.safeParse(data).data?.thread],
]);

/** Which incident a channel or thread belongs to. */
export const incidentChannels: Projection<{ readonly stream: string }> = {
  name: 'incident-channels',
  version: 4,
  kinds: new Set(keys.keys()),
  apply(entry, get) {
    const key = keys.get(entry.kind)?.(entry.data);
    // A channel is one incident's for good: an imported timeline that names another's does not take it over.
    const taken = key !== undefined && (get(key)?.stream ?? entry.stream) !== entry.stream;
    return key === undefined || taken ? [] : [{ key, row: { stream: entry.stream }, sort: entry.recordedAt }];
  },
};
