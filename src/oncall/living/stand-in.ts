import { type Result, ok, refuse } from '../../base/result.ts';
import type { Override, Span } from '../schedule/definition.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { OfferedShift } from './entries.ts';

/** A stretch in which somebody is on call, and whom an override has to remove to take their place; undefined: whoever is on. */
export type Place = Span & { readonly remove?: string | undefined };

/** Ways that one person can be on call at one time, at most: by a layer, by an override for each of the others. */
const MOST_WAYS = 20;

/**
 * Where somebody stands within a span. Overrides act on what the layers say and never through one another (rule 5): who
 * came by an override is replaced where the one stood whom that override removed. Empty where they are not on call.
 * Refuses `shift/added`: who came on top of others by an override leaves by taking that override back.
 */
export function placesOf(
  schedule: Schedule,
  overrides: readonly Override[],
  { person, from, to }: Pick<OfferedShift, 'person' | 'from' | 'to'>,
): Result<readonly Place[]> {
  const all = [...schedule.definition.overrides, ...overrides];
  const places: Place[] = [];
  for (let way = 0; way < MOST_WAYS; way++) {
    const taken = places.map((place, n): Override => ({ ...place, id: `place ${n}`, add: undefined }));
    const { shifts } = schedule.final({ from, to }, [...overrides, ...taken]);
    const theirs = shifts.filter(({ user }) => user === person);
    if (theirs.length === 0) break;
    for (const shift of theirs) {
      const span = { from: shift.from, to: shift.to };
      const came = all.find(({ id }) => id === shift.override);
      const remove = came ? came.remove : person;
      if (remove === undefined && schedule.definition.mode === 'concurrent') {
        return refuse(
          'shift/added',
          'An override put them on call there, beside the others. Take it back by /oncall changes, and make one for who comes instead.',
        );
      }
      places.push({ ...span, remove });
    }
    if (schedule.definition.mode === 'layered') break; // one person at a time: there is no second way
  }
  return ok(joined(places));
}

/** Shifts of one person that follow on from one another by different layers are one place. */
function joined(places: readonly Place[]): Place[] {
  const whole: Place[] = [];
  for (const place of [...places].sort((a, b) => a.from - b.from)) {
    const last = whole.findLastIndex((other) => other.to === place.from && other.remove === place.remove);
    const before = whole[last];
    if (before) whole[last] = { ...before, to: place.to };
    else whole.push(place);
  }
  return whole;
}

/** Whether these places fill the whole span. */
export function fills(places: readonly Place[], { from, to }: Span): boolean {
  let at = from;
  for (const place of [...places].sort((a, b) => a.from - b.from)) {
    if (place.from > at) return false;
    at = Math.max(at, place.to);
  }
  return at >= to;
}

/** Overrides that were made together bear one id, with a number from the second on: they are taken back together. */
export const isOneOf = (made: string, id: string): boolean => id === made || id.startsWith(`${made}.`);
