import type { Projection } from '../../timeline/projection.ts';
import { channelOpened } from '../entries/channel-opened.ts';

/** Which incident a channel or thread belongs to. */
export const incidentChannels: Projection<{ readonly stream: string }> = {
  name: 'incident-channels',
  version: 1,
  kinds: new Set([channelOpened.kind]),
  apply(entry) {
    const parsed = channelOpened.schema.safeParse(entry.data);
    return parsed.success ? [{ key: parsed.data.channel, row: { stream: entry.stream } }] : [];
  },
};
