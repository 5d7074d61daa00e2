import type { JSX } from 'preact';
import { Dialog } from './dialog.tsx';

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'Commands. Arrows choose, Enter takes, Tab goes to the next option, Enter runs'],
  ['@  #  :', 'People and roles, channels, emoji'],
  ['Ctrl K', 'Go to a channel, or act as somebody else'],
  ['Ctrl F', 'Search messages'],
  ['Alt ↑  Alt ↓', 'The channel above, the channel below; with Shift the next that is unread'],
  ['↑ in an empty line', 'Your last message to edit, or your last command to run again'],
  ['↑  ↓ in the messages', 'From one message to the next'],
  ['Enter  R  E  +', 'On a message: its menu, reply, edit, react'],
  ['Ctrl B  Ctrl I  Ctrl U', 'The chosen words in bold, in italics, underlined'],
  ['←  →', 'In a picture: the picture before, the next'],
  ['Shift Enter', 'A new line'],
  ['Escape', 'Close, leave, and back to the line you write in'],
  ['Ctrl /', 'This list'],
];

export function KeyboardHelp({ close }: { readonly close: () => void }): JSX.Element {
  return (
    <Dialog title="By keyboard" className="keyboard-help" close={close}>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
