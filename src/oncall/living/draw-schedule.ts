import { schedulePicture } from '../../pictures/schedule-picture.ts';
import type { Picture } from '../../pictures/svg.ts';
import type { ThemeName } from '../../pictures/theme.ts';
import type { Roster } from '../roster.ts';
import type { Shift, Span } from '../schedule/definition.ts';
import type { FinalShift } from '../schedule/final-schedule.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { gapsOf } from './gaps-of.ts';

/** A schedule's span as a picture: its layers, who is on call in the end, gaps. */
export function drawSchedule(
  schedule: Schedule,
  roster: Roster,
  span: Span,
  now: number,
  nameOf: (key: string) => string,
  theme: ThemeName = 'dark',
): Picture {
  const final = roster.final(schedule.name, span, now);
  const gaps = gapsOf(schedule, roster, span, now);
  const named = (shift: { user: string; from: number; to: number }) => ({
    person: nameOf(shift.user),
    from: shift.from,
    to: shift.to,
  });
  return schedulePicture(
    {
      title: `On call: ${schedule.name}`,
      timeZone: schedule.definition.timeZone,
      ...span,
      layers: [
        ...schedule.layers(span).map((track) => ({ name: track.source ?? '', shifts: track.segments.map(named) })),
        ...byHand(schedule, final?.shifts ?? [], span).map(({ name, shifts }) => ({ name, shifts: shifts.map(named) })),
      ],
      final: (final?.shifts ?? []).map(named),
      gaps: gaps.open,
      offTimes: gaps.expected,
      now,
    },
    theme,
  );
}

type Lane = { readonly name: string; readonly shifts: readonly Shift[] };

/** What stands above the layers: temporary schedules as they are written, overrides as they count in the end. */
function byHand(schedule: Schedule, final: readonly FinalShift[], span: Span): readonly Lane[] {
  const temporary = schedule.definition.temporary
    .flatMap((window) => window.shifts.map((shift) => ({ shift, within: [window, span] })))
    .map(({ shift: { user, from, to }, within }) => ({
      user,
      from: Math.max(from, ...within.map((each) => each.from)),
      to: Math.min(to, ...within.map((each) => each.to)),
    }))
    .filter(({ from, to }) => from < to);
  const overrides = final.filter(({ override }) => override !== null);
  return [...lanesOf('temporary', temporary), ...lanesOf('overrides', overrides)];
}

/** As many lanes as there are people on call at once. */
function lanesOf(name: string, shifts: readonly Shift[]): readonly Lane[] {
  const lanes: Shift[][] = [];
  for (const shift of [...shifts].sort((a, b) => a.from - b.from)) {
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? 0) <= shift.from);
    if (free) free.push(shift);
    else lanes.push([shift]);
  }
  return lanes.map((lane, n) => ({ name: n === 0 ? name : '', shifts: lane }));
}
