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
  useLayoutEffect(() => list._didMount(), [list]);
  useLayoutEffect(() => {
    list._willUpdate();
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

/** Whether the end is in view, `threshold` pixels more or less. From the list's own sizes: asking the element lays the page out at once, in every frame. */
export const isAtEnd = (list: List, threshold: number): boolean =>
  list.getTotalSize() - (list.scrollOffset ?? 0) - (list.scrollRect?.height ?? 0) <= threshold;
