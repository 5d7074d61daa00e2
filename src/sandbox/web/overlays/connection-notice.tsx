import type { JSX } from 'preact';
import type { PageState } from '../state/page-state.ts';

interface Props extends Pick<PageState, 'connection' | 'missed'> {
  readonly dismiss: () => void;
}

/** That the connection is lost; and, once it is back, what came meanwhile. */
export function ConnectionNotice({ connection, missed, dismiss }: Props): JSX.Element {
  return (
    <>
      {connection === 'lost' && (
        <p class="connection" role="alert">
          <span class="dots" aria-hidden="true" /> The connection to the sandbox is lost; trying again…
        </p>
      )}
      {missed > 0 && (
        <button type="button" class="connection missed" onClick={dismiss}>
          {missed} {missed === 1 ? 'message' : 'messages'} came while the connection was lost: below the line “New”.{' '}
          <u>Dismiss</u>
        </button>
      )}
    </>
  );
}
