import type { ComponentChildren, JSX } from 'preact';
import { OptionList } from '../overlays/option-list.tsx';

interface Props<T> {
  readonly id: string;
  readonly title: string;
  /** For who hears the page; the title when left out. */
  readonly label?: string;
  readonly items: readonly T[];
  readonly active: number;
  readonly keyOf: (item: T, index: number) => string;
  readonly pick: (index: number) => void;
  readonly draw: (item: T) => ComponentChildren;
  readonly none?: string;
}

/** The options over the line to write in. */
export function PopupList<T>({ title, label = title, items, ...list }: Props<T>): JSX.Element {
  return (
    <div class="popup">
      <p class="popup-title">{title}</p>
      <OptionList label={label} options={items} {...list} />
    </div>
  );
}
