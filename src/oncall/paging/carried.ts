import type { Instant } from '../../base/clock.ts';
import { rich, strong } from '../../base/rich-text.ts';
import { paragraph } from '../../commands/message.ts';
import type { EffectDraft } from '../../timeline/effect.ts';
import { type Carrier, pageCarried, pageTakenBack } from './carried-entries.ts';
import { escalate } from './escalate.ts';
import type { Moved } from './move.ts';
import { armNext, nextKey, postInBoth } from './page-effects.ts';
import type { PageState } from './page-state.ts';
import type { Routing } from './routing.ts';

/** So long PagerDuty may take to say that it pages. Then Muster does. */
const LEASE_MS = 60_000;
const LOOK_EVERY_MS = 120_000;
/** Once somebody has it there is less to find out, and webhooks tell it sooner. */
const LOOK_SELDOM_MS = 600_000;

/** What is done in PagerDuty for a page is done in order. */
export const carrierLane = (stream: string): string => `pagerduty:${stream}`;

/** The one timer of a page that PagerDuty carries: it looks how it goes there. */
export const armWatch = (stream: string, now: Instant, status: PageState['status']): EffectDraft => ({
  kind: 'pagerduty.watch',
  lane: null,
  key: nextKey(stream),
  dueAt: now + (status === 'open' ? LOOK_EVERY_MS : LOOK_SELDOM_MS),
  stream,
  payload: {},
});

/** A new page that PagerDuty is to carry: not accepted before the time limit, it is Muster’s. `by`: the person who pages. */
export function carry(stream: string, carrier: Carrier, by: string | null, now: Instant): Moved {
  const nextAt = now + LEASE_MS;
  return {
    entries: [pageCarried({ carrier, why: 'opened', nextAt })],
    effects: [{ kind: 'pagerduty.open', lane: carrierLane(stream), stream, payload: { by } }, armNext(stream, nextAt)],
  };
}

/** The snooze is over, or nobody has acknowledged it there any more: PagerDuty pages again, and is watched. */
export function carryOn(stream: string, carrier: Carrier, why: 'woken' | 'reopened', now: Instant): Moved {
  return {
    entries: [pageCarried({ carrier, why, nextAt: null })],
    effects: [{ ...armWatch(stream, now, 'open'), dueAt: now }],
  };
}

/** PagerDuty does not do it: Muster pages from the first step, and says so where the page belongs. */
export function takeBack(stream: string, state: PageState, reason: string, routing: Routing, now: Instant): Moved {
  if (state.carrier === null) return { entries: [], effects: [] };
  const entry = pageTakenBack({ reason: reason.slice(0, 500) });
  const told = postInBoth(
    stream,
    state,
    paragraph(rich`${strong(`Muster pages by itself for page ${state.number}.`)} ${reason}`, { tone: 'warning' }),
  );
  if (state.status !== 'open') return { entries: [entry], effects: told };
  const own: PageState = { ...state, carrier: null, step: -1, round: 0, exhausted: false, wave: state.wave + 1 };
  const moved = escalate(stream, own, 'taken-back', routing, now);
  return { ...moved, entries: [entry, ...moved.entries], effects: [...told, ...moved.effects] };
}
