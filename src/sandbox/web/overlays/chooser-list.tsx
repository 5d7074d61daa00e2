import type { JSX } from 'preact';
import { plainName } from '../markdown/visible-controls.ts';
import type { Choosable } from './choosable.ts';
import { OptionList } from './option-list.tsx';
import type { useListPlace } from './use-list-place.ts';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly several: boolean;
  readonly place: ReturnType<typeof useListPlace>['place'];
  readonly shown: readonly Choosable[];
  readonly typed: string;
  readonly active: number;
  readonly chosen: readonly string[];
  /** The list follows the keys; under a mouse it stays where it is. */
  readonly byKey: { current: boolean };
  readonly point: (index: number) => void;
  readonly pick: (value: string) => void;
}

/** What can be chosen, and what of it is. */
export function ChooserList(props: Props): JSX.Element {
  const { shown, chosen, byKey } = props;
  return (
    <OptionList
      id={props.id}
      label={props.label}
      options={shown}
      active={props.active}
      chosen={{ several: props.several, has: ({ value }) => chosen.includes(value) }}
      place={props.place}
      none={`Nothing fits “${props.typed}”.`}
      keyOf={({ value }) => value}
      follows={() => byKey.current}
      point={(index) => {
        byKey.current = false;
        props.point(index);
      }}
      pick={(index) => {
        const option = shown[index];
        if (option) props.pick(option.value);
      }}
      draw={({ value, label, description, mark }) => (
        <>
          {mark && (
            <span class="mark" aria-hidden="true">
              {mark}
            </span>
          )}
          <span class="option-text">
            <bdi>{plainName(label)}</bdi>
            {description && (
              <small>
                <bdi>{plainName(description)}</bdi>
              </small>
            )}
          </span>
          {chosen.includes(value) && (
            <span class="tick" aria-hidden="true">
              ✓
            </span>
          )}
        </>
      )}
    />
  );
}
