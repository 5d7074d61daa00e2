import type { JSX } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';
import { nameInSentence } from '../markdown/visible-controls.ts';

/** `typing`: until when (this machine's clock) by person. */
export function TypingLine({
  typing,
  nameOf,
}: {
  typing: Readonly<Record<string, number>>;
  readonly nameOf: (id: string) => string;
}): JSX.Element {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const until = Math.max(0, ...Object.values(typing));
  useEffect(() => {
    if (until <= Date.now()) return undefined;
    const timer = setTimeout(
      () => {
        redraw(undefined);
      },
      until - Date.now() + 50,
    );
    return () => {
      clearTimeout(timer);
    };
  }, [until]);
  const names = Object.entries(typing)
    .filter(([, end]) => end > Date.now())
    .map(([id]) => nameInSentence(nameOf(id)));
  return (
    <p class="typing" aria-live="off">
      {names.length > 0 && (
        <>
          <span class="dots" aria-hidden="true" />{' '}
          <b>
            <bdi>{names.length > 3 ? 'Several people' : names.join(', ')}</bdi>
          </b>{' '}
          {names.length === 1 ? 'is' : 'are'} typing…
        </>
      )}
    </p>
  );
}
