import { tracksOf } from '../calendars/calendar-shifts.ts';
import { atInstant } from '../schedule/at-instant.ts';
import type { Override, ScheduleDefinition, Span } from '../schedule/definition.ts';
import type { FinalSchedule, Track } from '../schedule/final-schedule.ts';
import { joinedFinal } from '../schedule/joined-final.ts';
import { type ExtraTrack, type Schedule, createSchedule } from '../schedule/schedule.ts';
import type { ScheduleCopy } from './schedule-copy.ts';

const NONE: readonly Override[] = [];

/**
 * A schedule whose source is PagerDuty, asked like any other: by the copy where it covers the time, by the layers of
 * muster.yaml where it does not. Overrides and temporary schedules of muster.yaml and of the chat act on both.
 */
export function createMirroredSchedule(
  name: string,
  definition: ScheduleDefinition,
  copy: ScheduleCopy | undefined,
  extra: readonly ExtraTrack[] = [],
): Schedule {
  const native = createSchedule(name, definition, extra);
  if (!copy) return native;
  const source = { ...definition, mode: copy.mode, layers: [] };
  const mirrored = createSchedule(name, source, [...tracksOf('PagerDuty', copy.shifts), ...extra]);

  /** The span in pieces, each with who answers for it. */
  const pieces = (span: Span): { readonly span: Span; readonly by: Schedule }[] => {
    const found: { span: Span; by: Schedule }[] = [];
    let at = span.from;
    for (const { from, to } of copy.covered) {
      if (to <= at || from >= span.to) continue;
      if (from > at) found.push({ span: { from: at, to: from }, by: native });
      const end = Math.min(to, span.to);
      found.push({ span: { from: Math.max(at, from), to: end }, by: mirrored });
      at = end;
    }
    if (at < span.to) found.push({ span: { from: at, to: span.to }, by: native });
    return found;
  };
  const final = (span: Span, overrides: readonly Override[] = NONE): FinalSchedule => {
    const parts = pieces(span);
    const [only] = parts;
    if (parts.length === 1 && only) return only.by.final(span, overrides);
    return joinedFinal(
      span,
      parts.map((part) => part.by.final(part.span, overrides)),
    );
  };

  return {
    name,
    definition: { ...definition, mode: copy.mode },
    layers: (span) => {
      const tracks = new Map<string, Track>();
      for (const { by, span: part } of pieces(span)) {
        for (const [index, { source, segments }] of by.layers(part).entries()) {
          const key = `${index} ${source ?? ''}`;
          tracks.set(key, { source, segments: [...(tracks.get(key)?.segments ?? []), ...segments] });
        }
      }
      return [...tracks.values()];
    },
    final,
    at: atInstant(final),
  };
}
