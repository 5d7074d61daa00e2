import { z } from 'zod';
import { systemClock } from '../../base/clock.ts';
import { type ControlClient, controlClient } from './control-client.ts';
import { type Pressable, drawMessage } from './draw.ts';
import { channelName, channelTitle, namesIn } from './names.ts';
import {
  type SeenChannel,
  type SeenCommand,
  type SeenSnapshot,
  channelSchema,
  commandSchema,
  messageSchema,
  snapshotSchema,
} from './seen.ts';

const messagesSchema = z.object({ items: z.array(z.unknown()) });

/** Who sits at the terminal, which channel they look at, and what they see there. */
export interface Seat {
  /** The control API as this person. */
  client(): ControlClient;
  channels(): readonly SeenChannel[];
  /** Those of the open channel. */
  commands(): readonly SeenCommand[];
  /** The open channel. */
  here(): SeenChannel | undefined;
  /** The last message that was drawn. Throws when there is none. */
  lastMessage(): string;
  /** `[3]` as it was drawn. Throws when there is none. */
  pressable(number: number): Pressable;
  become(name: string): Promise<void>;
  /** By name or id. Rejects when this person sees no such channel. */
  go(name: string): Promise<void>;
  /** What there is now: channels, names, the clock. */
  look(): Promise<void>;
  leave(): void;
}

/** Nobody sits there until `become`. */
export function openSeat(url: string, token: string, say: (line: string) => void): Seat {
  let client = controlClient(url, token, '');
  let seen: SeenSnapshot = { me: '', nowMs: 0, members: [], roles: [], channels: [] };
  let myName = '';
  let aheadMs = 0;
  let channels: readonly SeenChannel[] = [];
  let commands: readonly SeenCommand[] = [];
  let here: SeenChannel | undefined;
  let last: string | undefined;
  let stop = (): void => undefined;
  const pressables: Pressable[] = [];

  const draw = (raw: unknown): void => {
    const message = messageSchema.safeParse(raw);
    if (!message.success || message.data.channel_id !== here?.id) return;
    last = message.data.id;
    const names = namesIn({ ...seen, channels: [...channels] }, () => systemClock.now() + aheadMs);
    say(drawMessage(message.data, seen.me, names, (pressable) => pressables.push(pressable)));
  };
  const announce = (raw: unknown): void => {
    const channel = channelSchema.safeParse(raw);
    if (!channel.success) return;
    channels = [...channels, channel.data];
    say(`→ new: ${channelTitle(channel.data)}`);
  };
  const lookAs = async (person: ControlClient): Promise<void> => {
    seen = await person.get('/snapshot', snapshotSchema);
    aheadMs = seen.nowMs - systemClock.now();
    ({ channels } = seen);
  };
  const go = async (name: string): Promise<void> => {
    await lookAs(client);
    const found =
      channels.find((one) => channelName(one) === name && one.type !== 4) ?? channels.find((one) => one.id === name);
    if (!found) throw new Error(`There is no #${name} for you. !channels lists them.`);
    here = found;
    last = undefined;
    commands = await client.get(`/channels/${found.id}/commands`, z.array(commandSchema));
    say(`— ${channelTitle(found)} as ${myName} —`);
    const page = await client.get(`/channels/${found.id}/messages?limit=15`, messagesSchema);
    for (const message of page.items) draw(message);
  };
  return {
    client: () => client,
    channels: () => channels,
    commands: () => commands,
    here: () => here,
    lastMessage() {
      if (last === undefined) throw new Error('There is no message yet.');
      return last;
    },
    pressable(number) {
      const found = pressables[number - 1];
      if (!found) throw new Error(`There is no [${number}].`);
      return found;
    },
    async become(name) {
      const next = controlClient(url, token, name);
      await lookAs(next);
      stop();
      client = next;
      myName = seen.members.find((member) => member.user.id === seen.me)?.user.username ?? seen.me;
      stop = client.follow(({ t, d }) => {
        if (t === 'MESSAGE_CREATE' || t === 'MESSAGE_UPDATE') draw(d);
        if (t === 'CHANNEL_CREATE' || t === 'THREAD_CREATE') announce(d);
      });
      await go(here && channels.some(({ id }) => id === here?.id) ? here.id : 'general');
    },
    go,
    look: () => lookAs(client),
    leave() {
      stop();
    },
  };
}
