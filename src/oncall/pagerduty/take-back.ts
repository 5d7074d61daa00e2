import type { Cause } from '../../timeline/cause.ts';
import type { Effect } from '../../timeline/effect.ts';
import { carriedPage } from './carried-page.ts';
import { decideTakenBack } from './decide-carried.ts';
import type { PagerDutyParts } from './parts.ts';

/** As many questions in a row without an answer, while nobody has the page: then Muster pages by itself. */
const MOST_MISSES = 2;

/** PagerDuty did not answer about a page that it carries. True when Muster has taken over. */
export async function takeBackWhenGone(parts: PagerDutyParts, effect: Effect, reason: string): Promise<boolean> {
  const { page } = await parts.timeline.state(effect.stream, carriedPage);
  if (page.carrier === null || page.status !== 'open' || effect.attempts < MOST_MISSES) return false;
  const { routing } = await parts.roster();
  const cause: Cause = {
    causeId: `taken-back:${effect.id}:${effect.attempts}`,
    actor: { kind: 'muster', id: 'muster' },
    source: { kind: 'effect', correlationId: effect.id },
  };
  const done = await parts.timeline.change(effect.stream, carriedPage, cause, (state, context) =>
    decideTakenBack(effect.stream, state, reason, routing, context),
  );
  return done.ok;
}
