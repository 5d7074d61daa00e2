import { z } from 'zod';
import type { Result } from '../../base/result.ts';
import type { Effect } from '../../timeline/effect.ts';
import { streamType } from '../../timeline/entry.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { SentMessages } from '../contacts/sent-messages.ts';
import { decideShown } from './decide-notified.ts';
import { effectCause } from './page-handlers.ts';
import { pageFold } from './page-state.ts';

export type ShowsPage = (effect: Effect, channelId: string, messageId: string) => Promise<Result<unknown> | undefined>;

const payloadSchema = z.object({ shows: z.object({ as: z.enum(['card', 'alarm']), wave: z.int() }) });

/** Learns of each message that was posted: one that shows a page is remembered, and its effect is done with that. */
export function createShowsPage({
  timeline,
  sent,
}: {
  readonly timeline: Timeline;
  readonly sent: SentMessages;
}): ShowsPage {
  return async (effect, channel, message) => {
    if (streamType(effect.stream) !== 'page') return undefined;
    if (sent.report(effect.id, { channel, message })) return undefined; // the delivery's own result carries it
    const parsed = payloadSchema.safeParse(effect.payload);
    if (!parsed.success) return undefined;
    const { as, wave } = parsed.data.shows;
    return timeline.change(effect.stream, pageFold, effectCause(effect), (state) =>
      decideShown(effect.stream, state, { channel, message, as, person: null }, wave),
    );
  };
}
