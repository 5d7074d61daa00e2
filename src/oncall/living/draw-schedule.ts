import { schedulePicture } from '../../pictures/schedule-picture.ts';
import type { Picture } from '../../pictures/svg.ts';
import type { ThemeName } from '../../pictures/theme.ts';
import type { Roster } from '../roster.ts';
import type { Span } from '../schedule/definition.ts';
import type { Schedule } from '../schedule/schedule.ts';

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
      layers: schedule.layers(span).map((track) => ({ name: track.source ?? '', shifts: track.segments.map(named) })),
      final: (final?.shifts ?? []).map(named),
      gaps: final?.gaps ?? [],
      now,
    },
    theme,
  );
}
