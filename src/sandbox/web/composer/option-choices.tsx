import type { JSX } from 'preact';
import { plainName } from '../markdown/visible-controls.ts';

interface Props {
  readonly id: string;
  readonly title: string;
  readonly choices: readonly { readonly name: string; readonly value: unknown }[];
  readonly active: number;
  /** Said where there are none. */
  readonly none: string;
  readonly pick: (index: number) => void;
}

/** What an option can be, over the line. */
export function OptionChoices({ id, title, choices, active, none, pick }: Props): JSX.Element {
  return (
    <div class="popup" id={`${id}-popup`}>
      <p class="popup-title">{title}</p>
      <ul class="popup-list" id={`${id}-list`} role="listbox" aria-label={title}>
        {choices.map((choice, index) => (
          <li
            key={`${index}:${String(choice.value)}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            class={index === active ? 'active' : ''}
            ref={(item) => {
              if (index === active) item?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerDown={(event) => {
              event.preventDefault();
              pick(index);
            }}
          >
            <span class="option-text">
              <bdi>{plainName(choice.name)}</bdi>
            </span>
          </li>
        ))}
        {choices.length === 0 && (
          <li class="none" role="option" aria-selected="false" aria-disabled="true">
            {none}
          </li>
        )}
      </ul>
    </div>
  );
}
