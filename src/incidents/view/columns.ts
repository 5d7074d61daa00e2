import type { Instant } from '../../base/clock.ts';
import type { Entry } from '../../timeline/entry.ts';

const ID_BYTES = 22; // base/ids.ts

/**
 * What is remembered of every entry while a timeline is looked at as a whole, by index, in order of recording. Numbers,
 * outside V8's heap: an object or a string for each of 100,000 entries would make its young generation grow for good.
 */
export interface Columns {
  readonly seqs: Uint32Array;
  /** As it was recorded; NaN where the time is unknown. Corrections write here. */
  readonly ats: Float64Array;
  readonly recordedAts: Float64Array;
  /** Indexes of `kindNames`. */
  readonly kinds: Uint16Array;
  readonly kindNames: readonly string[];
  readonly ids: { at(index: number): string };
}

export function collectColumns() {
  let room = 256;
  let count = 0;
  let ids = Buffer.alloc(room * ID_BYTES);
  let seqs = new Uint32Array(room);
  let ats = new Float64Array(room);
  let recordedAts = new Float64Array(room);
  let kinds = new Uint16Array(room);
  const kindNames: string[] = [];
  const numberOf = new Map<string, number>();

  const grow = (): void => {
    room *= 2;
    const larger = <T extends Uint16Array | Uint32Array | Float64Array | Buffer>(made: T, from: T): T => {
      made.set(from);
      return made;
    };
    ids = larger(Buffer.alloc(room * ID_BYTES), ids);
    seqs = larger(new Uint32Array(room), seqs);
    ats = larger(new Float64Array(room), ats);
    recordedAts = larger(new Float64Array(room), recordedAts);
    kinds = larger(new Uint16Array(room), kinds);
  };
  const kindNumber = (kind: string): number => {
    let number = numberOf.get(kind);
    if (number === undefined) {
      number = kindNames.push(kind) - 1;
      numberOf.set(kind, number);
    }
    return number;
  };

  return {
    /** Returns the entry's index. */
    add(entry: Entry): number {
      if (count === room) grow();
      ids.write(entry.id, count * ID_BYTES, ID_BYTES, 'latin1');
      seqs[count] = entry.seq;
      ats[count] = entry.eventAt ?? Number.NaN;
      recordedAts[count] = entry.recordedAt;
      kinds[count] = kindNumber(entry.kind);
      return count++;
    },
    columns: (): Columns => ({
      seqs: seqs.subarray(0, count),
      ats: ats.subarray(0, count),
      recordedAts: recordedAts.subarray(0, count),
      kinds: kinds.subarray(0, count),
      kindNames,
      ids: { at: (index) => ids.toString('latin1', index * ID_BYTES, (index + 1) * ID_BYTES) },
    }),
  };
}

/** When something happened, and of which kind it was; in no order. */
export interface Moments {
  readonly ats: Float64Array;
  /** Of the same length: indexes of `kindNames`. */
  readonly kinds: Uint16Array;
  readonly kindNames: readonly string[];
}

/** Those whose time is known. */
export function momentsOf({ ats, kinds, kindNames }: Columns): Moments {
  const known = (at: Instant): boolean => !Number.isNaN(at);
  if (ats.every(known)) return { ats: ats.slice(), kinds: kinds.slice(), kindNames };
  return { ats: ats.filter(known), kinds: kinds.filter((_, index) => known(ats[index] ?? Number.NaN)), kindNames };
}
