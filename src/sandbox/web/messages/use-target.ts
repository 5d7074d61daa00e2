import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { Row } from './rows.ts';
import type { List } from './use-virtual-list.ts';

/** Until the rows around it are drawn and measured. */
const DRAWN_MS = 80;

/** Scrolls to the message that is looked for, and marks it. */
export function useTarget(
  list: List,
  scroller: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  target: string | undefined,
): void {
  useLayoutEffect(() => {
    if (target === undefined) return undefined;
    const index = rows.findIndex((row) => row.message.id === target);
    if (index >= 0) list.scrollToIndex(index, { align: 'center' });
    const timer = setTimeout(() => {
      const found = scroller.current?.querySelector(`[data-message="${CSS.escape(target)}"]`);
      if (found instanceof HTMLElement) {
        found.classList.add('target');
        found.focus({ preventScroll: true });
      }
    }, DRAWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [target, rows.length > 0]);
}
