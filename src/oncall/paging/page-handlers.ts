import { z } from 'zod';
import { failpoint } from '../../base/failpoint.ts';
import type { Cause } from '../../timeline/cause.ts';
import type { Effect, EffectHandlers, EffectOutcome } from '../../timeline/effect.ts';
import { streamType } from '../../timeline/entry.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { Method } from '../config/person.ts';
import type { Sent } from '../contacts/sender.ts';
import type { RoutingOf } from '../routing-of.ts';
import { decideTimer } from './decide-timer.ts';
import type { NotifyResult } from './attempts.ts';
import { decideNotified } from './decide-notified.ts';
import { type Notify, notifySchema, withoutFiles } from './page-effects.ts';
import { pageMessage } from './page-message.ts';
import { type PageState, pageFold } from './page-state.ts';
import { redrawn } from './redraw.ts';
import { type SenderSource, senderOf } from './senders.ts';
import { shownSchema } from './shown.ts';

const tellSchema = z.record(z.string(), z.json());
/** The channel of what has ended is not waited for longer: who ended it is done with its pages. */
const GIVE_UP_MS = 600_000;
/** It is looked for every 2 s while it must be there any moment, and each minute through an outage. */
const LOOK_MS = { least: 2_000, most: 60_000 };

export interface HandlerParts extends SenderSource {
  readonly timeline: Timeline;
  readonly routingOf: RoutingOf;
  readonly addressOf: (personId: string, method: Method) => string | undefined;
  /** Phone numbers of these people: shown where the page belongs when nothing else got through. */
  readonly phonesOf: (personIds: readonly string[]) => readonly string[];
  /** Undefined as long as it has none. */
  readonly channelOfIncident: (stream: string) => Promise<string | undefined>;
  /** Whether one is still to come, however long the chat is away: not once the incident has ended. */
  readonly channelAwaited: (stream: string) => Promise<boolean>;
  /** The address behind which a page is acknowledged without Discord; undefined without a public address. */
  readonly acknowledgeUrl: (stream: string, personId: string) => Promise<string | undefined>;
}

export const effectCause = (effect: Effect): Cause => ({
  causeId: `effect:${effect.id}`,
  actor: { kind: 'muster', id: 'muster' },
  source: { kind: effect.kind === 'page.step' ? 'timer' : 'effect', correlationId: effect.id },
  completes: effect.id,
});

const DONE: EffectOutcome = { outcome: 'done' };
const retry = (reason: string): EffectOutcome => ({ outcome: 'retry', reason });

/** An attempt that was begun before and whose end nobody saw: what it sends may be there already. */
export const mayRepeat = (effect: Effect, attempt = 1): boolean => effect.attempts > 1 || attempt > 1;

/** So late is nothing but what waited while Muster was down. */
const DOWNTIME_MS = 60_000;
/** Urgent ones have been begun by then, however many there are. */
const AFTER_URGENT_MS = 5_000;

/** After a downtime everything is due at once: what is not urgent lets the rest go first. */
export function afterUrgent(
  { dueAt }: Effect,
  { urgency }: PageState,
  { now }: Pick<HandlerParts, 'now'>,
): EffectOutcome | undefined {
  if (urgency === 'high' || now() - dueAt < DOWNTIME_MS) return undefined;
  return { outcome: 'retry', reason: 'Urgent pages go first', at: now() + AFTER_URGENT_MS, waits: true };
}

/** Timers and notifications of pages. Each result comes back as a decision in one transaction with its being done. */
export function pageHandlers(parts: HandlerParts): EffectHandlers {
  const { timeline, routingOf } = parts;

  const deliver = async (
    effect: Effect,
    state: PageState,
    to: Pick<Notify, 'person' | 'method' | 'attempt' | 'first'>,
    signal: AbortSignal,
  ): Promise<Sent> => {
    const address = parts.addressOf(to.person, to.method);
    if (address === undefined) {
      return { sent: false, reason: `there is no address for ${to.method} any more`, transient: false };
    }
    // What answered with an error, or not at all, may have done it: under the same id it is not done twice.
    const delivery: Effect = { ...effect, id: to.first ?? effect.id };
    const sender = senderOf(parts, to.method, delivery, state.channel);
    if (typeof sender === 'string') return { sent: false, reason: sender, transient: false };
    const possibleRepeat = mayRepeat(effect, to.attempt);
    const acknowledgeUrl = await parts.acknowledgeUrl(effect.stream, to.person);
    const repeat = possibleRepeat ? ' (possibly a repeat)' : '';
    return sender(
      {
        id: delivery.id,
        method: to.method,
        address,
        title: `Muster page ${state.number}${repeat}${state.service === null ? '' : `: ${state.service}`}`.slice(
          0,
          100,
        ),
        text: state.message,
        message: pageMessage(effect.stream, state, { possibleRepeat, ping: [to.person], to: to.person }),
        ...(acknowledgeUrl !== undefined && { acknowledgeUrl }),
        urgent: state.urgency === 'high',
        possibleRepeat,
        facts: { page: state.number, urgency: state.urgency, service: state.service, policy: state.policy },
      },
      signal,
    );
  };

  return {
    async 'page.step'(effect) {
      const before = await timeline.state(effect.stream, pageFold);
      const later = afterUrgent(effect, before, parts);
      if (later) return later;
      const routing = await routingOf(before.incident);
      failpoint('page.step.before-commit');
      const done = await timeline.change(effect.stream, pageFold, effectCause(effect), (state, context) =>
        decideTimer(effect.stream, state, routing, context),
      );
      failpoint('page.step.after-commit');
      return done.ok ? DONE : retry(done.refusal.message);
    },

    async 'page.notify'(effect, signal) {
      const parsed = notifySchema.safeParse(effect.payload);
      if (!parsed.success)
        return { outcome: 'park', reason: 'Its payload is not what page.notify takes. This is a bug.' };
      const told = parsed.data;
      const state = await timeline.state(effect.stream, pageFold);
      const later = afterUrgent(effect, state, parts);
      if (later) return later;
      // Acknowledged, resolved or escalated meanwhile: nobody wants to be told of that any more.
      const person = state.people.find((each) => each.id === told.person);
      if (state.status !== 'open' && person?.added !== true) return DONE;
      // Muster was down past the end of the step: who was never told of it is told all the same, late and beside the next.
      const owed = told.rule === 0 && told.attempt === 1 && state.status === 'open';
      if ((state.wave !== told.wave && !owed) || person?.declined === true) return DONE;
      failpoint('page.notify.before-send');
      const sent = await deliver(effect, state, told, signal);
      failpoint('page.notify.after-send');
      const result: NotifyResult = sent.sent
        ? { result: 'sent', reference: sent.reference, ...(sent.message && { message: sent.message }) }
        : { result: 'failed', reason: sent.reason, transient: sent.transient };
      const routing = await routingOf(sent.sent ? null : state.incident);
      const { phonesOf } = parts;
      const more = { possibleRepeat: mayRepeat(effect, told.attempt), phonesOf, effect: effect.id };
      const done = await timeline.change(effect.stream, pageFold, effectCause(effect), (present, context) =>
        decideNotified(effect.stream, present, told, result, more, routing, context),
      );
      failpoint('page.notify.after-commit');
      return done.ok ? DONE : retry(done.refusal.message);
    },

    async 'page.tell'(effect, signal) {
      const ofIncident = streamType(effect.stream) === 'incident';
      const incident = ofIncident ? effect.stream : (await timeline.state(effect.stream, pageFold)).incident;
      const channel = incident === null ? undefined : await parts.channelOfIncident(incident);
      if (channel === undefined) {
        const waited = parts.now() - effect.createdAt;
        const awaited = incident !== null && (await parts.channelAwaited(incident));
        if (!awaited && waited > GIVE_UP_MS) return DONE;
        const at = parts.now() + Math.min(LOOK_MS.most, Math.max(LOOK_MS.least, waited / 10));
        return { outcome: 'retry', reason: 'The incident has no channel yet', at: Math.round(at), waits: true };
      }
      const post = parts.chat()?.['message.post'];
      const payload = tellSchema.parse(effect.payload);
      if (!post) return { outcome: 'retry', reason: 'Discord is not connected', waits: true };
      return post({ ...effect, kind: 'message.post', payload: { ...payload, channel } }, signal);
    },

    /** A message that has gone, or may not be edited any more, is let be: its buttons say what has become of the page. */
    async 'page.redraw'(effect, signal) {
      const shown = shownSchema.parse(effect.payload);
      const message = redrawn(effect.stream, await timeline.state(effect.stream, pageFold), shown);
      if (!message) return DONE;
      const edit = parts.chat()?.['message.edit'];
      if (!edit) return { outcome: 'retry', reason: 'Discord is not connected', waits: true };
      return edit(
        {
          ...effect,
          kind: 'message.edit',
          payload: { channel: shown.channel, message: shown.message, to: withoutFiles(message) },
        },
        signal,
      );
    },
  };
}
