import type { Instant } from '../../base/clock.ts';

export interface Placed {
  readonly id: string;
  readonly seq: number;
  /** Null when its time is unknown: then it stands behind `after`. */
  readonly at: Instant | null;
  readonly after: string | null;
  readonly recordedAt: Instant;
}

/**
 * The order in which a timeline is read, as sequence numbers: by the time when things happened, those of the same time
 * in the order of recording; what has no time right behind the entry that it came after. Nothing is ever left out: an
 * entry whose neighbour is unknown, or that corrections put behind itself, is placed by when it was recorded.
 */
export function arrange(entries: readonly Placed[]): readonly number[] {
  // Only what something stands behind: nearly every entry has a time of its own, and timelines are long.
  const anchors = new Set(entries.flatMap(({ at, after }) => (at === null && after !== null ? [after] : [])));
  const byId = new Map<string, number>();
  if (anchors.size > 0)
    entries.forEach(({ id }, index) => {
      if (anchors.has(id)) byId.set(id, index);
    });
  const anchorOf = (entry: Placed): number | undefined =>
    entry.at === null && entry.after !== null ? byId.get(entry.after) : undefined;
  const followers = new Map<number, number[]>();
  const roots: number[] = [];
  entries.forEach((entry, index) => {
    const anchor = anchorOf(entry);
    if (anchor === undefined) roots.push(index);
    else {
      const behind = followers.get(anchor);
      if (behind) behind.push(index);
      else followers.set(anchor, [index]);
    }
  });

  const seen = new Uint8Array(entries.length);
  mark(roots, followers, seen);
  for (let index = 0; index < entries.length; index++) {
    if (seen[index]) continue;
    // Only a circle is reached from no root. Walking back as far as there are entries ends inside it.
    let inside = index;
    for (let steps = 0; steps < entries.length; steps++) {
      const entry = entries[inside];
      inside = (entry && anchorOf(entry)) ?? inside;
    }
    const anchor = anchorOf(entries[inside] ?? { id: '', seq: 0, at: 0, after: null, recordedAt: 0 });
    if (anchor !== undefined) {
      followers.set(
        anchor,
        (followers.get(anchor) ?? []).filter((follower) => follower !== inside),
      );
    }
    roots.push(inside);
    mark([inside], followers, seen);
  }

  const at = (index: number): number => entries[index]?.at ?? entries[index]?.recordedAt ?? 0;
  roots.sort((a, b) => at(a) - at(b) || a - b);
  return walk(roots, followers).map((index) => entries[index]?.seq ?? 0);
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
