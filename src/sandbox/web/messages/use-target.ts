import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Row } from './rows.ts';
import type { List } from './use-virtual-list.ts';

/** Scrolls to the message that is looked for, and marks it. */
export function useTarget(
  list: List,
  scroller: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  target: string | undefined,
): void {
  const sought = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    sought.current = target;
    if (target === undefined) return;
    const index = rows.findIndex((row) => row.message.id === target);
    if (index >= 0) list.scrollToIndex(index, { align: 'center' });
  }, [target, rows.length > 0]);
  // Its row is drawn one or several drawings later.
  useEffect(() => {
    if (sought.current === undefined) return;
    const found = scroller.current?.querySelector(`[data-message="${CSS.escape(sought.current)}"]`);
    if (!(found instanceof HTMLElement)) return;
    sought.current = undefined;
    found.classList.add('target');
    found.focus({ preventScroll: true });
  });
}
