import { ChannelType } from 'discord-api-types/v10';
import { later } from '../messages/rows.ts';
import type { Control } from '../protocol/control.ts';
import type { EventStream } from '../protocol/event-stream.ts';
import type { Channel, Message } from '../protocol/shapes.ts';
import { applyEvent, type GatewayEvent } from './apply-event.ts';
import { countMissed } from './count-missed.ts';
import type { Incoming } from './incoming.ts';
import { channelName, isThread, personName } from './names-of.ts';
import { type Notices, sentence } from './notices.ts';
import type { PageState } from './page-state.ts';
import { rememberedRead, rememberRead } from './read-marks.ts';
import type { Reading } from './reading.ts';
import { sandboxNow, sandboxTimeIs } from './sandbox-time.ts';
import { change, type Store } from './store.ts';
import { nameInSentence } from '../markdown/visible-controls.ts';

const TRY_AGAIN_MS = 2_000;

/** Opens the stream of events behind number `from`. */
export type Connect = (
  from: number,
  on: {
    readonly event: (event: GatewayEvent) => void;
    readonly state: (state: PageState['connection']) => void;
  },
) => EventStream;

interface Parts extends Notices, Pick<Reading, 'open' | 'load' | 'jump'> {
  readonly store: Store<PageState>;
  readonly control: Control;
  readonly incoming: Incoming;
}

/** Keeps the state as the sandbox has it: a snapshot, the events behind it, and both anew after a lost connection. */
export function startConnection(me: string, connect: Connect, parts: Parts): { readonly close: () => void } {
  const { store, control, incoming, say, attempt, open, load, jump } = parts;
  const set = change(store);
  let stream: EventStream | undefined;
  let closed = false;
  let live = false;

  const snapshot = async (): Promise<{ readonly seq: number; readonly firstVisit: boolean }> => {
    const { answer: shot, behind } = await incoming.during(() => control.snapshot(me === '' ? undefined : me));
    sandboxTimeIs(shot.nowMs);
    const remembered = rememberedRead(shot.me);
    const known = store.get().read;
    const read = Object.fromEntries(
      shot.channels.map(({ id }) => [id, known[id] ?? remembered[id] ?? (remembered.started ? '0' : shot.newsAfter)]),
    );
    store.set((state) => {
      // Asked for before another one that came earlier.
      if (shot.seq < state.seq) return state;
      const taken = {
        ...state,
        me: shot.me,
        seq: shot.seq,
        guildId: shot.guild.id,
        guildName: shot.guild.name,
        guilds: shot.guilds,
        ownerId: shot.guild.ownerId,
        roles: Object.fromEntries(shot.roles.map((role) => [role.id, role])),
        members: Object.fromEntries(shot.members.map((member) => [member.user.id, member])),
        channels: Object.fromEntries(shot.channels.map((channel) => [channel.id, channel])),
        commands: shot.commands,
        read: { ...known, ...read },
        mentionCounts: Object.fromEntries(
          Object.entries(shot.mentions).map(([channel, ids]) => [
            channel,
            ids.filter((id) => later(id, read[channel] ?? '0')).length,
          ]),
        ),
      };
      return { ...behind.reduce(applyEvent, taken), messages: state.messages };
    });
    const firstVisit = !remembered.started;
    if (firstVisit) for (const [channel, id] of Object.entries(read)) rememberRead(shot.me, channel, id);
    return { seq: shot.seq, firstVisit };
  };
  const onEvent = (event: GatewayEvent): void => {
    if (event.t === 'SANDBOX_REFRESH') {
      attempt(snapshot());
      return;
    }
    if (event.t === 'SANDBOX_CLOCK') {
      const { nowMs } = event.d as { readonly nowMs: number };
      // One that comes late, after a lost connection, is of a time that has passed.
      if (nowMs > sandboxNow()) sandboxTimeIs(nowMs);
      // Threads are archived, time-outs end: time changes what there is.
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
    const where =
      channel?.type === ChannelType.DM ? 'wrote to you' : `mentioned you in #${nameInSentence(channelName(channel))}`;
    const who = nameInSentence(personName(after, message.author.id) ?? message.author.username);
    say(`${who} ${where}`, 'plain', {
      channelId: message.channel_id,
      messageId: message.id,
    });
  };
  incoming.listen(onEvent);
  const start = async (): Promise<void> => {
    try {
      const { seq, firstVisit } = await snapshot();
      if (closed) return;
      const [wanted = '', message] = location.hash.slice(1).split('/');
      const state = store.get();
      const first =
        state.channels[wanted] ??
        Object.values(state.channels).find((channel) => channelName(channel) === 'general') ??
        Object.values(state.channels).find((channel) => channel.type === ChannelType.GuildText);
      stream = connect(seq, {
        event: incoming.add,
        state(connection) {
          const back = connection === 'open' && store.get().connection === 'lost';
          if (back) beginAnew();
          set({ connection });
          if (back && live) attempt(catchUp());
          live = true;
        },
      });
      if (first && first.id === wanted && message !== undefined) jump(first.id, message);
      else if (first) {
        open(first.id);
        // Who comes for the first time reads from the beginning: what there is to try.
        if (first.id !== wanted && firstVisit) set({ readBefore: '0' });
      }
    } catch (error) {
      set({ connection: 'lost' });
      say(sentence(error), 'bad');
      if (!closed) setTimeout(() => void start(), TRY_AGAIN_MS);
    }
  };
  /** Another sandbox numbers its events from the beginning: what is shown has come before all of them. */
  const beginAnew = (): void => {
    incoming.flush();
    store.set((state) => ({
      ...state,
      seq: 0,
      messages: Object.fromEntries(Object.entries(state.messages).map(([id, list]) => [id, { ...list, seq: 0 }])),
    }));
  };
  /** After a lost connection: everything anew, and how much of the open channel was missed. */
  const catchUp = async (): Promise<void> => {
    const { selected, messages } = store.get();
    const shown = selected === undefined ? undefined : messages[selected];
    // Before the first wait: what is opened from here on is read anew anyway, and stays.
    set({ messages: selected !== undefined && shown ? { [selected]: shown } : {} });
    await snapshot();
    if (selected === undefined) return;
    await load(selected);
    const newest = store.get().messages[selected] ?? { items: [], hasOlder: false, seq: 0 };
    // To a channel that was empty everything came meanwhile; of one that was not there yet nothing is known.
    const last = shown && (shown.items.at(-1)?.id ?? '0');
    const missed = last === undefined ? 0 : await countMissed(control, selected, newest, last);
    if (store.get().selected !== selected) return;
    set({ missed, ...(missed > 0 && { readBefore: last }) });
    say(
      missed > 0
        ? `Connected again. ${missed} ${missed === 1 ? 'message' : 'messages'} came meanwhile.`
        : 'Connected again; nothing was missed here.',
    );
  };
  void start();
  return {
    close() {
      closed = true;
      stream?.close();
    },
  };
}
