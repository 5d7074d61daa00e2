import type { Instant } from '../../base/clock.ts';
import type { Shift } from '../schedule/definition.ts';
import type { ExtraTrack } from '../schedule/schedule.ts';

/** What a calendar said: what is past stays as it was read then. */
export type CalendarShifts = { readonly upTo: Instant; readonly shifts: readonly Shift[] };

export const calendarKey = (schedule: string, calendar: string): string => `${schedule}/${calendar}`;

/** From that instant on. */
export const shiftsFrom = (shifts: readonly Shift[], at: Instant): Shift[] =>
  shifts.flatMap((shift) => (shift.to <= at ? [] : [shift.from >= at ? shift : { ...shift, from: at }]));

const shiftsUntil = (shifts: readonly Shift[], at: Instant): Shift[] =>
  shifts.flatMap((shift) => (shift.from >= at ? [] : [shift.to <= at ? shift : { ...shift, to: at }]));

/** The past as it was, what is new from `at` on; shifts that run across stay one. */
export function withNews(before: readonly Shift[], at: Instant, news: readonly Shift[]): Shift[] {
  const past = shiftsUntil(before, at);
  const rest = [...news];
  for (const [index, shift] of past.entries()) {
    if (shift.to !== at) continue;
    const goesOn = rest.findIndex((other) => other.from === at && other.user === shift.user);
    const other = rest[goesOn];
    if (!other) continue;
    past[index] = { ...shift, to: other.to };
    rest.splice(goesOn, 1);
  }
  return [...past, ...rest].sort((a, b) => a.from - b.from);
}

/** Where shifts overlap, the one that begins later lies in a track above: it hides the others, or comes beside them. */
export function tracksOf(name: string, shifts: readonly Shift[]): ExtraTrack[] {
  const tracks: Shift[][] = [];
  for (const shift of [...shifts].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const free = tracks.findIndex((track) => (track.at(-1)?.to ?? 0) <= shift.from);
    // Only tracks above everything that still runs: a gap below must not put it under an earlier shift.
    const below = tracks.findLastIndex((track) => (track.at(-1)?.to ?? 0) > shift.from);
    const place = free > below ? free : below + 1;
    (tracks[place] ??= []).push(shift);
  }
  return tracks.map((track) => ({ name, shifts: track }));
}
