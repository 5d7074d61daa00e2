import type { Instant } from '../../base/clock.ts';
import type { Roster } from '../roster.ts';
import type { Span } from '../schedule/definition.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { without } from './spans.ts';

export interface Gaps {
  /** Nobody is on call, and somebody ought to be. */
  readonly open: readonly Span[];
  /** Nobody is meant to be: `gaps: expected`, and nothing but the schedule itself leaves it open. */
  readonly expected: readonly Span[];
}

/** When nobody is on call within a span. An override that takes somebody off makes a gap that nobody expected. */
export function gapsOf(schedule: Schedule, roster: Roster, span: Span, now: Instant): Gaps {
  const all = roster.final(schedule.name, span, now)?.gaps ?? [];
  if (schedule.definition.gaps !== 'expected' || all.length === 0) return { open: all, expected: [] };
  const open = without(all, schedule.final(span).gaps);
  return { open, expected: without(all, open) };
}
