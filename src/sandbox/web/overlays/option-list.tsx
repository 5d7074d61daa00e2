import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props<T> {
  /** Of the field that it belongs to: the field names the list as `<id>-list` and its options as `<id>-<index>`. */
  readonly id: string;
  readonly label: string;
  readonly options: readonly T[];
  /** The one that Enter takes. */
  readonly active: number;
  readonly keyOf: (option: T, index: number) => string;
  readonly draw: (option: T) => ComponentChildren;
  readonly pick: (index: number) => void;
  /** Where the pointer makes an option the active one. */
  readonly point?: (index: number) => void;
  /** Where several can be chosen; otherwise the active one is what is chosen. */
  readonly chosen?: { readonly several: boolean; readonly has: (option: T) => boolean };
  /** Whether the list follows the active option; under a pointer it stays where it is. */
  readonly follows?: () => boolean;
  /** Said where there are none. */
  readonly none?: string | undefined;
  readonly place?: Readonly<Record<string, string>> | undefined;
}

/** What can be chosen for what is being typed; focus and keys stay in the field (the combobox pattern of WAI-ARIA). */
export function OptionList<T>(props: Props<T>): JSX.Element {
  const { id, options, active, chosen, follows = () => true, none } = props;
  const list = useRef<HTMLUListElement>(null);
  // Not with each drawing: whoever scrolls the list would be led back.
  useLayoutEffect(() => {
    if (follows()) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active, options, props.place]);
  return (
    <ul
      ref={list}
      class="popup-list"
      id={`${id}-list`}
      role="listbox"
      aria-label={props.label}
      aria-multiselectable={chosen?.several}
      style={props.place}
    >
      {options.map((option, index) => (
        <li
          key={props.keyOf(option, index)}
          id={`${id}-${index}`}
          role="option"
          aria-selected={chosen ? chosen.has(option) : index === active}
          class={index === active ? 'active' : ''}
          onPointerDown={(event) => {
            event.preventDefault();
          }}
          onPointerMove={() => {
            props.point?.(index);
          }}
          onClick={() => {
            props.pick(index);
          }}
        >
          {props.draw(option)}
        </li>
      ))}
      {options.length === 0 && none !== undefined && (
        <li class="none" role="option" aria-selected="false" aria-disabled="true">
          {none}
        </li>
      )}
    </ul>
  );
}
