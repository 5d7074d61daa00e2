import type { Entry } from '../timeline/entry.ts';
import type { Capture } from './capture.ts';
import { channelNameErased } from './entries/channel-name-erased.ts';
import { channelOpened } from './entries/channel-opened.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';
import { inChunks } from './view/in-chunks.ts';
import { incidentChannels } from './projections/incident-channels.ts';

/** The incident's own channel that this entry tells of. */
const ownChannel = ({ kind, data }: Entry): string | undefined =>
  [channelOpened, channelNameErased].find((known) => known.kind === kind)?.schema.safeParse(data).data?.channel;

async function wasOwn(parts: Pick<IncidentParts, 'timeline'>, stream: string, channelId: string): Promise<boolean> {
  for await (const entries of inChunks(parts.timeline, stream, Number.MAX_SAFE_INTEGER))
    if (entries.some((entry) => ownChannel(entry) === channelId)) return true;
  return false;
}

/**
 * Of a channel that Discord does not know: puts its loss on the record, unless it stands there, and answers where what was
 * meant for it belongs now. Undefined when it was no incident's.
 */
export const channelMissing =
  (parts: Pick<IncidentParts, 'store' | 'timeline'>, capture: Pick<Capture, 'channelDeleted'>) =>
  async (channelId: string): Promise<{ readonly in: string } | 'awaited' | 'over' | undefined> => {
    const stream = (await parts.store.projected(incidentChannels, channelId))?.stream;
    if (stream === undefined) return undefined;
    // Refused when it is on record already, and when Muster is deleting it just now.
    await capture.channelDeleted(channelId);
    // What a thread was to hear was meant for those in it: the incident's channel may have others.
    const state = await parts.timeline.state(stream, incidentFold);
    if (state.channelId === channelId) return 'over';
    if (!(await wasOwn(parts, stream, channelId))) return 'over';
    if (state.channelId !== null) return { in: state.channelId };
    return state.endedAt === null ? 'awaited' : 'over';
  };
