import { ApplicationCommandType } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import type { ShownPicture } from '../messages/act.ts';
import type { Message } from '../protocol/shapes.ts';
import type { Controller } from '../state/controller.ts';
import { messageMenu } from '../state/message-menu.ts';
import type { PageState } from '../state/page-state.ts';
import { ContextMenu } from './context-menu.tsx';
import { EmojiPicker } from './emoji-picker.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import { Lightbox } from './lightbox.tsx';
import { QuickSwitcher } from './quick-switcher.tsx';
import { UserCard } from './user-card.tsx';

export type Overlay =
  | { readonly kind: 'menu'; readonly message: Message; readonly at: { readonly x: number; readonly y: number } }
  | { readonly kind: 'emoji'; readonly message: Message }
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'pictures'; readonly pictures: readonly ShownPicture[]; readonly first: number }
  | { readonly kind: 'switcher' }
  | { readonly kind: 'keys' };

interface Props {
  readonly overlay: Overlay | undefined;
  readonly controller: Controller;
  readonly state: PageState;
  readonly show: (overlay: Overlay | undefined) => void;
  readonly open: (channelId: string) => void;
  readonly become: (id: string) => void;
}

/** What lies over the page for a moment: a message's menu, the emojis, a person's card, a picture. */
export function OpenOverlay({ overlay, controller, state, show, open, become }: Props): JSX.Element | null {
  const close = (): void => {
    show(undefined);
  };
  switch (overlay?.kind) {
    case 'menu':
      return (
        <ContextMenu
          at={overlay.at}
          label="Message"
          groups={messageMenu(controller, overlay.message, () => {
            show({ kind: 'emoji', message: overlay.message });
          })}
          close={close}
        />
      );
    case 'emoji':
      return (
        <EmojiPicker
          close={close}
          pick={(emoji) => {
            close();
            controller.react(overlay.message, emoji, true);
          }}
        />
      );
    case 'user':
      return (
        <UserCard
          state={state}
          id={overlay.id}
          commands={state.commands.filter((command) => command.type === ApplicationCommandType.User)}
          use={(command) => {
            close();
            controller.useMenu(command, overlay.id);
          }}
          become={() => {
            close();
            become(overlay.id);
          }}
          close={close}
        />
      );
    case 'pictures':
      return <Lightbox pictures={overlay.pictures} first={overlay.first} close={close} />;
    case 'switcher':
      return <QuickSwitcher state={state} open={open} become={become} close={close} />;
    case 'keys':
      return <KeyboardHelp close={close} />;
    default:
      return null;
  }
}
