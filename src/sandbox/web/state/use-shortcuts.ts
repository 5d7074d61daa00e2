import { useEffect } from 'preact/hooks';
import { channelTree, isUnread } from '../sidebar/channel-tree.ts';
import type { Overlay } from '../overlays/open-overlay.tsx';
import type { Controller } from './controller.ts';
import { isLetter } from './is-letter.ts';
import type { PageState } from './page-state.ts';

/** Channels, threads and direct messages in the order of the list on the left. */
const inOrder = (state: PageState) => {
  const tree = channelTree(state.channels);
  return [
    ...tree.categories.flatMap(({ channels }) => channels.flatMap(({ channel, threads }) => [channel, ...threads])),
    ...tree.direct,
  ];
};

function neighbour(state: PageState, step: 1 | -1, unreadOnly: boolean): string | undefined {
  const all = inOrder(state);
  const at = all.findIndex(({ id }) => id === state.selected);
  const round = all.map((_, index) => all[(at + step * (index + 1) + all.length * 2) % all.length]);
  return round.find((channel) => channel && channel.id !== state.selected && (!unreadOnly || isUnread(state, channel)))
    ?.id;
}

/** Where one writes: words, or an option of a command. The button that attaches files is an input, too, and takes no letters. */
const composer = (): HTMLElement | null => document.querySelector('.composer :is(textarea, input:not([type=file]))');

/** Letters mean something there. On a button, a link or a message that was clicked they mean nothing. */
const takesLetters = (element: Element | null): boolean =>
  element?.matches('textarea, input:not([type=file]), select') === true;

/**
 * Keys that work wherever the focus is, as long as nothing lies over the page. `closePanel`: of one that was asked for, or of the
 * list of channels over the chat; undefined where none is open.
 */
export function useShortcuts(
  controller: Controller,
  show: (overlay: Overlay) => void,
  search: () => void,
  closePanel: (() => void) | undefined,
): void {
  useEffect(() => {
    const keys = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open], .menu')) return;
      const control = event.ctrlKey || event.metaKey;
      if (control && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        show({ kind: 'switcher' });
      } else if (control && event.key.toLowerCase() === 'f') {
        // The browser's own would find what is drawn at the moment, and no more.
        event.preventDefault();
        search();
        document.querySelector<HTMLElement>('.search-line input')?.focus();
      } else if (control && event.key === '/') {
        event.preventDefault();
        show({ kind: 'keys' });
      } else if (event.altKey && !control && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        event.preventDefault();
        const next = neighbour(controller.store.get(), event.key === 'ArrowDown' ? 1 : -1, event.shiftKey);
        if (next !== undefined) controller.open(next);
      } else if (event.key === 'Escape' && closePanel) {
        closePanel();
        composer()?.focus();
      } else if (event.key === 'Escape' && document.activeElement?.closest('.message-scroller, .channel-list')) {
        composer()?.focus();
      } else if (isLetter(event) && !takesLetters(document.activeElement)) {
        // Somebody simply types: the letter goes where they see the line to write in.
        composer()?.focus();
      }
    };
    addEventListener('keydown', keys);
    return () => {
      removeEventListener('keydown', keys);
    };
  }, [controller, show, closePanel]);
}
