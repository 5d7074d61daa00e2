import { ApplicationCommandType } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Composer } from './composer/composer.tsx';
import { invocablesOf } from './composer/invocable.ts';
import { NamesContext } from './markdown/names.ts';
import { plainName } from './markdown/visible-controls.ts';
import { type Act, ActContext } from './messages/act.ts';
import { DirectoryContext } from './messages/directory.ts';
import { MessageList } from './messages/message-list.tsx';
import { rowsOf } from './messages/rows.ts';
import { ContextMenu } from './overlays/context-menu.tsx';
import { EmojiPicker } from './overlays/emoji-picker.tsx';
import { ModalForm } from './overlays/modal-form.tsx';
import { UserCard } from './overlays/user-card.tsx';
import { Members } from './panels/members.tsx';
import { Pins } from './panels/pins.tsx';
import { SidePanel } from './panels/side-panel.tsx';
import { Threads } from './panels/threads.tsx';
import { Workbench } from './panels/workbench.tsx';
import type { Message } from './protocol/shapes.ts';
import { ChannelHeader, type Panel } from './sidebar/channel-header.tsx';
import { ChannelList } from './sidebar/channel-list.tsx';
import { PersonSwitcher } from './sidebar/person-switcher.tsx';
import { TypingLine } from './sidebar/typing-line.tsx';
import { WaitingLines } from './sidebar/waiting-line.tsx';
import type { Controller } from './state/controller.ts';
import { messageMenu } from './state/message-menu.ts';
import { channelName, isThread, lastMessageOf, parentOf, personName } from './state/names-of.ts';
import { useStore } from './state/store.ts';
import { useDirectory, useNames } from './state/use-contexts.ts';
import { useTheme } from './state/use-theme.ts';

interface Props {
  readonly controller: Controller;
  readonly become: (id: string) => void;
}

type Overlay =
  | { readonly kind: 'menu'; readonly message: Message; readonly at: { readonly x: number; readonly y: number } }
  | { readonly kind: 'emoji'; readonly message: Message }
  | { readonly kind: 'user'; readonly id: string };

const NO_MESSAGES: readonly Message[] = [];

export function Page({ controller, become }: Props): JSX.Element {
  const state = useStore(controller.store, (all) => all);
  const [theme, switchTheme] = useTheme();
  const [panel, setPanel] = useState<Panel | undefined>(() => (innerWidth > 1100 ? 'members' : undefined));
  const [channelsOpen, setChannelsOpen] = useState(false);
  const [overlay, setOverlay] = useState<Overlay>();
  const [wanted, setWanted] = useState<string>();
  const channel = state.selected === undefined ? undefined : state.channels[state.selected];
  const messages = (channel && state.messages[channel.id]?.items) ?? NO_MESSAGES;
  const myRoles = state.members[state.me]?.roles ?? [];
  const rows = useMemo(
    () => rowsOf(messages, state.me, myRoles, state.readBefore),
    [messages, state.me, myRoles, state.readBefore],
  );
  const directory = useDirectory(state);
  const open = (id: string): void => {
    controller.open(id);
    setChannelsOpen(false);
  };
  const names = useNames(state, {
    user: (id) => {
      setOverlay({ kind: 'user', id });
    },
    channel: open,
    command: (name) => {
      setWanted(undefined);
      setTimeout(() => {
        setWanted(name);
      });
    },
  });
  const invocables = useMemo(
    () => invocablesOf(state.commands, (id) => personName(state, id) ?? 'app'),
    [state.commands, state.members],
  );
  const busyKeys = state.waiting
    .filter((item) => item.kind === 'component' && item.state === 'sent')
    .map((item) => item.what)
    .join('\n');
  const act = useMemo(
    (): Act => ({
      me: state.me,
      busy: new Set(busyKeys.split('\n')),
      press: controller.press,
      react: (message, emoji, mine) => {
        controller.react(message, emoji, !mine);
      },
      menu: (message, at) => {
        setOverlay({ kind: 'menu', message, at });
      },
      reply: (message) => {
        controller.set({ replyTo: message, editing: undefined });
      },
      edit: (message) => {
        controller.set({ editing: message, replyTo: undefined });
      },
      pickEmoji: (message) => {
        setOverlay({ kind: 'emoji', message });
      },
      openUser: (id) => {
        setOverlay({ kind: 'user', id });
      },
      jump: (messageId) => {
        controller.jump(controller.store.get().selected ?? '', messageId);
      },
    }),
    [controller, state.me, busyKeys],
  );
  useEffect(() => {
    document.title = `${channel ? `#${plainName(channelName(channel))} · ` : ''}${plainName(state.guildName)} · Sandbox`;
  }, [channel, state.guildName]);
  useEffect(() => {
    addEventListener('focus', controller.markRead);
    return () => {
      removeEventListener('focus', controller.markRead);
    };
  }, [controller]);
  const close = (): void => {
    setOverlay(undefined);
  };
  const nameOf = (id: string): string => personName(state, id) ?? 'Somebody';
  const closePanel = (): void => {
    setPanel(undefined);
  };
  const context = state.editing
    ? {
        text: 'Editing your message',
        cancel: () => {
          controller.set({ editing: undefined });
        },
      }
    : state.replyTo
      ? {
          text: `Answering ${plainName(nameOf(state.replyTo.author.id))}`,
          cancel: () => {
            controller.set({ replyTo: undefined });
          },
        }
      : undefined;
  const archived =
    channel && 'thread_metadata' in channel && channel.thread_metadata?.locked ? 'This thread is locked.' : undefined;
  const threadParent = channel && isThread(channel) ? parentOf(channel) : channel?.id;
  return (
    <NamesContext.Provider value={names}>
      <DirectoryContext.Provider value={directory}>
        <ActContext.Provider value={act}>
          <div
            class={['shell', channelsOpen && 'channels-open', panel && `with-${panel}`].filter(Boolean).join(' ')}
            data-connection={state.connection}
          >
            <div class="sidebar">
              <header class="guild-header">
                <span class="guild-mark" aria-hidden="true">
                  {plainName(state.guildName).slice(0, 1)}
                </span>
                <b>
                  <bdi>{plainName(state.guildName)}</bdi>
                </b>
                <small>local sandbox</small>
              </header>
              <ChannelList state={state} open={open} />
              <PersonSwitcher state={state} become={become} />
            </div>
            <button
              type="button"
              class="scrim"
              aria-label="Close the channel list"
              onClick={() => {
                setChannelsOpen(false);
              }}
            />
            <main class="chat">
              <ChannelHeader
                channel={channel}
                panel={panel}
                theme={theme}
                show={setPanel}
                openChannels={() => {
                  setChannelsOpen(true);
                }}
                switchTheme={switchTheme}
              />
              {state.connection === 'lost' && (
                <p class="connection" role="alert">
                  <span class="dots" aria-hidden="true" /> The connection to the sandbox is lost; trying again…
                </p>
              )}
              {state.missed > 0 && (
                <button
                  type="button"
                  class="connection missed"
                  onClick={() => {
                    controller.set({ missed: 0 });
                  }}
                >
                  {state.missed} {state.missed === 1 ? 'message' : 'messages'} came while the connection was lost: below
                  the line “New”. <u>Dismiss</u>
                </button>
              )}
              {channel ? (
                <MessageList
                  key={`${state.me}${channel.id}`}
                  label={`Messages in #${plainName(channelName(channel))}`}
                  channelName={`#${plainName(channelName(channel))}`}
                  rows={rows}
                  hasOlder={state.messages[channel.id]?.hasOlder ?? false}
                  target={state.target}
                  loadOlder={controller.loadOlder}
                  atEnd={controller.markRead}
                />
              ) : (
                <div class="message-scroller empty">
                  {state.connection === 'connecting' ? 'Connecting…' : 'Choose a channel on the left.'}
                </div>
              )}
              <WaitingLines waiting={state.waiting.filter((item) => item.channelId === state.selected)} />
              <Composer
                key={`composer${state.me}${channel?.id ?? ''}`}
                channelName={channel ? channelName(channel) : ''}
                invocables={invocables}
                context={context}
                editing={state.editing ? { id: state.editing.id, text: state.editing.content } : undefined}
                disabled={archived}
                wanted={wanted}
                send={controller.send}
                run={controller.run}
                suggest={controller.suggest}
                begin={controller.refreshCommands}
                complain={controller.say}
                typing={() => {
                  if (channel) controller.control.typing(channel.id).catch(() => undefined);
                }}
                editLast={() => {
                  const mine = messages.findLast((message) => message.author.id === state.me);
                  if (mine) controller.set({ editing: mine });
                }}
              />
              <TypingLine typing={(channel && state.typing[channel.id]) ?? {}} nameOf={nameOf} />
            </main>
            {panel === 'members' && (
              <SidePanel title="Members" close={closePanel}>
                <Members
                  state={state}
                  openUser={(id) => {
                    setOverlay({ kind: 'user', id });
                  }}
                />
              </SidePanel>
            )}
            {panel === 'pins' && channel && (
              <SidePanel title="Pinned messages" wide close={closePanel}>
                <Pins
                  load={() => controller.control.pins(channel.id)}
                  changed={`${state.me}${channel.id}${messages.map((message) => (message.pinned ? message.id : '')).join('')}`}
                />
              </SidePanel>
            )}
            {panel === 'threads' && channel && threadParent !== undefined && (
              <SidePanel title="Threads" close={closePanel}>
                <Threads
                  changed={`${threadParent}${Object.keys(state.channels).length}${lastMessageOf(channel) ?? ''}`}
                  load={() => controller.control.threads(threadParent)}
                  open={(thread) => {
                    controller.set({ channels: { ...controller.store.get().channels, [thread.id]: thread } });
                    open(thread.id);
                  }}
                  start={(name) => {
                    controller.attempt(controller.control.startThread(threadParent, undefined, name));
                  }}
                />
              </SidePanel>
            )}
            {panel === 'workbench' && (
              <SidePanel title="Workbench" wide close={closePanel}>
                <Workbench control={controller.control} />
              </SidePanel>
            )}
          </div>
          {overlay?.kind === 'menu' && (
            <ContextMenu
              at={overlay.at}
              label="Message"
              groups={messageMenu(controller, overlay.message, () => {
                setOverlay({ kind: 'emoji', message: overlay.message });
              })}
              close={close}
            />
          )}
          {overlay?.kind === 'emoji' && (
            <EmojiPicker
              close={close}
              pick={(emoji) => {
                close();
                controller.react(overlay.message, emoji, true);
              }}
            />
          )}
          {overlay?.kind === 'user' && (
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
          )}
          {state.modal && (
            <ModalForm
              key={state.modal.interactionId}
              modal={state.modal.modal}
              busy={state.modal.busy}
              failure={state.modal.failure}
              submit={controller.submitModal}
              close={() => {
                controller.set({ modal: undefined });
              }}
            />
          )}
          <div class="toasts" role="status" aria-live="polite">
            {state.toasts.map((toast) => (
              <p key={toast.key} class={toast.tone}>
                {plainName(toast.text)}
              </p>
            ))}
          </div>
        </ActContext.Provider>
      </DirectoryContext.Provider>
    </NamesContext.Provider>
  );
}
