import type { JSX } from 'preact';
import type { Waiting } from '../state/page-state.ts';

/** What is being waited for in this channel: sent, or not answered within Discord's three seconds. */
export function WaitingLines({ waiting }: { waiting: readonly Waiting[] }): JSX.Element {
  const named = waiting.filter((item) => item.kind !== 'component' || item.state === 'failed');
  return (
    <div class="waiting" role="status" aria-live="polite">
      {named.map((item) => (
        <p key={item.key} class={item.state}>
          {item.state === 'sent' ? (
            <>
              <span class="dots" aria-hidden="true" /> Sending{' '}
              {item.kind === 'command' ? <b>{item.what}</b> : `“${item.what}”`}…
            </>
          ) : (
            <>
              <b>{item.kind === 'component' ? 'This interaction failed' : `${item.what} failed`}.</b> {item.reason}
            </>
          )}
        </p>
      ))}
    </div>
  );
}
