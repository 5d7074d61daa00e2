import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { EMOJI } from '../messages/emoji-list.ts';
import { Dialog } from './dialog.tsx';

export function EmojiPicker({ pick, close }: { pick: (emoji: string) => void; close: () => void }): JSX.Element {
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const shown = EMOJI.filter(([, words]) => words.includes(wanted));
  const own = /\p{Extended_Pictographic}/u.test(typed) ? typed.trim() : undefined;
  return (
    <Dialog title="React" className="emoji-picker" close={close}>
      <input
        type="text"
        aria-label="Search, or paste an emoji"
        placeholder="Search, or paste an emoji"
        value={typed}
        autofocus
        onInput={(event) => {
          setTyped(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          const first = own ?? shown[0]?.[0];
          if (event.key !== 'Enter' || event.isComposing || first === undefined) return;
          event.preventDefault();
          pick(first);
        }}
      />
      <div class="emoji-grid" role="group" aria-label="Emoji">
        {(own ? [[own, own] as const] : shown).map(([emoji, words]) => (
          <button
            key={emoji}
            type="button"
            aria-label={`${emoji} ${words}`}
            title={words}
            onClick={() => {
              pick(emoji);
            }}
          >
            <span class="emoji" aria-hidden="true">
              {emoji}
            </span>
          </button>
        ))}
      </div>
    </Dialog>
  );
}
