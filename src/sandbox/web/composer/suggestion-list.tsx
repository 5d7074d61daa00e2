import type { JSX } from 'preact';
import { plainName } from '../markdown/visible-controls.ts';
import { PopupList } from './popup-list.tsx';
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
    <PopupList
      id={id}
      title={command ? 'Commands' : suggestions[0]?.mark === ':' ? 'Emoji' : 'Mention'}
      label="Suggestions"
      items={suggestions}
      active={active}
      keyOf={(suggestion) => suggestion.key}
      pick={(index) => {
        const suggestion = suggestions[index];
        if (suggestion) take(suggestion);
      }}
      draw={(suggestion) => (
        <>
          <span class="option-text">
            <b>
              <bdi>{plainName(suggestion.label)}</bdi>
            </b>
            <small>
              <bdi>{plainName(suggestion.hint)}</bdi>
            </small>
          </span>
          {'command' in suggestion.take && <small class="from-app">{suggestion.take.command.app}</small>}
        </>
      )}
    />
  );
}
