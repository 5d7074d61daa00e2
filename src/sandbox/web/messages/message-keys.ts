import type { Message } from '../protocol/shapes.ts';
import type { Act } from './act.ts';
import { isEditable } from './editable.ts';

/** What a key does with the message that has the focus; false when nothing. */
export function messageKey(
  act: Act,
  message: Message,
  event: KeyboardEvent & { readonly currentTarget: HTMLElement },
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const may = act.may(message);
  if (event.key === 'Enter' || event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    const box = event.currentTarget.getBoundingClientRect();
    act.menu(message, { x: box.left + 60, y: Math.max(80, box.top + 24) });
  } else if (event.key === 'r' && may.send) act.reply(message);
  else if (event.key === '+' && may.react) act.pickEmoji(message, event.currentTarget);
  else if (event.key === 'e' && isEditable(message, act.me)) act.edit(message);
  else return false;
  return true;
}
