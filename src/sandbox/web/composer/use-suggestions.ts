import { useContext, useMemo, useState } from 'preact/hooks';
import { DirectoryContext } from '../messages/directory-context.ts';
import type { Invocable } from './invocable.ts';
import { type Suggestion, suggestionsAt } from './suggestions.ts';

export interface Suggestions {
  readonly all: readonly Suggestion[];
  readonly open: boolean;
  readonly active: number;
  /** Until something else is typed. */
  readonly close: () => void;
  /** Something was typed: the first fits best. */
  readonly typed: () => void;
  /** The arrows choose, Enter and Tab take, Escape closes; true when the key was for the list. */
  readonly key: (event: KeyboardEvent, take: (suggestion: Suggestion) => void) => boolean;
}

/** What fits where somebody writes, and the keys that choose from it; nothing while `off`. */
export function useSuggestions(
  text: string,
  cursor: number,
  invocables: readonly Invocable[],
  off: boolean,
): Suggestions {
  const directory = useContext(DirectoryContext);
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const all = useMemo(
    () => (closed || off ? [] : suggestionsAt(text, cursor, invocables, directory)),
    [text, cursor, closed, invocables, directory, off],
  );
  const open = all.length > 0;
  return {
    all,
    open,
    active,
    close() {
      setClosed(true);
    },
    typed() {
      setActive(0);
      setClosed(false);
    },
    key(event, take) {
      if (!open) return false;
      // What was typed or pasted whole, with values, is sent as it stands.
      const whole = text.startsWith('/') && /\s\S+:/.test(text);
      const chosen = all[active] ?? all[0];
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
        setActive((at) => (at + (event.key === 'ArrowDown' ? 1 : -1) + all.length) % all.length);
      else if (chosen && !whole && (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey))) take(chosen);
      else if (event.key === 'Escape') setClosed(true);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}
