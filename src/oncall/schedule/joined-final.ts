import type { Span } from './definition.ts';
import type { FinalSchedule, FinalShift } from './final-schedule.ts';

/** Final schedules of spans that follow one another as one of the whole: what goes on across a seam is joined. */
export const joinedFinal = (span: Span, parts: readonly FinalSchedule[]): FinalSchedule => ({
  ...span,
  shifts: joined(parts.flatMap(({ shifts }) => shifts)),
  gaps: joinedGaps(parts.flatMap(({ gaps }) => gaps)),
});

function joined(shifts: readonly FinalShift[]): FinalShift[] {
  const whole: FinalShift[] = [];
  for (const shift of shifts) {
    const place = whole.findLastIndex(
      (other) =>
        other.to === shift.from &&
        other.user === shift.user &&
        other.layer === shift.layer &&
        other.override === shift.override,
    );
    const before = whole[place];
    if (before) whole[place] = { ...before, to: shift.to };
    else whole.push(shift);
  }
  return whole;
}

function joinedGaps(gaps: readonly Span[]): Span[] {
  const whole: Span[] = [];
  for (const gap of gaps) {
    const last = whole.at(-1);
    if (last?.to === gap.from) whole[whole.length - 1] = { from: last.from, to: gap.to };
    else whole.push(gap);
  }
  return whole;
}
