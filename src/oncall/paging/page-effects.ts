import { z } from 'zod';
import type { Instant } from '../../base/clock.ts';
import type { Message } from '../../commands/message.ts';
import { DECIDES, type EffectCancellation, type EffectDraft } from '../../timeline/effect.ts';
import { METHODS } from '../config/person.ts';
import { poolOf } from '../contacts/pool-of.ts';
import type { PageState } from './page-state.ts';

/** The payload of `page.notify`. */
export const notifySchema = z.object({
  person: z.string(),
  method: z.enum(METHODS),
  rule: z.int(),
  step: z.int(),
  round: z.int(),
  wave: z.int(),
  attempt: z.int(),
  dueAt: z.int(),
  /** Of a later attempt: the id of the first, which the far side knows it by. */
  first: z.string().exactOptional(),
});
export type Notify = Readonly<z.infer<typeof notifySchema>>;

export const nextKey = (stream: string): string => `page:${stream}:next`;
/** Page, wave (step and round), person and rule: what was asked for once cannot be asked for twice. */
const notifyKey = (stream: string, wave: number, personId: string, rule: number): string =>
  `page:${stream}:${wave}:${personId}:${rule}`;

/** The one timer of a page: what happens next by itself. */
export const armNext = (stream: string, dueAt: Instant): EffectDraft => ({
  kind: 'page.step',
  pool: DECIDES,
  lane: null,
  key: nextKey(stream),
  dueAt,
  stream,
  payload: { dueAt },
});

/** One way to tell somebody was tried in vain: what is still to come is due now. What is on its way already is not sent twice. */
export const bringForward = (stream: string, now: Instant, payload: Notify): EffectDraft => ({
  ...notify(stream, now, payload),
  ifPending: true,
});

export const notify = (stream: string, dueAt: Instant, payload: Notify): EffectDraft => ({
  kind: 'page.notify',
  pool: poolOf(payload.method),
  lane: null,
  key: notifyKey(stream, payload.wave, payload.person, payload.rule),
  dueAt,
  stream,
  payload,
});

/** Who answers a page of an incident takes part in that. */
export const letIn = (stream: string, { incident }: PageState, person: string): EffectDraft[] =>
  incident === null ? [] : [{ kind: 'page.let-in', pool: DECIDES, lane: null, stream, payload: { person } }];

/** The payload of `page.target`: a channel or a webhook that a step names. */
export type ToTarget = {
  readonly type: 'channel' | 'webhook';
  readonly to: string;
  readonly step: number;
  readonly round: number;
  readonly wave: number;
  readonly attempt: number;
  readonly dueAt: Instant;
  readonly first?: string;
};

/** What a channel is told comes in order there; webhooks wait for nobody. */
export const toTarget = (stream: string, dueAt: Instant, payload: ToTarget): EffectDraft => ({
  kind: 'page.target',
  pool: poolOf(payload.type === 'channel' ? 'discord' : payload.type),
  lane: payload.type === 'channel' && payload.attempt === 1 ? `page:${stream}:${payload.to}` : null,
  key: `page:${stream}:${payload.wave}:${payload.type}:${payload.to}`,
  dueAt,
  stream,
  payload,
  verbatim: true,
});

/**
 * Whatever was still to be told in this wave is not told any more. What is being sent just now is let alone: should Muster die
 * over it, `page.notify` decides anew whether its person is still owed it. Taken back, nobody would ever tell them.
 */
export const cancelWave = (stream: string, state: PageState): EffectCancellation[] =>
  state.people.flatMap(({ id, rules }) =>
    rules.flatMap((came, rule) =>
      came === 'sent' || came === 'failed'
        ? []
        : [{ cancel: notifyKey(stream, state.wave, id, rule), ifPending: true }],
    ),
  );

/** Stands for the channel of the page's incident, which may still be on its way when the page is opened. */
export const INCIDENT_CHANNEL = 'incident:';

/**
 * Kept as JSON until it is sent, so without files. `as` says that it shows the page as it is in that wave, and is kept
 * current from then on.
 */
export const post = (
  stream: string,
  channel: string,
  message: Message,
  shows?: { readonly as: 'card' | 'alarm'; readonly wave: number },
  /** What it is about, in that channel: while it could not be posted, the next one about the same takes its place. */
  about?: string,
): EffectDraft => ({
  kind: channel === INCIDENT_CHANNEL ? 'page.tell' : 'message.post',
  lane: `page:${stream}:${channel}`,
  ...(about !== undefined && { key: `page:${stream}:${channel}:${about}` }),
  stream,
  payload: { channel, message: withoutFiles(message), ...(shows && { shows }) },
});

/**
 * In the policy's fallback channel and where the page belongs. One is known by its name, the other by its id, and they may
 * be the same: whoever posts finds out, and says it there once.
 */
export function postInBoth(
  stream: string,
  { fallback, channel }: { readonly fallback: string | null; readonly channel: string | null },
  ...said: readonly [message: Message, shows?: { readonly as: 'card' | 'alarm'; readonly wave: number }, about?: string]
): EffectDraft[] {
  const places = [...new Set([fallback, channel].filter((place) => place !== null))];
  return places.map((place) => {
    const draft = post(stream, place, ...said);
    if (fallback === null || place === fallback || !draft.payload || typeof draft.payload !== 'object') return draft;
    return { ...draft, payload: { ...draft.payload, besides: fallback } };
  });
}

export function withoutFiles(message: Message): Omit<Message, 'files'> {
  const { files: _files, ...rest } = message;
  return rest;
}
