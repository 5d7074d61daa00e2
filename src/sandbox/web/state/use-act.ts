import { useMemo } from 'preact/hooks';
import type { Act } from '../messages/act.ts';
import type { Overlay } from '../overlays/open-overlay.tsx';
import type { Controller } from './controller.ts';
import { mayIn, mayWith } from './may.ts';
import type { PageState } from './page-state.ts';

/** What can be done with a message; the same object as long as nothing that it says has changed. */
export function useAct(controller: Controller, state: PageState, show: (overlay: Overlay) => void): Act {
  const busyKeys = state.waiting
    .filter((item) => item.kind === 'component' && item.state === 'sent')
    .map((item) => item.what)
    .join('\n');
  const granted = JSON.stringify(mayIn(state, state.channels[state.selected ?? '']));
  return useMemo(
    (): Act => ({
      me: state.me,
      may: (message) => mayWith(controller.store.get(), message),
      busy: new Set(busyKeys.split('\n')),
      press: controller.press,
      react: (message, emoji, mine) => {
        controller.react(message, emoji, !mine);
      },
      reactors: (message, emoji) => controller.control.reactors(message.id, emoji),
      menu: (message, at) => {
        show({ kind: 'menu', message, at });
      },
      reply: (message) => {
        controller.set({ replyTo: message, editing: undefined });
      },
      edit: (message) => {
        controller.set({ editing: message, replyTo: undefined });
      },
      pickEmoji: (message) => {
        show({ kind: 'emoji', message });
      },
      openUser: (id) => {
        show({ kind: 'user', id });
      },
      showPictures: (pictures, first) => {
        show({ kind: 'pictures', pictures, first });
      },
      openThread: controller.openThread,
      jump: (messageId, channelId) => {
        controller.jump(channelId ?? controller.store.get().selected ?? '', messageId);
      },
    }),
    [controller, state.me, busyKeys, granted, show],
  );
}
