import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { Composer } from './composer/composer.tsx';
import type { Context } from './composer/composer-context.tsx';
import { invocablesOf } from './composer/invocable.ts';
import { nameInSentence } from './markdown/visible-controls.ts';
import { Arrivals } from './messages/arrivals.tsx';
import { isEditable } from './messages/editable.ts';
import { MessageList } from './messages/message-list.tsx';
import { type Rows, rowsOf } from './messages/rows.ts';
import { ConnectionNotice } from './overlays/connection-notice.tsx';
import type { Channel, Message } from './protocol/shapes.ts';
import { ChannelHeader, type Panel } from './sidebar/channel-header.tsx';
import { TypingLine } from './sidebar/typing-line.tsx';
import { WaitingLines } from './sidebar/waiting-line.tsx';
import type { Controller } from './state/controller.ts';
import { channelTitle, isDirect, personName } from './state/names-of.ts';
import { mayIn } from './state/may.ts';
import type { PageState } from './state/page-state.ts';

interface Props {
  readonly controller: Controller;
  readonly state: PageState;
  readonly channel: Channel | undefined;
  readonly messages: readonly Message[];
  readonly panel: Panel | undefined;
  readonly show: (panel: Panel | undefined) => void;
  readonly openChannels: () => void;
  /** A command that was asked for elsewhere, by a mention of it. */
  readonly wanted: string | undefined;
}

const NO_PERMISSION = 'You do not have permission to send messages in this channel.';
const NO_COMMANDS = 'No app has a command here.';
const NO_COMMANDS_IN_DIRECT =
  'Commands work in the server’s channels, not in direct messages: choose a channel on the left.';

/** What the next message is about, with a way out of it. */
function contextOf({ set }: Controller, state: PageState): Context | undefined {
  const { editing, replyTo, replyPings } = state;
  if (!editing && !replyTo) return undefined;
  const name = nameInSentence((replyTo && personName(state, replyTo.author.id)) ?? 'Somebody');
  return {
    text: editing ? 'Editing your message' : `Answering ${name}`,
    cancel() {
      set({ editing: undefined, replyTo: undefined, replyPings: true });
    },
    ...(replyTo &&
      replyTo.author.id !== state.me && {
        ping: {
          on: replyPings,
          name,
          set: (on: boolean) => {
            set({ replyPings: on });
          },
        },
      }),
  };
}

/** The open channel: its header, what was said in it, and the line to write in. */
export function Chat({ controller, state, channel, messages, panel, show, openChannels, wanted }: Props): JSX.Element {
  const myRoles = state.members[state.me]?.roles ?? [];
  const drawn = useRef<Rows | undefined>(undefined);
  const { rows } = useMemo(
    () => (drawn.current = rowsOf({ messages, me: state.me, myRoles, readUpTo: state.readBefore }, drawn.current)),
    [messages, state.me, myRoles, state.readBefore],
  );
  const invocables = useMemo(
    () => invocablesOf(state.commands, (id) => personName(state, id) ?? 'app'),
    [state.commands, state.members],
  );
  const place = `${state.me}${channel?.id ?? ''}`;
  const may = mayIn(state, channel);
  const locked =
    channel && 'thread_metadata' in channel && channel.thread_metadata?.locked ? 'This thread is locked.' : undefined;
  // One's own messages are edited wherever they are read.
  const silent = channel && !may.send && !state.editing ? NO_PERMISSION : undefined;
  return (
    <main class="chat">
      <ChannelHeader channel={channel} panel={panel} show={show} openChannels={openChannels} />
      <ConnectionNotice
        connection={state.connection}
        missed={state.missed}
        dismiss={() => {
          controller.set({ missed: 0 });
        }}
      />
      {channel ? (
        <MessageList
          key={place}
          channel={channel}
          rows={rows}
          me={state.me}
          hasOlder={state.messages[channel.id]?.hasOlder ?? false}
          readBefore={state.readBefore}
          target={state.target}
          loadOlder={controller.loadOlder}
          atEnd={controller.markRead}
        />
      ) : (
        <div class="message-scroller empty">
          {state.connection === 'connecting' ? 'Connecting…' : 'Choose a channel on the left.'}
        </div>
      )}
      <Arrivals key={`arrivals${place}`} messages={channel && state.messages[channel.id]?.items} me={state.me} />
      <WaitingLines waiting={state.waiting.filter((item) => item.channelId === state.selected)} />
      <Composer
        key={`composer${place}`}
        title={channel ? nameInSentence(channelTitle(channel)) : ''}
        noCommands={channel && isDirect(channel) ? NO_COMMANDS_IN_DIRECT : NO_COMMANDS}
        place={place}
        invocables={invocables}
        context={contextOf(controller, state)}
        editing={state.editing ? { id: state.editing.id, text: state.editing.content } : undefined}
        disabled={locked ?? silent}
        mayAttach={may.attach}
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
          const mine = messages.findLast((message) => isEditable(message, state.me));
          if (mine) controller.set({ editing: mine });
        }}
      />
      <TypingLine
        typing={(channel && state.typing[channel.id]) ?? {}}
        nameOf={(id) => personName(state, id) ?? 'Somebody'}
      />
    </main>
  );
}
