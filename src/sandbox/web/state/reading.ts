import { later } from '../messages/rows.ts';
import type { ChannelMessages, Control } from '../protocol/control.ts';
import type { Channel, Message } from '../protocol/shapes.ts';
import { addressOf } from './address.ts';
import { applyEvent, type GatewayEvent } from './apply-event.ts';
import type { Incoming } from './incoming.ts';
import { lastMessageOf } from './names-of.ts';
import type { Notices } from './notices.ts';
import type { PageState } from './page-state.ts';
import { rememberRead } from './read-marks.ts';
import { change, type Store } from './store.ts';

/** A channel that is only passed by is not read. */
const LOOKED_AT_MS = 400;

const isNoNewMessage = ({ t }: GatewayEvent): boolean => t !== 'MESSAGE_CREATE';

/** Which channel is open, what of it is there, and how far it was read. */
export interface Reading {
  readonly open: (channelId: string) => void;
  /** To a channel that was open before; nothing where there is none such. */
  readonly back: (channelId: string) => void;
  /** A thread of which the gateway may not have told yet: it is known from here on. */
  readonly openThread: (thread: Channel) => void;
  /** The newest messages of a channel, anew. */
  readonly load: (channelId: string) => Promise<void>;
  readonly loadOlder: () => void;
  readonly jump: (channelId: string, messageId: string) => void;
  readonly markRead: () => void;
}

export function createReading(
  {
    store,
    control,
    incoming,
    attempt,
  }: {
    readonly store: Store<PageState>;
    readonly control: Control;
    readonly incoming: Incoming;
  } & Pick<Notices, 'attempt'>,
  refreshCommands: () => void,
): Reading {
  const set = change(store);
  let loading = false;
  /** The same state with these messages in the place of those that are here, and what came behind them. */
  const withMessages = (
    state: PageState,
    channelId: string,
    messages: ChannelMessages,
    behind: readonly GatewayEvent[],
  ): PageState => {
    const placed = { ...state, messages: { ...state.messages, [channelId]: messages } };
    return { ...state, messages: behind.reduce(applyEvent, placed).messages };
  };
  const replace = async (channelId: string, ask: () => Promise<ChannelMessages>): Promise<readonly Message[]> => {
    const { answer, behind } = await incoming.during(ask);
    store.set((state) => withMessages(state, channelId, answer, behind));
    return answer.items;
  };
  const load = async (channelId: string): Promise<void> => {
    await replace(channelId, () => control.messages(channelId, undefined));
  };
  const markRead = (): void => {
    const state = store.get();
    const channel = state.selected === undefined ? undefined : state.channels[state.selected];
    const last = channel && lastMessageOf(channel);
    if (!channel || last === undefined || document.hidden || !document.hasFocus()) return;
    const marked = state.read[channel.id];
    if (marked !== undefined && !later(last, marked) && !state.mentionCounts[channel.id]) return;
    rememberRead(state.me, channel.id, last);
    set({ read: { ...state.read, [channel.id]: last }, mentionCounts: { ...state.mentionCounts, [channel.id]: 0 } });
  };
  const select = (channelId: string, goingBack = false): boolean => {
    const state = store.get();
    if (!state.channels[channelId]) return false;
    set({
      selected: channelId,
      readBefore: state.read[channelId] ?? '0',
      replyTo: undefined,
      editing: undefined,
      target: undefined,
      toasts: state.toasts.filter(({ about }) => about?.channelId !== channelId),
    });
    const isStep = !goingBack && state.selected !== undefined && state.selected !== channelId;
    history[isStep ? 'pushState' : 'replaceState'](null, '', `${addressOf(state.me)}#${channelId}`);
    refreshCommands();
    setTimeout(markRead, LOOKED_AT_MS);
    return true;
  };
  const open = (channelId: string): void => {
    if (select(channelId)) attempt(load(channelId));
  };
  return {
    open,
    back(channelId) {
      if (channelId !== store.get().selected && select(channelId, true)) attempt(load(channelId));
    },
    openThread(thread) {
      store.set((state) => ({ ...state, channels: { ...state.channels, [thread.id]: thread } }));
      open(thread.id);
    },
    load,
    markRead,
    loadOlder() {
      const { selected, messages } = store.get();
      const known = selected === undefined ? undefined : messages[selected];
      if (loading || selected === undefined || !known?.hasOlder) return;
      loading = true;
      attempt(
        incoming
          .during(() => control.messages(selected, known.items[0]?.id))
          .then(({ answer, behind }) => {
            store.set((state) => {
              const now = state.messages[selected];
              if (!now) return state;
              const older = withMessages(state, selected, answer, behind.filter(isNoNewMessage)).messages[selected];
              const items = [...(older?.items ?? []), ...now.items];
              return {
                ...state,
                messages: { ...state.messages, [selected]: { items, hasOlder: answer.hasOlder, seq: now.seq } },
              };
            });
          })
          .finally(() => {
            loading = false;
          }),
      );
    },
    jump(channelId, messageId) {
      const state = store.get();
      if (state.selected !== channelId && !select(channelId)) return;
      if (state.messages[channelId]?.items.some((item) => item.id === messageId)) {
        // Drawn in between: a second jump to the same message is one, too.
        set({ target: undefined });
        setTimeout(() => {
          set({ target: messageId });
        });
        return;
      }
      attempt(
        replace(channelId, () => control.around(channelId, messageId)).then((items) => {
          // An interaction that was answered to one person alone has no message: the next one then.
          const target = items.find((item) => !later(messageId, item.id)) ?? items.at(-1);
          if (store.get().selected === channelId) set({ target: target?.id });
        }),
      );
    },
  };
}
