import type { Instant } from '../../base/clock.ts';
import type { Told } from './page-state.ts';
import type { PlannedNotification } from './routing.ts';

type Plan = readonly PlannedNotification[];

export interface Asked {
  /** Since when they have been asked without a pause: their later ways are counted from there. */
  readonly since: Instant;
  readonly plan: Plan;
}

/** Of the ways to tell somebody who is being asked, those whose time has not come yet. */
export const toCome = (told: Told, planAt: (at: Instant) => Plan, now: Instant): Plan =>
  told.declined ? [] : planAt(told.since).filter(({ dueAt }) => dueAt > now);

/**
 * A step that asks who is being asked already tells them anew, as PagerDuty and GoAlert do. What they have set for later,
 * a call after ten minutes, comes when it would have come: put off with each step it would never come. Once every way
 * was used they are counted from now.
 */
export function askAgain(before: Told | undefined, planAt: (at: Instant) => Plan, now: Instant): Asked {
  const anew = planAt(now);
  const later = before === undefined ? [] : toCome(before, planAt, now);
  if (before === undefined || later.length === 0) return { since: now, plan: anew };
  const plan = anew.map((way) => {
    const kept = later.find(({ rule }) => rule === way.rule);
    return kept ? { ...way, dueAt: Math.min(kept.dueAt, way.dueAt) } : way;
  });
  return { since: before.since, plan };
}
