import type { Instant } from '../../base/clock.ts';
import { type RichText, person, rich, strong } from '../../base/rich-text.ts';
import type { Button, Message } from '../../commands/message.ts';
import type { EffectCancellation, EffectDraft } from '../../timeline/effect.ts';
import type { PageState } from './page-state.ts';
import type { PlannedNotification } from './routing.ts';

/** The payload of `page.notify`. */
export type Notify = {
  readonly person: string;
  readonly method: PlannedNotification['method'];
  readonly rule: number;
  readonly step: number;
  readonly round: number;
  readonly wave: number;
  readonly attempt: number;
  readonly dueAt: Instant;
};

export const nextKey = (stream: string): string => `page:${stream}:next`;
/** Page, wave (step and round), person and rule: what was asked for once cannot be asked for twice. */
const notifyKey = (stream: string, wave: number, personId: string, rule: number): string =>
  `page:${stream}:${wave}:${personId}:${rule}`;

/** The one timer of a page: what happens next by itself. */
export const armNext = (stream: string, dueAt: Instant): EffectDraft => ({
  kind: 'page.step',
  lane: null,
  key: nextKey(stream),
  dueAt,
  stream,
  payload: { dueAt },
});

export const notify = (stream: string, dueAt: Instant, payload: Notify): EffectDraft => ({
  kind: 'page.notify',
  lane: null,
  key: notifyKey(stream, payload.wave, payload.person, payload.rule),
  dueAt,
  stream,
  payload,
});

/** Whatever was still to be told in this wave is not told any more. */
export const cancelWave = (stream: string, state: PageState): EffectCancellation[] =>
  state.people.flatMap((told) =>
    Array.from({ length: told.ways }, (_, rule) => ({ cancel: notifyKey(stream, state.wave, told.id, rule) })),
  );

const button = (label: string, action: string, stream: string, style: 'primary' | 'secondary' | 'success'): Button => ({
  label,
  action,
  args: [stream],
  style,
});

export const pageButtons = (stream: string): readonly (readonly Button[])[] => [
  [
    button('Acknowledge', 'page.ack', stream, 'success'),
    button('Resolve', 'page.resolve', stream, 'secondary'),
    button('Escalate now', 'page.escalate', stream, 'secondary'),
    button('I can’t: next please', 'page.decline', stream, 'secondary'),
  ],
];

const isDiscordId = (id: string): boolean => /^\d{17,20}$/.test(id);

/** What a page says wherever it is shown. Its text is somebody's words. */
export function pageMessage(
  stream: string,
  state: PageState,
  more: { readonly possibleRepeat?: boolean; readonly ping?: readonly string[] } = {},
): Message {
  const people = state.people.map((told): RichText => (isDiscordId(told.id) ? [person(told.id)] : [strong(told.id)]));
  return {
    tone: state.urgency === 'high' ? 'critical' : 'warning',
    title: rich`Page ${state.number}${more.possibleRepeat ? ' (possibly a repeat)' : ''}`,
    blocks: [
      { type: 'quote', text: state.message },
      {
        type: 'facts',
        facts: [
          { name: 'Urgency', value: [state.urgency] },
          ...(state.service === null ? [] : [{ name: 'Service', value: [state.service] }]),
          ...(people.length === 0
            ? []
            : [{ name: 'Paged', value: people.flatMap((each, n) => (n === 0 ? each : [', ', ...each])) }]),
        ],
      },
    ],
    buttons: pageButtons(stream),
    ...(more.ping && { ping: { people: more.ping.filter(isDiscordId) } }),
  };
}

/** Stands for the channel of the page's incident, which may still be on its way when the page is opened. */
export const INCIDENT_CHANNEL = 'incident:';

/** Kept as JSON until it is sent, so without files. */
export const post = (stream: string, channel: string, message: Message): EffectDraft => ({
  kind: channel === INCIDENT_CHANNEL ? 'page.tell' : 'message.post',
  lane: `page:${stream}:${channel}`,
  stream,
  payload: { channel, message: withoutFiles(message) },
});

function withoutFiles(message: Message): Omit<Message, 'files'> {
  const { files: _files, ...rest } = message;
  return rest;
}
