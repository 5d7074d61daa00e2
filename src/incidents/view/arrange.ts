import type { Instant } from '../../base/clock.ts';

/** What is to be put in order, in columns (columns.ts). */
export interface Placed {
  readonly seqs: ArrayLike<number>;
  /** NaN where the time is unknown. */
  readonly ats: ArrayLike<Instant>;
  readonly recordedAts: ArrayLike<Instant>;
  /** Of those whose time is unknown: which entry each stands behind, both by index (`anchorsOf`). */
  readonly anchors: ReadonlyMap<number, number>;
}

/**
 * The order in which a timeline is read, as sequence numbers: by the time when things happened, those of the same time
 * in the order of recording; what has no time right behind the entry that it came after. Nothing is ever left out: an
 * entry whose neighbour is unknown, or that corrections put behind itself, is placed by when it was recorded.
 */
export function arrange({ seqs, ats, recordedAts, anchors }: Placed): Uint32Array {
  const count = seqs.length;
  const followers = new Map<number, number[]>();
  for (const [index, anchor] of anchors) {
    const others = followers.get(anchor);
    if (others) others.push(index);
    else followers.set(anchor, [index]);
  }
  const roots = rootsOf(count, anchors, followers);

  const time = (index: number): number => {
    const at = ats[index] ?? Number.NaN;
    return Number.isNaN(at) ? (recordedAts[index] ?? 0) : at;
  };
  const isSorted = roots.every((root, place) => place === 0 || time(roots[place - 1] ?? 0) <= time(root));
  if (!isSorted) roots.sort((a, b) => time(a) - time(b) || a - b);
  const order = new Uint32Array(count);
  let place = 0;
  walk(roots, followers, (index) => {
    order[place++] = seqs[index] ?? 0;
  });
  return order;
}

/** What stands behind no other, in order of recording. Of those that stand in a circle, one is taken out of it. */
function rootsOf(
  count: number,
  anchors: ReadonlyMap<number, number>,
  followers: Map<number, readonly number[]>,
): Uint32Array {
  const roots = new Uint32Array(count);
  let found = 0;
  for (let index = 0; index < count; index++) if (!anchors.has(index)) roots[found++] = index;
  if (anchors.size === 0) return roots;

  const seen = new Uint8Array(count);
  const mark = (from: Iterable<number>): void => {
    walk(from, followers, (index) => {
      seen[index] = 1;
    });
  };
  mark(roots.subarray(0, found));
  for (let index = 0; index < count; index++) {
    if (seen[index]) continue;
    // Only a circle is reached from no root. Walking back as far as there are entries ends inside it.
    let inside = index;
    for (let steps = 0; steps < count; steps++) inside = anchors.get(inside) ?? inside;
    const anchor = anchors.get(inside);
    if (anchor !== undefined) {
      followers.set(
        anchor,
        (followers.get(anchor) ?? []).filter((follower) => follower !== inside),
      );
    }
    roots[found++] = inside;
    mark([inside]);
  }
  return roots.subarray(0, found);
}

/** Behind which entry each of those stands, both by index, in order of recording; without those that are behind nothing known. */
export function anchorsOf(
  ids: { at(index: number): string | undefined },
  count: number,
  behind: ReadonlyMap<number, string>,
): ReadonlyMap<number, number> {
  if (behind.size === 0) return new Map();
  // Nearly every entry has a time of its own: only what something stands behind is looked for.
  const wanted = new Set(behind.values());
  const byId = new Map<string, number>();
  for (let index = 0; index < count; index++) {
    const id = ids.at(index);
    if (id !== undefined && wanted.has(id)) byId.set(id, index);
  }
  return new Map(
    [...behind]
      .sort(([one], [other]) => one - other)
      .flatMap(([index, id]): [number, number][] => {
        const anchor = byId.get(id);
        return anchor === undefined ? [] : [[index, anchor]];
      }),
  );
}

/** Depth first, with a stack of its own: a chain of 100,000 followers would overflow the call stack. */
function walk(
  roots: Iterable<number>,
  followers: ReadonlyMap<number, readonly number[]>,
  visit: (index: number) => void,
): void {
  const stack: number[] = [];
  for (const root of roots) {
    stack.push(root);
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      visit(next);
      const behind = followers.get(next);
      if (behind) for (let i = behind.length - 1; i >= 0; i--) stack.push(behind[i] ?? 0);
    }
  }
}
