import type { Instant } from '../../base/clock.ts';

/**
 * What is to be put in order, in columns: timelines are long, and an object for each entry would outlive V8's young
 * generation, which then grows for good.
 */
export interface Placed {
  readonly ids: readonly string[];
  readonly seqs: readonly number[];
  /** NaN where the time is unknown. */
  readonly ats: readonly Instant[];
  readonly recordedAts: readonly Instant[];
  /** Of those whose time is unknown: the id of the entry that it stands behind, by index. */
  readonly behind: ReadonlyMap<number, string>;
}

/**
 * The order in which a timeline is read, as sequence numbers: by the time when things happened, those of the same time
 * in the order of recording; what has no time right behind the entry that it came after. Nothing is ever left out: an
 * entry whose neighbour is unknown, or that corrections put behind itself, is placed by when it was recorded.
 */
export function arrange({ ids, seqs, ats, recordedAts, behind }: Placed): readonly number[] {
  const anchors = anchorsOf(ids, behind);
  const followers = new Map<number, number[]>();
  const roots: number[] = [];
  for (let index = 0; index < seqs.length; index++) {
    const anchor = anchors.get(index);
    const others = anchor === undefined ? undefined : followers.get(anchor);
    if (anchor === undefined) roots.push(index);
    else if (others) others.push(index);
    else followers.set(anchor, [index]);
  }

  const seen = new Uint8Array(seqs.length);
  mark(roots, followers, seen);
  for (let index = 0; index < seqs.length; index++) {
    if (seen[index]) continue;
    // Only a circle is reached from no root. Walking back as far as there are entries ends inside it.
    let inside = index;
    for (let steps = 0; steps < seqs.length; steps++) inside = anchors.get(inside) ?? inside;
    const anchor = anchors.get(inside);
    if (anchor !== undefined) {
      followers.set(
        anchor,
        (followers.get(anchor) ?? []).filter((follower) => follower !== inside),
      );
    }
    roots.push(inside);
    mark([inside], followers, seen);
  }

  const times = ats.map((at, index) => (Number.isNaN(at) ? (recordedAts[index] ?? 0) : at));
  const time = (index: number): number => times[index] ?? 0;
  roots.sort((a, b) => time(a) - time(b) || a - b);
  return walk(roots, followers).map((index) => seqs[index] ?? 0);
}

/** Behind which entry each of those stands, both by index. */
function anchorsOf(ids: readonly string[], behind: ReadonlyMap<number, string>): ReadonlyMap<number, number> {
  // Nearly every entry has a time of its own: only what something stands behind is looked for.
  const wanted = new Set(behind.values());
  const byId = new Map<string, number>();
  if (wanted.size > 0)
    ids.forEach((id, index) => {
      if (wanted.has(id)) byId.set(id, index);
    });
  return new Map(
    [...behind].flatMap(([index, id]): [number, number][] => {
      const anchor = byId.get(id);
      return anchor === undefined ? [] : [[index, anchor]];
    }),
  );
}

/** Depth first, with a stack of its own: a chain of 100,000 followers would overflow the call stack. */
function walk(roots: readonly number[], followers: ReadonlyMap<number, readonly number[]>): number[] {
  const order: number[] = [];
  const stack: number[] = [];
  for (const root of roots) {
    stack.push(root);
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      order.push(next);
      const behind = followers.get(next);
      if (behind) for (let i = behind.length - 1; i >= 0; i--) stack.push(behind[i] ?? 0);
    }
  }
  return order;
}

function mark(roots: readonly number[], followers: ReadonlyMap<number, readonly number[]>, seen: Uint8Array): void {
  for (const index of walk(roots, followers)) seen[index] = 1;
}
