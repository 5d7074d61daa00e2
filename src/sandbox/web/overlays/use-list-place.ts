import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Pixels: of the longest list, of an option with a description, and between field and list. */
const LIST_HEIGHT = 264;
const OPTION_HEIGHT = 52;
const GAP = 4;

type Place = Readonly<Record<'position' | 'insetBlock' | 'insetInline' | 'maxBlockSize', string>>;

/**
 * Where a select's list has room: below its field, or above in the last message of a channel. In a dialog, which scrolls what
 * is too long, it lies over the dialog and its edge (`place`), as a select of the browser's own would.
 */
export function useListPlace(
  open: boolean,
  field: RefObject<HTMLElement | null>,
  options: number,
  /** How many chips stand above the field, and move it. */
  chips: number,
): { readonly up: boolean; readonly place: Place | undefined } {
  const [up, setUp] = useState(false);
  const [place, setPlace] = useState<Place>();
  useLayoutEffect(() => {
    const dialog = field.current?.closest('dialog');
    const put = (): void => {
      const box = field.current?.getBoundingClientRect();
      if (!open || !box) return;
      const around = field.current?.closest('.message-scroller, .side-panel')?.getBoundingClientRect();
      const below = Math.min(innerHeight, around?.bottom ?? innerHeight) - box.bottom;
      const above = box.top - Math.max(0, around?.top ?? 0);
      const turned = below < Math.min(LIST_HEIGHT, options * OPTION_HEIGHT) && above > below;
      setUp(turned);
      if (!dialog) return;
      const next: Place = {
        position: 'fixed',
        insetBlock: turned ? `auto ${innerHeight - box.top + GAP}px` : `${box.bottom + GAP}px auto`,
        insetInline: `${box.left}px ${document.documentElement.clientWidth - box.right}px`,
        maxBlockSize: `${Math.min(LIST_HEIGHT, (turned ? above : below) - 2 * GAP)}px`,
      };
      // Scrolling the list itself changes nothing of it.
      setPlace((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next));
    };
    put();
    if (!open || !dialog) return undefined;
    dialog.addEventListener('scroll', put, { capture: true, passive: true });
    addEventListener('resize', put);
    return () => {
      dialog.removeEventListener('scroll', put, { capture: true });
      removeEventListener('resize', put);
    };
  }, [open, chips]);
  return { up, place };
}
