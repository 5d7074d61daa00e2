import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { Icon } from '../overlays/icon.tsx';
import type { Message } from '../protocol/shapes.ts';
import { ActContext } from './act.ts';
import { isEditable } from './editable.ts';

/** What one does most with the message that the pointer is on. */
export function MessageToolbar({ message }: { message: Message }): JSX.Element {
  const act = useContext(ActContext);
  const may = act.may(message);
  const tool = (
    label: string,
    sign: 'smile' | 'reply' | 'edit' | 'more',
    run: (event: MouseEvent & { currentTarget: HTMLElement }) => void,
  ): JSX.Element => (
    <button type="button" aria-label={label} title={label} tabIndex={-1} onClick={run}>
      <Icon name={sign} size={18} />
    </button>
  );
  return (
    <div class="message-tools">
      {may.react &&
        tool('Add a reaction', 'smile', (event) => {
          act.pickEmoji(message, event.currentTarget);
        })}
      {may.send &&
        tool('Reply', 'reply', () => {
          act.reply(message);
        })}
      {isEditable(message, act.me) &&
        tool('Edit', 'edit', () => {
          act.edit(message);
        })}
      {tool('More', 'more', (event) => {
        const box = event.currentTarget.getBoundingClientRect();
        act.menu(message, { x: box.left, y: box.bottom });
      })}
    </div>
  );
}
