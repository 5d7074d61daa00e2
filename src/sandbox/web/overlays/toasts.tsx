import type { JSX } from 'preact';
import { withVisibleOverrides } from '../markdown/visible-controls.ts';
import type { Toast } from '../state/page-state.ts';

interface Props {
  readonly toasts: readonly Toast[];
  readonly jump: (channelId: string, messageId: string) => void;
}

/** What is told for a moment; what tells of a message leads to it. */
export function Toasts({ toasts, jump }: Props): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map(({ key, text, tone, about }) =>
        about ? (
          <button
            key={key}
            type="button"
            class={tone}
            onClick={() => {
              jump(about.channelId, about.messageId);
            }}
          >
            {withVisibleOverrides(text)}
          </button>
        ) : (
          <p key={key} class={tone}>
            {withVisibleOverrides(text)}
          </p>
        ),
      )}
    </div>
  );
}
