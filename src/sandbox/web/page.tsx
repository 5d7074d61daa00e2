import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Composer } from './composer/composer.tsx';
import { invocablesOf } from './composer/invocable.ts';
import { NamesContext } from './markdown/names.ts';
import { plainName } from './markdown/visible-controls.ts';
import { ActContext } from './messages/act.ts';
import { DirectoryContext } from './messages/directory.ts';
import { MessageList } from './messages/message-list.tsx';
import { rowsOf } from './messages/rows.ts';
import { ModalForm } from './overlays/modal-form.tsx';
import { OpenOverlay, type Overlay } from './overlays/open-overlay.tsx';
import { Toasts } from './overlays/toasts.tsx';
import { OpenPanel } from './panels/open-panel.tsx';
import type { Message } from './protocol/shapes.ts';
import { ChannelHeader, type Panel } from './sidebar/channel-header.tsx';
import { Sidebar } from './sidebar/sidebar.tsx';
import { TypingLine } from './sidebar/typing-line.tsx';
import { WaitingLines } from './sidebar/waiting-line.tsx';
import type { Controller } from './state/controller.ts';
import { channelTitle, isDirect, personName } from './state/names-of.ts';
import { useStore } from './state/store.ts';
import { useAct } from './state/use-act.ts';
import { useDirectory, useNames } from './state/use-contexts.ts';
import { useShortcuts } from './state/use-shortcuts.ts';
import { useTheme } from './state/use-theme.ts';

interface Props {
  readonly controller: Controller;
  readonly become: (id: string) => void;
}

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
  const openUser = (id: string): void => {
    setOverlay({ kind: 'user', id });
  };
  const names = useNames(state, {
    user: openUser,
    channel: open,
    message: (channelId, messageId) => {
      controller.jump(channelId, messageId);
      setChannelsOpen(false);
    },
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
  const act = useAct(controller, state, setOverlay);
  useShortcuts(controller, setOverlay);
  useEffect(() => {
    document.title = `${channel ? `${plainName(channelTitle(channel))} · ` : ''}${plainName(state.guildName)} · Sandbox`;
  }, [channel, state.guildName]);
  useEffect(() => {
    addEventListener('focus', controller.markRead);
    return () => {
      removeEventListener('focus', controller.markRead);
    };
  }, [controller]);
  const nameOf = (id: string): string => personName(state, id) ?? 'Somebody';
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
  return (
    <NamesContext.Provider value={names}>
      <DirectoryContext.Provider value={directory}>
        <ActContext.Provider value={act}>
          <div
            class={['shell', channelsOpen && 'channels-open', panel && `with-${panel}`].filter(Boolean).join(' ')}
            data-connection={state.connection}
          >
            <Sidebar
              state={state}
              theme={theme}
              open={open}
              become={become}
              switchTheme={switchTheme}
              goTo={() => {
                setOverlay({ kind: 'switcher' });
              }}
            />
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
                show={setPanel}
                openChannels={() => {
                  setChannelsOpen(true);
                }}
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
                  channel={channel}
                  rows={rows}
                  me={state.me}
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
                title={channel ? plainName(channelTitle(channel)) : ''}
                noCommands={
                  channel && isDirect(channel)
                    ? 'Commands work in the server’s channels, not in direct messages: choose a channel on the left.'
                    : 'No app has a command here.'
                }
                place={`${state.me}${channel?.id ?? ''}`}
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
            <OpenPanel
              panel={panel}
              controller={controller}
              state={state}
              messages={messages}
              open={open}
              openUser={openUser}
              close={() => {
                setPanel(undefined);
              }}
            />
          </div>
          <OpenOverlay
            overlay={overlay}
            controller={controller}
            state={state}
            show={setOverlay}
            open={open}
            become={become}
          />
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
          <Toasts toasts={state.toasts} jump={controller.jump} />
        </ActContext.Provider>
      </DirectoryContext.Provider>
    </NamesContext.Provider>
  );
}
