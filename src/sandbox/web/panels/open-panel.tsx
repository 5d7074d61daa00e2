import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Frame } from '../protocol/control.ts';
import type { Panel } from '../sidebar/channel-header.tsx';
import type { Controller } from '../state/controller.ts';
import { channelName, channelTitle, isArchived, isThread, lastMessageOf, parentOf } from '../state/names-of.ts';
import { mayIn } from '../state/may.ts';
import type { PageState } from '../state/page-state.ts';
import { isRoomForPanel } from '../state/use-panel.ts';
import { Members } from './members.tsx';
import { Pins } from './pins.tsx';
import { Search } from './search.tsx';
import { SidePanel } from './side-panel.tsx';
import { Threads } from './threads.tsx';
import { Workbench } from './workbench.tsx';

interface Props {
  readonly panel: Panel | undefined;
  readonly controller: Controller;
  readonly state: PageState;
  readonly open: (channelId: string) => void;
  readonly openUser: (id: string) => void;
  readonly close: () => void;
}

const placeName = (state: PageState, channelId: string): string => {
  const channel = state.channels[channelId];
  return channel ? channelTitle(channel) : 'its channel';
};

/** What is shown of a channel's threads, as far as it is known: the sandbox counts their messages. */
const threadsOf = (state: PageState, parent: string): readonly unknown[] =>
  Object.values(state.channels)
    .filter((channel) => isThread(channel) && parentOf(channel) === parent)
    .map((thread) => [
      thread.id,
      channelName(thread),
      isArchived(thread),
      lastMessageOf(thread),
      state.changes[thread.id],
    ]);

/** The panel beside the chat that was asked for, if any. */
export function OpenPanel({ panel, controller, state, open, openUser, close }: Props): JSX.Element | null {
  const channel = state.selected === undefined ? undefined : state.channels[state.selected];
  const cleared = useRef<Frame | undefined>(undefined);
  const gone = (): void => {
    if (!isRoomForPanel()) close();
  };
  if (panel === 'members')
    return (
      <SidePanel title="Members" close={close}>
        <Members state={state} openUser={openUser} />
      </SidePanel>
    );
  if (panel === 'search')
    return (
      <SidePanel title="Search" wide close={close}>
        <Search
          find={controller.control.search}
          changed={JSON.stringify(state.changes)}
          placeOf={(id) => placeName(state, id)}
          gone={gone}
        />
      </SidePanel>
    );
  if (panel === 'workbench')
    return (
      <SidePanel title="Workbench" wide close={close}>
        <Workbench control={controller.control} connected={state.connection === 'open'} cleared={cleared} />
      </SidePanel>
    );
  if (panel === undefined || !channel) return null;
  if (panel === 'pins')
    return (
      <SidePanel title="Pinned messages" wide close={close}>
        <Pins
          key={channel.id}
          gone={gone}
          load={() => controller.control.pins(channel.id)}
          changed={`${state.me}${state.connection}${channel.id} ${state.changes[channel.id] ?? 0}`}
        />
      </SidePanel>
    );
  const parent = isThread(channel) ? parentOf(channel) : channel.id;
  if (parent === undefined) return null;
  return (
    <SidePanel title="Threads" close={close}>
      <Threads
        key={parent}
        changed={JSON.stringify([state.me, state.connection, parent, threadsOf(state, parent)])}
        load={() => controller.control.threads(parent)}
        open={(thread) => {
          controller.openThread(thread);
          open(thread.id);
        }}
        start={
          mayIn(state, state.channels[parent]).startThread
            ? (name) => {
                controller.attempt(controller.control.startThread(parent, undefined, name));
              }
            : undefined
        }
      />
    </SidePanel>
  );
}
