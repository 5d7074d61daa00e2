import type { Instant } from '../../base/clock.ts';
import { atInstant } from './at-instant.ts';
import type { Override, ScheduleDefinition, Shift, Span } from './definition.ts';
import { type FinalSchedule, type FinalShift, type Track, sweep } from './final-schedule.ts';
import { createLayer } from './layer.ts';

/** A schedule made ready to be asked. Overrides made in chat are handed in with each question, in the order made. */
export interface Schedule {
  readonly name: string;
  readonly definition: ScheduleDefinition;
  /** Each layer's own shifts, before others hide them; for pictures. */
  layers(span: Span): readonly Track[];
  final(span: Span, overrides?: readonly Override[]): FinalSchedule;
  /** Who is on call at that instant, and until when nothing changes (at most a day ahead is looked). */
  at(instant: Instant, overrides?: readonly Override[]): readonly FinalShift[];
}

/**
 * Shifts that come from outside (a calendar): a layer above the others. Sorted by their beginning and disjoint; they
 * stay what they are as long as the schedule lives, so make it anew when they change.
 */
export type ExtraTrack = { readonly name: string; readonly shifts: readonly Shift[] };

const NONE: readonly Override[] = [];

export function createSchedule(
  name: string,
  definition: ScheduleDefinition,
  extra: readonly ExtraTrack[] = [],
): Schedule {
  const layers = definition.layers.map((layer) => createLayer(layer, definition.timeZone));

  const tracks = (span: Span): readonly Track[] => [
    ...layers.map((layer) => ({ source: layer.name, segments: layer.shifts(span) })),
    ...extra.map((track) => ({ source: track.name, segments: within(track.shifts, span) })),
  ];
  const final = (span: Span, overrides: readonly Override[] = NONE): FinalSchedule =>
    sweep(definition.mode, tracks(span), definition.temporary, all(definition.overrides, overrides), span);

  return {
    name,
    definition,
    layers: tracks,
    final,
    at: atInstant(final),
  };
}

const all = (fixed: readonly Override[], live: readonly Override[]): readonly Override[] =>
  fixed.length === 0 ? live : live.length === 0 ? fixed : [...fixed, ...live];

function within(shifts: readonly Shift[], span: Span): readonly Shift[] {
  const touching = shifts.filter((shift) => shift.from < span.to && shift.to > span.from);
  return touching.map((shift) => ({
    ...shift,
    from: Math.max(shift.from, span.from),
    to: Math.min(shift.to, span.to),
  }));
}
