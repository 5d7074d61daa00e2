import { rich } from '../base/rich-text.ts';
import { ok, type Result } from '../base/result.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import type { EffectChange } from '../timeline/effect.ts';
import type { Fold } from '../timeline/fold.ts';
import { channelsCounted } from './entries/channels-counted.ts';
import { incidentEffects, type PlainMessage } from './effects.ts';
import type { IncidentParts } from './parts.ts';

/** From here on whoever runs Muster is warned; Discord's own limit is 500. */
export const SCARCE_CHANNELS = 400;

/** Whether the server was near its limit when channels were counted last. */
export const channelCountFold: Fold<{ readonly scarce: boolean }> = {
  name: 'channel-count',
  version: 1,
  initial: { scarce: false },
  evolve(state, entry) {
    const counted = entry.kind === channelsCounted.kind ? channelsCounted.schema.safeParse(entry.data).data : undefined;
    return counted ? { scarce: counted.scarce } : state;
  },
};

/** Called with the number of the server's channels whenever Muster made or deleted one: each crossing is told once. */
export async function countChannels(
  parts: Pick<IncidentParts, 'timeline' | 'config' | 'operators'>,
  channels: number,
  causeId: string,
): Promise<Result<unknown>> {
  const scarce = channels >= SCARCE_CHANNELS;
  const before = await parts.timeline.state(ORGANISATION, channelCountFold);
  if (before.scarce === scarce) return ok(null);
  const cause = {
    causeId: `channels:${causeId}`,
    actor: { kind: 'muster' as const, id: 'muster' },
    source: { kind: 'effect' as const, correlationId: causeId },
  };
  return parts.timeline.change(ORGANISATION, channelCountFold, cause, (state) =>
    ok(
      state.scarce === scarce
        ? { entries: [], answer: null }
        : {
            entries: [channelsCounted({ channels, scarce })],
            effects: scarce ? warnings(parts, channels) : [],
            answer: null,
          },
    ),
  );
}

/** To those who run Muster; in the channel of announcements where muster.yaml names none of them. */
function warnings(parts: Pick<IncidentParts, 'config' | 'operators'>, channels: number): readonly EffectChange[] {
  const text = rich`The server has ${channels} of the 500 channels that Discord allows. At 500, incidents run in threads. Delete some, or let Muster do it: ${{ code: 'incidents.deleteChannelsAfterDays' }} in muster.yaml deletes the channels of closed incidents so many days later, each after its export was verified.`;
  const message: PlainMessage = {
    tone: 'warning',
    title: ['Channels are running out'],
    blocks: [{ type: 'text', text }],
  };
  const people = parts.operators();
  if (people.length === 0) {
    return [
      {
        kind: 'message.post',
        lane: 'operators',
        stream: ORGANISATION,
        payload: { channel: parts.config().announcements, message },
      },
    ];
  }
  return people.map((person) => incidentEffects.direct(ORGANISATION, person, message));
}
