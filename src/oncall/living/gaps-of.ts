import { DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import type { Roster } from '../roster.ts';
import type { Span } from '../schedule/definition.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { without } from './spans.ts';

export interface Gaps {
  /** Nobody is on call, and somebody ought to be. */
  readonly open: readonly Span[];
  /** Nobody is meant to be: `gaps: expected`, nothing but the schedule itself leaves it open, and it goes on afterwards. */
  readonly expected: readonly Span[];
}

/** When nobody is on call within a span. An override that takes somebody off makes a gap that nobody expected. */
export function gapsOf(schedule: Schedule, roster: Roster, span: Span, now: Instant): Gaps {
  const all = roster.final(schedule.name, span, now)?.gaps ?? [];
  if (schedule.definition.gaps !== 'expected' || all.length === 0) return { open: all, expected: [] };
  const open = without(all, meantGaps(schedule, span));
  return { open, expected: without(all, open) };
}

/** More than a year: a schedule of one season comes round again. */
const COMES_ROUND_MS = 400 * DAY_MS;

/** What comes after its last shift of all is no gap that anybody meant: its rotation has ended, or its calendar is empty. */
function meantGaps(schedule: Schedule, span: Span): readonly Span[] {
  const { gaps } = schedule.final(span);
  const last = gaps.at(-1);
  if (!last || last.to < span.to) return gaps;
  const goesOn = schedule.final({ from: span.to, to: span.to + COMES_ROUND_MS }).shifts.length > 0;
  return goesOn ? gaps : gaps.slice(0, -1);
}
