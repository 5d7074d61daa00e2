import type { Instant } from '../../base/clock.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { Roster } from '../roster.ts';
import { type OfferedShift, overrideCreated } from './entries.ts';
import { type OnCallRegister, type OpenRequest, overridesAfter } from './register.ts';
import { fills, placesOf } from './stand-in.ts';

/** Entries that belong together, and the id by which they are taken back. */
type Made = { readonly entries: readonly EntryDraft[]; readonly id: string };

/**
 * Overrides that put `taker`, or nobody, where somebody stands in a shift. Refuses `shift/gone` when they are not on call
 * there (any more), and `shift/added` as `placesOf` does.
 */
export function standIn(
  roster: Roster,
  state: Pick<OnCallRegister, 'overrides'>,
  shift: OfferedShift,
  taker: string | undefined,
  reason: string,
  id: string,
): Result<Made> {
  const schedule = roster.schedule(shift.schedule);
  const places = schedule ? placesOf(schedule, state.overrides[shift.schedule] ?? [], shift) : ok([]);
  if (!places.ok) return places;
  if (places.value.length === 0) {
    return refuse(
      'shift/gone',
      'That shift is not theirs (any more): /oncall who says whose it is. Nothing was changed.',
    );
  }
  if (taker === undefined && places.value.some(({ remove }) => remove === undefined)) {
    return refuse('shift/added', 'An override put them on call there: take it back by /oncall changes instead.');
  }
  const entries = places.value.map((place, n) =>
    overrideCreated({
      id: n === 0 ? id : `${id}.${n + 1}`,
      schedule: shift.schedule,
      from: place.from,
      to: place.to,
      ...(place.remove !== undefined && { remove: place.remove }),
      ...(taker !== undefined && { add: taker }),
      reason,
    }),
  );
  return ok({ entries, id });
}

/** Both shifts of a swap change hands, whole, or neither does. Refuses `swap/begun`, `swap/overlap` and `swap/gone`. */
export function swapped(
  roster: Roster,
  state: Pick<OnCallRegister, 'overrides'>,
  { mine, theirs }: Pick<Extract<OpenRequest, { type: 'swap' }>, 'mine' | 'theirs'>,
  id: string,
  now: Instant,
): Result<Made> {
  if (mine.from <= now || theirs.from <= now) {
    return refuse('swap/begun', 'One of the two shifts has begun: take or cover what is left of it instead.');
  }
  if (mine.schedule === theirs.schedule && mine.from < theirs.to && theirs.from < mine.to) {
    return refuse('swap/overlap', 'These two shifts overlap: both are on call then already. Ask for cover instead.');
  }
  const first = standIn(roster, state, mine, theirs.person, 'Swap', id);
  if (!first.ok) return first;
  const between = {
    overrides: {
      ...state.overrides,
      [mine.schedule]: overridesAfter(state.overrides[mine.schedule] ?? [], first.value.entries),
    },
  };
  const second = standIn(roster, between, theirs, mine.person, 'Swap', `${id}.0`);
  if (!second.ok) return second;
  const moved = [...first.value.entries, ...second.value.entries].map(({ data }) => overrideCreated.schema.parse(data));
  const whole = [mine, theirs].every(({ from, to, person, schedule }) => {
    const parts = moved.filter((made) => made.schedule === schedule && made.add !== person);
    return fills(parts, { from, to });
  });
  return whole
    ? ok({ entries: [...first.value.entries, ...second.value.entries], id })
    : refuse('swap/gone', 'A part of one of these shifts is somebody else’s by now. Offer the swap anew.');
}
