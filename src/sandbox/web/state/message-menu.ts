import { ApplicationCommandType } from 'discord-api-types/v10';
import { isEditable } from '../messages/editable.ts';
import type { MenuEntry } from '../overlays/context-menu.tsx';
import type { Message } from '../protocol/shapes.ts';
import type { Controller } from './controller.ts';
import { mayWith } from './may.ts';
import { isEphemeral } from '../messages/is-ephemeral.ts';

/** What a message's context menu offers this person. */
export function messageMenu(
  controller: Controller,
  message: Message,
  pickEmoji: () => void,
): readonly (readonly MenuEntry[])[] {
  const { store, control, attempt, set } = controller;
  const state = store.get();
  const ephemeral = isEphemeral(message);
  const may = mayWith(state, message);
  const editable = isEditable(message, state.me);
  const channel = message.channel_id;
  const copy = (text: string): void => {
    attempt(navigator.clipboard.writeText(text));
  };
  const apps = state.commands
    .filter((command) => command.type === ApplicationCommandType.Message)
    .map((command): MenuEntry => ({
      label: command.name,
      hint: 'app',
      run: () => {
        controller.useMenu(command, message.id);
      },
    }));
  if (ephemeral) {
    return [
      [
        {
          label: 'Dismiss',
          run: () => {
            attempt(control.remove(channel, message.id));
          },
        },
      ],
      [
        {
          label: 'Copy text',
          run: () => {
            copy(message.content);
          },
        },
      ],
    ];
  }
  const entry = (offered: boolean, label: string, run: () => void): readonly MenuEntry[] =>
    offered ? [{ label, run }] : [];
  return [
    [
      ...entry(may.react, 'Add a reaction', pickEmoji),
      ...entry(may.send, 'Reply', () => {
        set({ replyTo: message, editing: undefined });
      }),
      ...entry(editable, 'Edit', () => {
        set({ editing: message, replyTo: undefined });
      }),
      ...entry(may.pin, message.pinned ? 'Unpin' : 'Pin', () => {
        attempt(control.pin(channel, message.id, !message.pinned));
      }),
      ...entry(may.startThread && !message.thread && !state.channels[message.id], 'Start a thread', () => {
        attempt(
          control.startThread(channel, message.id, message.content.slice(0, 60) || 'Thread').then((thread) => {
            if (thread) controller.openThread(thread);
          }),
        );
      }),
    ],
    apps,
    [
      {
        label: 'Copy text',
        run: () => {
          copy(message.content);
        },
      },
      {
        label: 'Copy link',
        run: () => {
          copy(`${location.origin}/channels/${state.guildId}/${channel}/${message.id}`);
        },
      },
      {
        label: 'Copy id',
        run: () => {
          copy(message.id);
        },
      },
    ],
    message.author.id === state.me || may.deleteOthers
      ? [
          {
            label: 'Delete',
            danger: true,
            run: () => {
              attempt(control.remove(channel, message.id));
            },
          },
        ]
      : [],
  ];
}
