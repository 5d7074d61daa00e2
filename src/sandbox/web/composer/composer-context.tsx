import type { JSX } from 'preact';

/** What the next message is about ("Answering Alice", "Editing"), with a way out. */
export interface Context {
  readonly text: string;
  readonly cancel: () => void;
  /** Of an answer: whether it calls who is answered. */
  readonly ping?: { readonly on: boolean; readonly name: string; readonly set: (on: boolean) => void };
}

export function ComposerContext({ text, cancel, ping }: Context): JSX.Element {
  return (
    <div class="composer-context">
      <span>{text}</span>
      {ping && (
        <button
          type="button"
          class="quiet ping"
          aria-pressed={ping.on}
          title={ping.on ? `${ping.name} is called by your answer` : `${ping.name} is not called by your answer`}
          onClick={() => {
            ping.set(!ping.on);
          }}
        >
          @ {ping.on ? 'on' : 'off'}
        </button>
      )}
      <button type="button" class="quiet" aria-label="Cancel" onClick={cancel}>
        ×
      </button>
    </div>
  );
}
