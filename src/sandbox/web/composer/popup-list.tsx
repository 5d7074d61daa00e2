import type { ComponentChildren, JSX } from 'preact';

interface Props<T> {
  /** Of the field that it belongs to. */
  readonly id: string;
  readonly title: string;
  /** For who hears the page; the title when left out. */
  readonly label?: string;
  readonly items: readonly T[];
  readonly active: number;
  readonly keyOf: (item: T, index: number) => string;
  readonly pick: (index: number) => void;
  readonly draw: (item: T) => ComponentChildren;
  /** Said where there are none. */
  readonly none?: string;
}

/** What can be chosen for what is being typed, over the line; the keys stay in the line. */
export function PopupList<T>(props: Props<T>): JSX.Element {
  const { id, title, label = title, items, active, keyOf, pick, draw, none } = props;
  return (
    <div class="popup">
      <p class="popup-title">{title}</p>
      <ul class="popup-list" id={`${id}-list`} role="listbox" aria-label={label}>
        {items.map((item, index) => (
          <li
            key={keyOf(item, index)}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            class={index === active ? 'active' : ''}
            ref={(row) => {
              if (index === active) row?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerDown={(event) => {
              event.preventDefault();
              pick(index);
            }}
          >
            {draw(item)}
          </li>
        ))}
        {items.length === 0 && none !== undefined && (
          <li class="none" role="option" aria-selected="false" aria-disabled="true">
            {none}
          </li>
        )}
      </ul>
    </div>
  );
}
