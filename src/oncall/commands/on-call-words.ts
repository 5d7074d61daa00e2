import { DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import { type Inline, type RichText, instant, joined, listed, rich, strong } from '../../base/rich-text.ts';
import { writtenDuration } from '../config/duration.ts';
import type { PolicyStep, Target } from '../config/policies.ts';
import { shown } from '../living/shown.ts';
import { stretches } from '../living/stretches.ts';
import { flatten, route } from '../paging/routing.ts';
import type { OnCallParts } from '../parts.ts';
import { who } from './page-deeds.ts';
import type { Roster } from '../roster.ts';

/** When it is asked about, and the present: what was is told as it was then. */
export interface Moment {
  readonly when: Instant;
  readonly now: Instant;
}

/** Who has a schedule, until when and who is next: `alice, until Monday 09:00, then bob`. */
export function onCallWords(name: string, { when, now }: Moment, roster: Roster, parts: OnCallParts): RichText {
  const horizon = when + 14 * DAY_MS;
  const whole = stretches(roster.final(name, { from: when, to: horizon }, now)?.shifts ?? []);
  const here = whole.filter((shift) => shift.from === when);
  if (here.length === 0) {
    const [next] = whole;
    return next
      ? rich`nobody is on call; ${shown(next.user, parts)} from ${instant(next.from, 'day')}`
      : ['nobody is on call'];
  }
  const until = Math.min(...here.map((shift) => shift.to));
  const next = whole.find((shift) => shift.from === until);
  const then: RichText = next ? rich`, then ${shown(next.user, parts)}` : until < horizon ? [', then nobody'] : [];
  const names = here.flatMap(({ user }) => shown(user, parts));
  return rich`${listed(names)}, until ${instant(until, 'day')}${then}`;
}

/** Whom a policy pages at that moment, a line a step with what of its time has passed by then; `turn` of its round robins. */
export function policyWords(
  steps: readonly PolicyStep[],
  turn: number,
  moment: Moment,
  roster: Roster,
  parts: OnCallParts,
): readonly RichText[] {
  const words = (target: Target): RichText => {
    switch (target.type) {
      case 'person':
        return shown(target.key, parts);
      case 'schedule':
        return rich`${strong(target.key)}: ${onCallWords(target.key, moment, roster, parts)}`;
      case 'channel':
        return [`#${target.key}`];
      case 'webhook':
        return ['a webhook'];
      case 'policy':
        return rich`the policy ${strong(target.key)}`;
      case 'round-robin': {
        const { people, channels, webhooks } = route([target], roster.routing, moment.when, turn);
        const first: readonly Inline[] = [
          ...people.flatMap(({ id }) => who(id, parts)),
          ...channels.map((channel) => `#${channel}`),
          ...webhooks.map(() => 'a webhook'),
        ];
        return rich`in turn, ${first.length === 0 ? ['nobody'] : listed(first)} next (of ${target.among.length})`;
      }
    }
  };
  let afterMs = 0;
  return flatten(steps, roster.routing).map(({ page, waitMs }): RichText => {
    const at = afterMs === 0 ? 'At once' : `After ${writtenDuration(afterMs)}`;
    afterMs += waitMs;
    return rich`${at}: ${page.length === 0 ? ['nobody'] : joined(page.map(words), '; ')}`;
  });
}
