import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { Chat } from './chat.tsx';
import { NamesContext } from './markdown/names.ts';
import { plainName } from './markdown/visible-controls.ts';
import { ActContext } from './messages/act.ts';
import { DirectoryContext } from './messages/directory-context.ts';
import { ModalForm } from './overlays/modal-form.tsx';
import { OpenOverlay, type Overlay } from './overlays/open-overlay.tsx';
import { Toasts } from './overlays/toasts.tsx';
import { OpenPanel } from './panels/open-panel.tsx';
import type { Message } from './protocol/shapes.ts';
import { Sidebar } from './sidebar/sidebar.tsx';
import type { Controller } from './state/controller.ts';
import { channelTitle } from './state/names-of.ts';
import { useStore } from './state/store.ts';
import { useAct } from './state/use-act.ts';
import { useDirectory, useNames } from './state/use-contexts.ts';
import { useHistory } from './state/use-history.ts';
import { useChannelDrawer } from './state/use-channel-drawer.ts';
import { isRoomForPanel, usePanel } from './state/use-panel.ts';
import { useShortcuts } from './state/use-shortcuts.ts';
import { useTheme } from './state/use-theme.ts';

interface Props {
  readonly controller: Controller;
  readonly become: (id: string) => void;
  readonly enter: (guildId: string) => void;
}

const NO_MESSAGES: readonly Message[] = [];

/** Channels on the left, the open one in the middle, a panel beside it, and what lies over all of it for a moment. */
export function Page({ controller, become, enter }: Props): JSX.Element {
  const state = useStore(controller.store, (all) => all);
  const [theme, switchTheme] = useTheme();
  const [channelsOpen, setChannelsOpen] = useChannelDrawer();
  const [overlay, setOverlay] = useState<Overlay>();
  const [wanted, setWanted] = useState<string>();
  const channel = state.selected === undefined ? undefined : state.channels[state.selected];
  const [panel, setPanel] = usePanel(channel);
  const messages = (channel && state.messages[channel.id]?.items) ?? NO_MESSAGES;
  const directory = useDirectory(state);
  const closeChannels = useCallback(() => {
    setChannelsOpen(false);
  }, [setChannelsOpen]);
  const open = (id: string): void => {
    controller.open(id);
    closeChannels();
  };
  const jump = (channelId: string, messageId: string): void => {
    controller.jump(channelId, messageId);
    closeChannels();
  };
  const openUser = (id: string): void => {
    setOverlay({ kind: 'user', id });
  };
  const names = useNames(state, {
    user: openUser,
    channel: open,
    message: jump,
    command: (name) => {
      setWanted(undefined);
      setTimeout(() => {
        setWanted(name);
      });
    },
  });
  const act = useAct(controller, state, setOverlay);
  useHistory(controller);
  const closePanel = useCallback(() => {
    setPanel(undefined);
  }, [setPanel]);
  useShortcuts(
    controller,
    setOverlay,
    () => {
      setPanel('search');
    },
    channelsOpen
      ? closeChannels
      : panel === undefined || (panel === 'members' && isRoomForPanel())
        ? undefined
        : closePanel,
  );
  useEffect(() => {
    document.title = `${channel ? `${plainName(channelTitle(channel))} · ` : ''}${plainName(state.guildName)} · Sandbox`;
  }, [channel, state.guildName]);
  useEffect(() => {
    addEventListener('focus', controller.markRead);
    return () => {
      removeEventListener('focus', controller.markRead);
    };
  }, [controller]);
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
              enter={enter}
              switchTheme={switchTheme}
              goTo={() => {
                setOverlay({ kind: 'switcher' });
              }}
            />
            <button type="button" class="scrim" aria-label="Close the channel list" onClick={closeChannels} />
            <Chat
              controller={controller}
              state={state}
              channel={channel}
              messages={messages}
              panel={panel}
              show={setPanel}
              openChannels={() => {
                setChannelsOpen(true);
              }}
              wanted={wanted}
            />
            <OpenPanel
              panel={panel}
              controller={controller}
              state={state}
              open={open}
              openUser={openUser}
              close={closePanel}
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
