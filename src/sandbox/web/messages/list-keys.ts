import type { RefObject } from 'preact';
import type { List } from './use-virtual-list.ts';

const ELSEWHERE = 'input, textarea, [role=combobox], [role=menu]';

/** The row that a key leads to from `at`; undefined for other keys. */
function rowAfter(key: string, at: number, rows: number): number | undefined {
  switch (key) {
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'ArrowDown':
      return Math.min(rows - 1, at + 1);
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return undefined;
  }
}

/** From message to message by the arrows, Home and End. */
export const listKeys =
  (list: List, scroller: RefObject<HTMLElement | null>, rows: number) =>
  (event: KeyboardEvent): void => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.closest(ELSEWHERE)) return;
    const current = target.closest('[data-index]');
    const next = rowAfter(event.key, current instanceof HTMLElement ? Number(current.dataset.index) : rows, rows);
    if (next === undefined) return;
    event.preventDefault();
    list.scrollToIndex(next, { align: 'auto' });
    requestAnimationFrame(() => {
      const row = scroller.current?.querySelector(`[data-index="${next}"] .message`);
      if (row instanceof HTMLElement) row.focus({ preventScroll: true });
    });
  };
