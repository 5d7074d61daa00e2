import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Message } from '../protocol/shapes.ts';
import { MessageCards } from './message-cards.tsx';

/** After the last key: whoever types on is not answered in between. */
const PAUSE_MS = 150;

interface Props {
  readonly find: (text: string) => Promise<readonly Message[]>;
  readonly placeOf: (channelId: string) => string;
  readonly gone: () => void;
  /** Differs whenever something that was found may be another one. */
  readonly changed: string;
}

/** All that this person may read, by words. */
export function Search({ find, placeOf, gone, changed }: Props): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [found, setFound] = useState<readonly Message[]>();
  useEffect(() => {
    field.current?.focus();
  }, []);
  useEffect(() => {
    if (text.trim() === '') {
      setFound(undefined);
      return undefined;
    }
    let stale = false;
    const timer = setTimeout(() => {
      find(text).then(
        (messages) => {
          if (!stale) setFound(messages);
        },
        () => {
          if (!stale) setFound([]);
        },
      );
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text, changed]);
  return (
    <>
      <div class="search-line">
        <input
          ref={field}
          type="search"
          autocomplete="off"
          aria-label="Search messages"
          placeholder="Words, from:ada, in:incidents"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
          }}
        />
      </div>
      <p class="search-count" role="status">
        {found &&
          (found.length === 0
            ? 'Nothing that you may read has these words.'
            : `${found.length} ${found.length === 1 ? 'message' : 'messages'}, the newest first`)}
      </p>
      {found && <MessageCards messages={found} placeOf={placeOf} gone={gone} />}
    </>
  );
}
