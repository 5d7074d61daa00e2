import { ChannelType } from 'discord-api-types/v10';
import { type Invocable } from '../composer/invocable.ts';
import type { OptionValue } from '../composer/command-values.ts';
import { later } from '../messages/rows.ts';
import type { Answered, Control } from '../protocol/control.ts';
import type { EventStream } from '../protocol/event-stream.ts';
import type { Channel, Choice, Command, Message } from '../protocol/shapes.ts';
import type { Answer } from '../overlays/modal-fields.tsx';
import { fieldsOf } from '../overlays/modal-answers.ts';
import { applyEvent } from './apply-event.ts';
import { emptyState, type PageState, type Waiting } from './page-state.ts';
import { channelName, isThread, lastMessageOf, personName } from './names-of.ts';
import { rememberRead, rememberedRead } from './read-marks.ts';
import { sandboxTimeIs } from './sandbox-time.ts';
import { createStore, type Store } from './store.ts';

const sentence = (error: unknown): string => (error instanceof Error ? error.message : 'It did not work.');

/** Everything that the page does; the state that it shows is `store`. */
export interface Controller {
  readonly store: Store<PageState>;
  readonly control: Control;
  readonly open: (channelId: string) => void;
  readonly jump: (channelId: string, messageId: string) => void;
  readonly loadOlder: () => void;
  /** Asks what can be used here: bots change their commands at any time. */
  readonly refreshCommands: () => void;
  readonly markRead: () => void;
  readonly send: (text: string, files: readonly File[]) => void;
  readonly run: (invocable: Invocable, values: readonly OptionValue[], files: Readonly<Record<string, File>>) => void;
  readonly suggest: (
    invocable: Invocable,
    option: string,
    values: readonly OptionValue[],
    typed: string,
  ) => Promise<readonly Choice[]>;
  readonly press: (message: Message, customId: string, componentType: number, values?: readonly string[]) => void;
  readonly useMenu: (command: Command, targetId: string) => void;
  readonly submitModal: (answers: Readonly<Record<string, Answer>>) => void;
  readonly react: (message: Message, emoji: string, on: boolean) => void;
  readonly set: (change: Partial<PageState>) => void;
  readonly attempt: (what: Promise<unknown>) => void;
  readonly say: (text: string, tone?: 'plain' | 'bad') => void;
  readonly close: () => void;
}

export function createController(
  me: string,
  control: Control,
  connect: (
    from: number,
    on: {
      event: (event: { seq: number; t: string; d: unknown }) => void;
      state: (state: PageState['connection']) => void;
    },
  ) => EventStream,
): Controller {
  const store = createStore<PageState>(emptyState(me));
  const set = (change: Partial<PageState>): void => {
    store.set((state) => ({ ...state, ...change }));
  };
  let toastKey = 0;
  let waitingKey = 0;
  let stream: EventStream | undefined;
  let closed = false;
  let live = false;

  const say = (text: string, tone: 'plain' | 'bad' = 'plain'): void => {
    const key = ++toastKey;
    store.set((state) => ({ ...state, toasts: [...state.toasts.slice(-3), { key, text, tone }] }));
    setTimeout(() => {
      store.set((state) => ({ ...state, toasts: state.toasts.filter((toast) => toast.key !== key) }));
    }, 6000);
  };
  const attempt = (what: Promise<unknown>): void => {
    what.catch((error: unknown) => {
      say(sentence(error), 'bad');
    });
  };
  const load = async (channelId: string): Promise<void> => {
    const { items, hasOlder } = await control.messages(channelId, undefined);
    store.set((state) => {
      // Ephemeral messages exist here only: a reload of the channel does not bring them back.
      const own = (state.messages[channelId]?.items ?? []).filter(
        (item) => Number(item.flags ?? 0) & 64 && !items.some((other) => other.id === item.id),
      );
      const merged = [...items, ...own].sort((a, b) => (later(a.id, b.id) ? 1 : -1));
      return { ...state, messages: { ...state.messages, [channelId]: { items: merged, hasOlder } } };
    });
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
  let asked = '';
  const refreshCommands = (): void => {
    const { selected } = store.get();
    if (selected === undefined) return;
    attempt(
      control.commands(selected).then((commands) => {
        const text = JSON.stringify(commands);
        if (text === asked) return;
        asked = text;
        set({ commands });
      }),
    );
  };
  const open = (channelId: string): void => {
    const state = store.get();
    if (!state.channels[channelId]) return;
    set({
      selected: channelId,
      readBefore: state.read[channelId] ?? '0',
      replyTo: undefined,
      editing: undefined,
      target: undefined,
    });
    history.replaceState(null, '', `?as=${state.me}#${channelId}`);
    attempt(load(channelId));
    refreshCommands();
    setTimeout(markRead, 400);
  };
  const snapshot = async (): Promise<number> => {
    const shot = await control.snapshot(me === '' ? undefined : me);
    sandboxTimeIs(shot.nowMs);
    const remembered = rememberedRead(shot.me);
    store.set((state) => ({
      ...state,
      me: shot.me,
      guildId: shot.guild.id,
      guildName: shot.guild.name,
      ownerId: shot.guild.ownerId,
      roles: Object.fromEntries(shot.roles.map((role) => [role.id, role])),
      members: Object.fromEntries(shot.members.map((member) => [member.user.id, member])),
      channels: Object.fromEntries(shot.channels.map((channel) => [channel.id, channel])),
      commands: shot.commands,
      // What stood there before this person's first look is not news.
      read: Object.fromEntries(
        shot.channels.map((channel) => [
          channel.id,
          state.read[channel.id] ??
            remembered[channel.id] ??
            (remembered.started ? '0' : (lastMessageOf(channel) ?? '0')),
        ]),
      ),
    }));
    if (!remembered.started)
      for (const channel of shot.channels) rememberRead(shot.me, channel.id, lastMessageOf(channel) ?? '0');
    return shot.seq;
  };
  const wait = (what: Omit<Waiting, 'key' | 'state' | 'channelId'>, done: Promise<Answered>): void => {
    const key = String(++waitingKey);
    const channelId = store.get().selected ?? '';
    store.set((state) => ({ ...state, waiting: [...state.waiting, { ...what, key, channelId, state: 'sent' }] }));
    const remove = (): void => {
      store.set((state) => ({ ...state, waiting: state.waiting.filter((item) => item.key !== key) }));
    };
    done.then(
      (answered) => {
        remove();
        if (answered.modal)
          set({ modal: { modal: answered.modal, interactionId: answered.interactionId, busy: false } });
      },
      (error: unknown) => {
        const reason = sentence(error);
        store.set((state) => ({
          ...state,
          waiting: state.waiting.map((item) => (item.key === key ? { ...item, state: 'failed', reason } : item)),
        }));
        setTimeout(remove, 12_000);
      },
    );
  };
  // Events that come together are applied together: one drawing a frame, however many there are.
  let queued: { t: string; d: unknown }[] = [];
  const flush = (): void => {
    const events = queued;
    queued = [];
    for (const event of events) onEvent(event);
  };
  const enqueue = (event: { t: string; d: unknown }): void => {
    queued.push(event);
    if (queued.length > 1) return;
    if (document.hidden) setTimeout(flush);
    else requestAnimationFrame(flush);
  };
  const onEvent = (event: { t: string; d: unknown }): void => {
    if (event.t === 'SANDBOX_REFRESH') {
      attempt(snapshot());
      return;
    }
    const before = store.get();
    store.set((state) => applyEvent(state, event));
    const after = store.get();
    if (event.t === 'MESSAGE_CREATE') announce(before, after, event.d as Message);
    if (event.t === 'CHANNEL_CREATE') {
      const channel = event.d as Channel;
      if (!before.channels[channel.id] && !isThread(channel))
        store.set((state) => ({ ...state, read: { ...state.read, [channel.id]: '0' } }));
    }
  };
  const announce = (before: PageState, after: PageState, message: Message): void => {
    if (
      message.author.id === after.me ||
      (after.mentionCounts[message.channel_id] ?? 0) <= (before.mentionCounts[message.channel_id] ?? 0)
    )
      return;
    const channel = after.channels[message.channel_id];
    const where = channel?.type === ChannelType.DM ? 'wrote to you' : `mentioned you in #${channelName(channel)}`;
    say(`${personName(after, message.author.id) ?? message.author.username} ${where}`);
  };
  const start = async (): Promise<void> => {
    try {
      const seq = await snapshot();
      if (closed) return;
      const wanted = location.hash.slice(1);
      const state = store.get();
      const first =
        state.channels[wanted] ??
        Object.values(state.channels).find((channel) => channelName(channel) === 'general') ??
        Object.values(state.channels).find((channel) => channel.type === ChannelType.GuildText);
      stream = connect(seq, {
        event: enqueue,
        state(connection) {
          const back = connection === 'open' && store.get().connection === 'lost';
          set({ connection });
          if (back && live) attempt(catchUp());
          live = true;
        },
      });
      if (first) open(first.id);
    } catch (error) {
      set({ connection: 'lost' });
      say(sentence(error), 'bad');
      if (!closed) setTimeout(() => void start(), 2000);
    }
  };
  /** After a lost connection: everything anew, and how much of the open channel was missed. */
  const catchUp = async (): Promise<void> => {
    const { selected, messages } = store.get();
    const last = selected === undefined ? undefined : messages[selected]?.items.at(-1)?.id;
    await snapshot();
    if (selected === undefined) return;
    await load(selected);
    const now = store.get();
    const missed = (now.messages[selected]?.items ?? []).filter(
      (item) => last !== undefined && later(item.id, last),
    ).length;
    set({
      missed,
      messages: { [selected]: now.messages[selected] ?? { items: [], hasOlder: false } },
      ...(missed > 0 && last !== undefined && { readBefore: last }),
    });
    say(
      missed > 0
        ? `Connected again. ${missed} ${missed === 1 ? 'message' : 'messages'} came meanwhile.`
        : 'Connected again; nothing was missed here.',
    );
  };
  void start();

  let loading = false;
  return {
    store,
    control,
    open,
    say,
    attempt,
    set,
    markRead,
    refreshCommands,
    jump(channelId, messageId) {
      const state = store.get();
      if (state.selected !== channelId) open(channelId);
      if (state.messages[channelId]?.items.some((item) => item.id === messageId)) {
        set({ target: undefined });
        set({ target: messageId });
        return;
      }
      attempt(
        control.around(channelId, messageId).then((items) => {
          store.set((now) => ({
            ...now,
            messages: { ...now.messages, [channelId]: { items, hasOlder: true } },
            target: messageId,
          }));
        }),
      );
    },
    loadOlder() {
      const { selected, messages } = store.get();
      const known = selected === undefined ? undefined : messages[selected];
      if (loading || selected === undefined || !known?.hasOlder) return;
      loading = true;
      attempt(
        control
          .messages(selected, known.items[0]?.id)
          .then(({ items, hasOlder }) => {
            store.set((state) => {
              const now = state.messages[selected];
              return now
                ? {
                    ...state,
                    messages: { ...state.messages, [selected]: { items: [...items, ...now.items], hasOlder } },
                  }
                : state;
            });
          })
          .finally(() => {
            loading = false;
          }),
      );
    },
    send(text, files) {
      const { selected, replyTo, editing } = store.get();
      if (selected === undefined) return;
      if (editing) attempt(control.edit(selected, editing.id, text));
      else attempt(control.send(selected, text, files, replyTo?.id));
      set({ replyTo: undefined, editing: undefined });
    },
    run(invocable, values, files) {
      const { selected } = store.get();
      if (selected === undefined) return;
      wait(
        { what: `/${invocable.path}`, kind: 'command' },
        control.command(selected, invocable.command, invocable.words, values, files),
      );
    },
    suggest: (invocable, option, values, typed) =>
      control.suggest(store.get().selected ?? '', invocable.command, invocable.words, option, values, typed),
    press(message, customId, componentType, values) {
      wait(
        { what: `${message.id}:${customId}`, kind: 'component' },
        control.press(message, customId, componentType, values),
      );
    },
    useMenu(command, targetId) {
      wait({ what: command.name, kind: 'menu' }, control.menu(store.get().selected ?? '', command, targetId));
    },
    submitModal(answers) {
      const open = store.get().modal;
      const { selected } = store.get();
      if (!open || selected === undefined) return;
      set({ modal: { modal: open.modal, interactionId: open.interactionId, busy: true } });
      control.submit(open.interactionId, selected, open.modal.custom_id, fieldsOf(open.modal), answers).then(
        () => {
          if (store.get().modal?.interactionId === open.interactionId) set({ modal: undefined });
        },
        (error: unknown) => {
          set({ modal: { ...open, busy: false, failure: sentence(error) } });
        },
      );
    },
    react(message, emoji, on) {
      attempt(control.react(message.channel_id, message.id, emoji, on));
    },
    close() {
      closed = true;
      stream?.close();
    },
  };
}
