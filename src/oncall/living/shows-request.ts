import { z } from 'zod';
import { type Result, ok } from '../../base/result.ts';
import { type Message, paragraph } from '../../commands/message.ts';
import type { Effect, EffectDraft } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { effectCause } from '../paging/page-handlers.ts';
import { withoutFiles } from '../paging/page-effects.ts';
import type { OnCallParts } from '../parts.ts';
import { requestShown } from './entries.ts';
import { type OpenRequest, onCallRegister } from './register.ts';

type Place = { readonly channel: string; readonly message: string };
const payloadSchema = z.object({ request: z.string() });

const edit = ({ channel, message }: Place, to: Message): EffectDraft => ({
  kind: 'message.edit',
  lane: `oncall-request:${message}`,
  payload: { channel, message, to: withoutFiles(to) },
});

/** A request that is settled says so wherever it stands, and has no buttons any more. */
export const redrawRequest = ({ shown = [] }: OpenRequest, to: Message): EffectDraft[] =>
  shown.map((place) => edit(place, to));

/** Learns of each message that was posted: where a request stands with its buttons is remembered, and its effect is done with that. */
export const createShowsRequest =
  ({ timeline }: Pick<OnCallParts, 'timeline'>) =>
  async (effect: Effect, channel: string, message: string): Promise<Result<unknown> | undefined> => {
    const { data } = payloadSchema.safeParse(effect.payload);
    if (!data) return undefined;
    const place = { channel, message };
    return timeline.change(ORGANISATION, onCallRegister, effectCause(effect), ({ requests }) =>
      Object.hasOwn(requests, data.request)
        ? ok({ entries: [requestShown({ id: data.request, ...place })], answer: null })
        : // Settled while it was on its way.
          ok({ entries: [], effects: [edit(place, paragraph(['This request is settled.']))], answer: null }),
    );
  };
