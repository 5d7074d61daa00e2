import type { JSX } from 'preact';
import { plainName } from '../markdown/visible-controls.ts';
import type { Suggestion } from './suggestions.ts';

interface Props {
  readonly id: string;
  /** Commands; else people, channels or emoji. */
  readonly command: boolean;
  readonly suggestions: readonly Suggestion[];
  readonly active: number;
  readonly take: (suggestion: Suggestion) => void;
}

/** What what is being typed could become. */
export function SuggestionList({ id, command, suggestions, active, take }: Props): JSX.Element {
  return (
    <div class="popup">
      <p class="popup-title">{command ? 'Commands' : suggestions[0]?.mark === ':' ? 'Emoji' : 'Mention'}</p>
      <ul class="popup-list" id={`${id}-list`} role="listbox" aria-label="Suggestions">
        {suggestions.map((suggestion, index) => (
          <li
            key={suggestion.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            class={index === active ? 'active' : ''}
            ref={(item) => {
              if (index === active) item?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerDown={(event) => {
              event.preventDefault();
              take(suggestion);
            }}
          >
            <span class="option-text">
              <b>
                <bdi>{plainName(suggestion.label)}</bdi>
              </b>
              <small>
                <bdi>{plainName(suggestion.hint)}</bdi>
              </small>
            </span>
            {'command' in suggestion.take && <small class="from-app">{suggestion.take.command.app}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}
