import type { LayerDefinition, Shift, Span } from './definition.ts';
import { allowedTime } from './restrictions.ts';
import { createTurnCount } from './turn-count.ts';
import { createTurns, instantOfMoment } from './turns.ts';
import { zoneOf } from './zone.ts';

/** A layer made ready: its shifts within any span, sorted, disjoint, clipped to the span. */
export interface Layer {
  readonly name: string;
  readonly restricted: boolean;
  shifts(span: Span): readonly Shift[];
}

export function createLayer(definition: LayerDefinition, scheduleZone: string): Layer {
  const { name, users, restrictions } = definition;
  const zone = zoneOf(definition.timeZone ?? scheduleZone);
  const wall = zoneOf(scheduleZone);
  const start = instantOfMoment(definition.start, zone);
  const end = definition.end ? instantOfMoment(definition.end, zone) : Number.POSITIVE_INFINITY;
  const turns =
    definition.turn &&
    createTurns(
      definition.turn,
      instantOfMoment(definition.turnsFrom ?? definition.start, zone),
      definition.hours,
      zone,
    );
  const skips = definition.onRestricted === 'skip' && restrictions.length > 0;
  const countTurns = turns && skips ? createTurnCount(turns, restrictions, wall) : (n: number): number => n;

  const userOfTurn = (n: number): string | null => {
    const turn = countTurns(n) % users.length;
    return users[turn < 0 ? turn + users.length : turn] ?? null;
  };

  return {
    name,
    restricted: restrictions.length > 0,
    shifts(span) {
      const from = Math.max(span.from, start);
      const to = Math.min(span.to, end);
      if (from >= to || users.length === 0) return [];
      const shifts: Shift[] = [];
      const windows = allowedTime(restrictions, { from, to }, wall);
      if (!turns) {
        const user = users[0] ?? null;
        return user === null ? [] : windows.map((window) => ({ user, ...window }));
      }
      let n = turns.indexAt(from);
      let turnEnd = turns.boundary(n + 1);
      for (const window of windows) {
        let at = window.from;
        while (at < window.to) {
          if (turnEnd <= at) {
            turnEnd = turns.boundary(++n + 1);
            continue;
          }
          const until = Math.min(turnEnd, window.to);
          const user = userOfTurn(n);
          const last = shifts.at(-1);
          if (user !== null) {
            // One person with several turns on end has one shift.
            if (last?.user === user && last.to === at) shifts[shifts.length - 1] = { ...last, to: until };
            else shifts.push({ user, from: at, to: until });
          }
          at = until;
        }
      }
      return shifts;
    },
  };
}
