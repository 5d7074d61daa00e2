import type { Instant } from '../../base/clock.ts';
import type { Override, ScheduleDefinition, Span, TemporarySchedule } from './definition.ts';

/** A person on call, and through what. */
export type FinalShift = {
  readonly user: string;
  readonly from: Instant;
  readonly to: Instant;
  /** The layer's name; null for a temporary schedule or an override. */
  readonly layer: string | null;
  /** The override's id; null without. */
  readonly override: string | null;
};

export type FinalSchedule = Span & { readonly shifts: readonly FinalShift[]; readonly gaps: readonly Span[] };

/** A row of segments, sorted and disjoint. `source` is the layer's name. */
export type Track = {
  readonly source: string | null;
  readonly segments: readonly { readonly user: string; readonly from: Instant; readonly to: Instant }[];
};

type OnCall = { readonly user: string; readonly layer: string | null; readonly override: string | null };

/**
 * Layers, then temporary schedules, then overrides, in one sweep over all their boundaries.
 * Overrides act on what layers and temporary schedules say, never through one another; the last made wins.
 */
export function sweep(
  mode: ScheduleDefinition['mode'],
  tracks: readonly Track[],
  temporary: readonly TemporarySchedule[],
  overrides: readonly Override[],
  span: Span,
): FinalSchedule {
  const touching = overrides.filter((override) => override.from < span.to && override.to > span.from);
  const windows = temporary.filter((window) => window.from < span.to && window.to > span.from);
  const edges = fixedEdges([...touching, ...windows, ...windows.flatMap((window) => window.shifts)], span);
  const cursors = tracks.map(cursorOf);
  const collect = createCollector();
  let edge = 0;

  for (let at = span.from; at < span.to;) {
    while (edge < edges.length && (edges[edge] ?? 0) <= at) edge++;
    let next = edges[edge] ?? span.to;
    let top: OnCall | undefined;
    const everybody: OnCall[] = [];
    for (const cursor of cursors) {
      if (cursor.until <= at) advance(cursor, at);
      if (cursor.until < next) next = cursor.until;
      if (!cursor.active) continue;
      if (mode === 'layered') top = cursor.active;
      else everybody.push(cursor.active);
    }
    let people = mode === 'concurrent' ? everybody : top ? [top] : NOBODY;
    if (windows.length > 0) people = replacedBy(windows, at) ?? people;
    if (touching.length > 0) people = overridden(people, touching, at, mode);
    collect.add(at, next, people);
    at = next;
  }
  return { ...span, ...collect.end() };
}

const NOBODY: OnCall[] = [];

/** Where the sweep stands in a track: who is active there, and until when that holds. */
type Cursor = { readonly track: Track; position: number; until: Instant; active: OnCall | undefined };

const cursorOf = (track: Track): Cursor => ({
  track,
  position: 0,
  until: Number.NEGATIVE_INFINITY,
  active: undefined,
});

function advance(cursor: Cursor, at: Instant): void {
  const { segments, source } = cursor.track;
  let segment = segments[cursor.position];
  while (segment && segment.to <= at) segment = segments[++cursor.position];
  if (!segment) {
    cursor.until = Number.POSITIVE_INFINITY;
    cursor.active = undefined;
  } else if (segment.from > at) {
    cursor.until = segment.from;
    cursor.active = undefined;
  } else {
    cursor.until = segment.to;
    cursor.active = { user: segment.user, layer: source, override: null };
  }
}

function fixedEdges(spans: readonly Span[], span: Span): Instant[] {
  const edges = new Set<Instant>();
  for (const { from, to } of spans) {
    if (from > span.from && from < span.to) edges.add(from);
    if (to > span.from && to < span.to) edges.add(to);
  }
  return [...edges].sort((a, b) => a - b);
}

const contains = (span: Span, at: Instant): boolean => span.from <= at && at < span.to;

function replacedBy(windows: readonly TemporarySchedule[], at: Instant): OnCall[] | undefined {
  const window = windows.findLast((candidate) => contains(candidate, at));
  return window?.shifts
    .filter((shift) => contains(shift, at))
    .map(({ user }) => ({ user, layer: null, override: null }));
}

/** At one instant: what the active overrides, in the order made, make of the people that the layers say. */
function overridden(
  base: readonly OnCall[],
  overrides: readonly Override[],
  at: Instant,
  mode: ScheduleDefinition['mode'],
): OnCall[] {
  const active = overrides.filter((override) => contains(override, at));
  if (active.length === 0) return [...base];
  const by = (user: string, { id }: Override): OnCall => ({ user, layer: null, override: id });
  if (mode === 'layered') {
    const stands = base[0];
    const last = active.findLast((override) => override.remove === undefined || override.remove === stands?.user);
    if (!last) return [...base];
    return last.add === undefined ? [] : [by(last.add, last)];
  }
  const present = base.flatMap((person) => {
    const last = active.findLast((override) => override.remove === person.user);
    if (!last) return [person];
    return last.add === undefined ? [] : [by(last.add, last)];
  });
  const added = active.flatMap((override) =>
    override.remove === undefined && override.add !== undefined ? [by(override.add, override)] : [],
  );
  return [...present, ...added];
}

/** Joins what follows on from itself, keeps people unique at each moment, and notes where nobody is. */
function createCollector() {
  const shifts: { -readonly [K in keyof FinalShift]: FinalShift[K] }[] = [];
  const gaps: { from: Instant; to: Instant }[] = [];
  let open: typeof shifts = [];

  return {
    add(from: Instant, to: Instant, people: readonly OnCall[]): void {
      const still: typeof shifts = [];
      for (const person of people) {
        if (people.length > 1 && still.some((shift) => shift.user === person.user)) continue;
        const goesOn = open.find(
          (shift) =>
            shift.to === from &&
            shift.user === person.user &&
            shift.layer === person.layer &&
            shift.override === person.override,
        );
        const shift = goesOn ?? { user: person.user, from, to, layer: person.layer, override: person.override };
        shift.to = to;
        if (!goesOn) shifts.push(shift);
        still.push(shift);
      }
      open = still;
      if (people.length > 0) return;
      const last = gaps.at(-1);
      if (last?.to === from) last.to = to;
      else gaps.push({ from, to });
    },
    end: () => ({ shifts: shifts as readonly FinalShift[], gaps: gaps as readonly Span[] }),
  };
}
