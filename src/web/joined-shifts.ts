import type { Shift } from './web-parts.ts';

/** Shifts of one person in one schedule that follow one another, as one: a turn or an override that changes nothing is no news. */
export function joinedShifts(shifts: readonly Shift[]): readonly Shift[] {
  const whole: Shift[] = [];
  for (const shift of [...shifts].sort((a, b) => a.from - b.from)) {
    const place = whole.findLastIndex(
      (other) => other.schedule === shift.schedule && other.person === shift.person && other.to >= shift.from,
    );
    const before = whole[place];
    if (before) whole[place] = { ...before, to: Math.max(before.to, shift.to) };
    else whole.push(shift);
  }
  return whole;
}
