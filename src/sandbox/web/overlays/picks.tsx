import type { JSX } from 'preact';
import { plainName } from '../markdown/visible-controls.ts';

interface Listed {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

/** Circles of which one, or boxes of which some can be ticked. */
export function Picks(props: {
  name: string;
  label: string;
  describedBy: string | undefined;
  options: readonly Listed[];
  kind: 'radio' | 'checkbox';
  most: number;
  chosen: readonly string[];
  required: boolean;
  readonly set: (values: readonly string[]) => void;
}): JSX.Element {
  return (
    <div
      class="picks"
      role={props.kind === 'radio' ? 'radiogroup' : 'group'}
      aria-label={props.label}
      aria-describedby={props.describedBy}
    >
      {props.options.map((option) => {
        const on = props.chosen.includes(option.value);
        return (
          <label key={option.value}>
            <input
              type={props.kind}
              name={props.name}
              checked={on}
              disabled={props.kind === 'checkbox' && !on && props.chosen.length >= props.most}
              onChange={() => {
                props.set(
                  props.kind === 'radio'
                    ? [option.value]
                    : on
                      ? props.chosen.filter((value) => value !== option.value)
                      : [...props.chosen, option.value],
                );
              }}
            />
            <span>
              <bdi>{plainName(option.label)}</bdi>
              {option.description && (
                <small>
                  <bdi>{plainName(option.description)}</bdi>
                </small>
              )}
            </span>
          </label>
        );
      })}
    </div>
  );
}
