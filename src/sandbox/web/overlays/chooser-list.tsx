import type { JSX } from 'preact';
import { plainName } from '../markdown/visible-controls.ts';
import type { useListPlace } from './use-list-place.ts';

export interface Choosable {
  readonly value: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly mark?: string | undefined;
}

interface Props {
  readonly id: string;
  readonly label: string;
  readonly several: boolean;
  readonly place: ReturnType<typeof useListPlace>['place'];
  readonly shown: readonly Choosable[];
  readonly typed: string;
  /** The one that Enter takes. */
  readonly active: number;
  readonly chosen: readonly string[];
  /** The list follows the keys; under a mouse it stays where it is. */
  readonly byKey: { current: boolean };
  readonly point: (index: number) => void;
  readonly pick: (value: string) => void;
}

/** What can be chosen, and what of it is. */
export function ChooserList(props: Props): JSX.Element {
  const { id, shown, active, chosen, byKey } = props;
  return (
    <ul
      class="popup-list"
      id={`${id}-list`}
      role="listbox"
      aria-label={props.label}
      aria-multiselectable={props.several}
      style={props.place}
    >
      {shown.map((option, index) => (
        <li
          key={option.value}
          id={`${id}-${index}`}
          role="option"
          class={index === active ? 'active' : ''}
          aria-selected={chosen.includes(option.value)}
          ref={(item) => {
            if (index === active && byKey.current) item?.scrollIntoView({ block: 'nearest' });
          }}
          onPointerDown={(event) => {
            event.preventDefault();
          }}
          onPointerMove={() => {
            byKey.current = false;
            props.point(index);
          }}
          onClick={() => {
            props.pick(option.value);
          }}
        >
          {option.mark && (
            <span class="mark" aria-hidden="true">
              {option.mark}
            </span>
          )}
          <span class="option-text">
            <bdi>{plainName(option.label)}</bdi>
            {option.description && (
              <small>
                <bdi>{plainName(option.description)}</bdi>
              </small>
            )}
          </span>
          {chosen.includes(option.value) && (
            <span class="tick" aria-hidden="true">
              ✓
            </span>
          )}
        </li>
      ))}
      {shown.length === 0 && (
        <li class="none" role="option" aria-selected="false" aria-disabled="true">
          Nothing fits “{props.typed}”.
        </li>
      )}
    </ul>
  );
}
