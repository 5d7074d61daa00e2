import { MINUTE_MS, HOUR_MS, DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';

/**
 * A wall clock's reading as an integer: what `Date.UTC` gives for the fields that the clock on the wall shows.
 * 2026-03-29 02:30 in Berlin is `Date.UTC(2026, 2, 29, 2, 30)`, whether or not that reading exists there.
 */
export type WallMs = number;

export interface Zone {
  readonly name: string;
  /** Milliseconds to add to UTC, at that instant. */
  offsetAt(at: Instant): number;
  wallAt(at: Instant): WallMs;
  /**
   * When the clock on the wall shows this. A reading that happens twice is taken the first or last time, one that is
   * skipped becomes the first instant after the gap.
   */
  instantOf(wall: WallMs, which?: 'first' | 'last'): Instant;
}

/** Offsets never change twice within so short a time (the nearest are Morocco's, a month apart). */
const PROBE_MS = 4 * DAY_MS;
/** Transitions are looked for in blocks of a good year: 92 probes. */
const BLOCK_MS = 92 * PROBE_MS;
/** Beyond what any zone is ahead of or behind UTC, and any one change (Samoa skipped a whole day). */
const MARGIN_MS = 15 * HOUR_MS;

interface Block {
  /** Where each segment of one offset begins; the first is the block's own beginning. */
  readonly starts: readonly Instant[];
  readonly offsets: readonly number[];
}

const zones = new Map<string, Zone>();

/**
 * The zone of that IANA name, or of one offset (`+02:00`); made once. Its changes are found by bisection over `Intl`, once a block of time, and kept:
 * everything after is integer arithmetic. Throws RangeError on an unknown name: names are checked where they come in.
 */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) {
    zone = fixedZone(name) ?? createZone(name);
    zones.set(name, zone);
  }
  return zone;
}

/** Undefined for a zone whose offset changes. */
function fixedZone(name: string): Zone | undefined {
  if (name === 'UTC' || name === 'Etc/UTC') return fixed(name, 0);
  const [, sign, hours, minutes] = /^([+-])(0\d|1[0-4]):([0-5]\d)$/.exec(name) ?? [];
  return sign === undefined
    ? undefined
    : fixed(name, (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS));
}

const fixed = (name: string, offset: number): Zone => ({
  name,
  offsetAt: () => offset,
  wallAt: (at) => at + offset,
  instantOf: (wall) => wall - offset,
});

function createZone(name: string): Zone {
  const readOffset = offsetReader(name);
  const blocks = new Map<number, Block>();

  const bisect = (from: Instant, offset: number, to: Instant): Instant => {
    let [low, high] = [from, to]; // the offset at `low` is `offset`, at `high` it is not
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (readOffset(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  };

  const find = (index: number): Block => {
    const starts = [index * BLOCK_MS];
    const offsets = [readOffset(index * BLOCK_MS)];
    let offset = offsets[0] ?? 0;
    for (let at = index * BLOCK_MS; at < (index + 1) * BLOCK_MS; at += PROBE_MS) {
      const next = readOffset(at + PROBE_MS);
      if (next === offset) continue;
      const change = bisect(at, offset, at + PROBE_MS);
      offset = next;
      if (change >= (index + 1) * BLOCK_MS) continue; // the next block begins with it
      starts.push(change);
      offsets.push(next);
    }
    return { starts, offsets };
  };

  let lastIndex = Number.NaN;
  let last: Block = { starts: [0], offsets: [0] };
  const blockAt = (at: Instant): Block => {
    const index = Math.floor(at / BLOCK_MS);
    if (index === lastIndex) return last;
    let block = blocks.get(index);
    if (!block) {
      block = find(index);
      blocks.set(index, block);
    }
    lastIndex = index;
    last = block;
    return block;
  };

  const offsetAt = (at: Instant): number => {
    const { starts, offsets } = blockAt(at);
    let n = starts.length - 1;
    while (n > 0 && (starts[n] ?? 0) > at) n--;
    return offsets[n] ?? 0;
  };

  /** Where offsets change strictly between two instants. */
  const changesBetween = (from: Instant, to: Instant): Instant[] => {
    const changes: Instant[] = [];
    for (let index = Math.floor(from / BLOCK_MS); index <= Math.floor(to / BLOCK_MS); index++) {
      for (const start of blockAt(index * BLOCK_MS).starts) {
        if (start > from && start < to && offsetAt(start - 1) !== offsetAt(start)) changes.push(start);
      }
    }
    return changes;
  };

  return {
    name,
    offsetAt,
    wallAt: (at) => at + offsetAt(at),
    instantOf(wall, which = 'first') {
      const before = offsetAt(wall - MARGIN_MS);
      if (before === offsetAt(wall + MARGIN_MS)) return wall - before;
      const changes = changesBetween(wall - MARGIN_MS, wall + MARGIN_MS);
      let found: Instant | undefined;
      let from = wall - MARGIN_MS;
      for (const to of [...changes, wall + MARGIN_MS]) {
        const at = wall - offsetAt(from);
        if (at >= from && at < to && (which === 'last' || found === undefined)) found = at;
        from = to;
      }
      if (found !== undefined) return found;
      // Skipped: behind the change that moved the clock from before this reading to after it.
      return (
        changes.find((change) => change + offsetAt(change - 1) <= wall && wall < change + offsetAt(change)) ?? from
      );
    },
  };
}

/** The offset as `Intl` knows it: slow (microseconds), exact to the second. */
function offsetReader(name: string): (at: Instant) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = (
      format.format(at).match(/\d+/g) ?? []
    ).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  };
}
