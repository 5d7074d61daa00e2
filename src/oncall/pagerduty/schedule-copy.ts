import type { Instant } from '../../base/clock.ts';
import { withNews } from '../calendars/calendar-shifts.ts';
import type { Shift, Span } from '../schedule/definition.ts';

/** What PagerDuty said of a schedule, as long as it is asked about: what is past stays as it was read then. */
export type ScheduleCopy = {
  /** The schedule's id in PagerDuty, and its name there. */
  readonly source: string;
  readonly name: string;
  readonly mode: 'layered' | 'concurrent';
  /** When PagerDuty's word counts; at any other time the layers of muster.yaml do. Sorted and disjoint. */
  readonly covered: readonly Span[];
  /** Keys of muster.yaml; somebody who is not in it stands as `Name (PXXXXXX in PagerDuty)`. */
  readonly shifts: readonly Shift[];
};

export type ScheduleReading = Omit<ScheduleCopy, 'covered'> & { readonly from: Instant; readonly upTo: Instant };

const until = (spans: readonly Span[], at: Instant): Span[] =>
  spans.flatMap((span) => (span.from >= at ? [] : [span.to <= at ? span : { from: span.from, to: at }]));

/** A reading replaces what was said of the time from `from` on. */
export function withReading(before: ScheduleCopy | undefined, reading: ScheduleReading): ScheduleCopy {
  const { from, upTo, shifts, ...named } = reading;
  const covered = until(before?.covered ?? [], from);
  const last = covered.at(-1);
  if (last?.to === from) covered[covered.length - 1] = { from: last.from, to: upTo };
  else covered.push({ from, to: upTo });
  return { ...named, covered, shifts: withNews(before?.shifts ?? [], from, shifts) };
}

/** From `at` on PagerDuty's word counts no more, until it is read again. */
export const givenUp = (before: ScheduleCopy, at: Instant): ScheduleCopy => ({
  ...before,
  covered: until(before.covered, at),
  shifts: withNews(before.shifts, at, []),
});

/** Up to when the copy answers; undefined when it does not answer at that instant. */
export const coveredUntil = (copy: ScheduleCopy | undefined, at: Instant): Instant | undefined =>
  copy?.covered.find((span) => span.from <= at && at < span.to)?.to;
