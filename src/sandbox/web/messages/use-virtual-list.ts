import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

export type List = Virtualizer<HTMLDivElement, HTMLElement>;

/**
 * A list anchored at its end, as chats are: only the rows in view (and a few around) are in the document. It opens at its
 * end, or where `begin` (a row's number) is at the top.
 */
export function useVirtualList(
  scroller: RefObject<HTMLDivElement | null>,
  count: number,
  keyOf: (index: number) => string,
  sizeOf: (index: number) => number,
  begin: () => number | undefined,
): List {
  const [, redraw] = useReducer((turn: number) => turn + 1, 0);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    getItemKey: keyOf,
    estimateSize: sizeOf,
    overscan: 12,
    anchorTo: 'end' as const,
    followOnAppend: true as const,
    scrollEndThreshold: 80,
    paddingEnd: 12,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => {
      redraw(undefined);
    },
  };
  const [list] = useState(() => new Virtualizer<HTMLDivElement, HTMLElement>(options));
  list.setOptions(options);
  const started = useRef(false);
  const top = useRef<string | undefined>(undefined);
  useLayoutEffect(() => list._didMount(), [list]);
  useLayoutEffect(() => {
    const wasTop = top.current;
    top.current = count > 0 ? keyOf(0) : undefined;
    const above = wasTop === undefined || wasTop === top.current ? 0 : rowsAbove(wasTop, count, keyOf);
    // A scroll that was cut short for want of room is of the old places: made up for now, it would lead to older rows.
    if (above > 0) list['_clampedAdjustment'] = null;
    list._willUpdate();
    if (above > 0) followRow(list, above);
    if (!started.current && count > 0) {
      started.current = true;
      // Asked once: through ten thousand rows it would be too much for every frame.
      const at = begin();
      if (at === undefined) list.scrollToEnd();
      else list.scrollToIndex(at, { align: 'start' });
    }
  });
  return list;
}

/** How many rows came above the one that was the first; 0 where that is gone. */
function rowsAbove(key: string, count: number, keyOf: (index: number) => string): number {
  for (let index = 0; index < count; index++) if (keyOf(index) === key) return index;
  return 0;
}

const ALIGNMENTS = ['start', 'center', 'end', 'auto'] as const;

/** Leads on to the same row when older ones come above it while the list is on its way there: the library knows it by its number alone. */
function followRow(list: List, above: number): void {
  // Nothing public says whether it is on its way, and where to; null where it is not.
  const aim: unknown = list['scrollState'];
  if (typeof aim !== 'object' || aim === null || !('index' in aim && 'align' in aim)) return;
  const align = ALIGNMENTS.find((one) => one === aim.align);
  // The end is found by itself, however many rows there are.
  const isEnd = 'toEnd' in aim && aim.toEnd === true;
  if (typeof aim.index === 'number' && align && !isEnd) list.scrollToIndex(aim.index + above, { align });
}

/** Whether the end is in view, `threshold` pixels more or less. From the list's own sizes: asking the element lays the page out at once, in every frame. */
export const isAtEnd = (list: List, threshold: number): boolean =>
  list.getTotalSize() - (list.scrollOffset ?? 0) - (list.scrollRect?.height ?? 0) <= threshold;
