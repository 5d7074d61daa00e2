import type { Client } from 'discord.js';
import { GatewayDispatchEvents, MessageType } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Instant } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { oneAtATime } from '../base/one-at-a-time.ts';
import type { ChatMessage } from '../commands/command.ts';
import { chatMessage, emojiText } from './called.ts';
import { emojiSchema, type MessageData, messageSchema } from './interaction-data.ts';
import type { Messages } from './messages.ts';
import { instantOfId } from './permalink.ts';
import type { Caller } from './caller.ts';

/** What happens in the server without a command. Each function is optional; what one rejects with is logged. */
export interface ChatEvents {
  /** Only messages in these channels are handed on: the incidents' own. Asked for every message, so it must be quick. */
  readonly follows?: (channelId: string) => boolean;
  readonly message?: (message: ChatMessage) => Promise<unknown>;
  readonly messageEdited?: (message: ChatMessage) => Promise<unknown>;
  /** Messages whose deletion is told wherever they stand. */
  readonly keeps?: (messageId: string) => boolean;
  readonly messageDeleted?: (deleted: { readonly channelId: string; readonly messageId: string }) => Promise<unknown>;
  /** `marks` says which emoji anybody cares for; the message is fetched for those alone. */
  readonly marks?: (emoji: string) => boolean;
  /** Resolves with `recorded` when something was: Muster's own reaction beside the person's then says so. */
  readonly reaction?: (reaction: ChatReaction) => Promise<'recorded' | undefined>;
  /** A session begins, the first or another: what happened before it was not told, and will not be. */
  readonly sessionBegan?: (server: { readonly threads: readonly ChatThread[] }) => Promise<unknown>;
  /** Somebody came into the server, or changed: was given a role or lost one, took another name. */
  readonly memberChanged?: (member: Omit<Caller, 'managesServer'>) => Promise<unknown>;
  readonly memberLeft?: (id: string) => Promise<unknown>;
  readonly channelChanged?: (channel: { readonly id: string; readonly topic: string }) => Promise<unknown>;
  readonly channelDeleted?: (channelId: string) => Promise<unknown>;
  /** In a channel that is followed: it is new, came back from the archive, or Muster was let in. */
  readonly threadOpened?: (thread: ChatThread) => Promise<unknown>;
}

export interface ChatThread {
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
  readonly openedAt: Instant;
}

export const chatThread = (id: string, parentId: string, name: string): ChatThread => ({
  id,
  parentId,
  name,
  openedAt: instantOfId(id),
});

export interface ChatReaction {
  /** 📌, or `name:id` of an emoji of the server's own. */
  readonly emoji: string;
  readonly added: boolean;
  /** Who reacted; of a reaction taken away only the id is known. */
  readonly personId: string;
  readonly caller: Caller | undefined;
  readonly channelId: string;
  readonly messageId: string;
  /** As it stands now; undefined when it cannot be read. Its text is empty without the Message Content intent. */
  readonly message: ChatMessage | undefined;
  /** The same for the same person, message and emoji, however often it is delivered: a cause id. */
  readonly causeId: string;
}

const reactionSchema = z.object({
  user_id: z.string(),
  channel_id: z.string(),
  message_id: z.string(),
  guild_id: z.string().optional(),
  emoji: emojiSchema,
});
const deletedSchema = z.object({ id: z.string(), channel_id: z.string(), guild_id: z.string().optional() });
const bulkSchema = z.object({ ids: z.array(z.string()), channel_id: z.string(), guild_id: z.string().optional() });
const memberSchema = z.object({
  guild_id: z.string(),
  nick: z.string().nullish(),
  roles: z.array(z.string()).default([]),
  user: z.object({ id: z.string(), username: z.string(), global_name: z.string().nullish() }),
});
const channelSchema = z.object({
  id: z.string(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  name: z.string().default(''),
  topic: z.string().nullish(),
});

/** Words of people: not what Discord itself says ("… pinned a message"). */
const SPOKEN: ReadonlySet<number> = new Set([MessageType.Default, MessageType.Reply, MessageType.ChatInputCommand]);

/** Hands gateway events to the application's functions. Read from the packets themselves: no cache stands between. */
export function listen(
  client: Client,
  guildId: string,
  events: ChatEvents,
  people: { member(id: string): Promise<Caller | undefined>; remember(id: string, name: string): void },
  messages: Pick<Messages, 'fetch' | 'react' | 'unreact'>,
  log: Log,
): void {
  const on = <T extends { readonly guild_id?: string | undefined }>(
    event: GatewayDispatchEvents,
    schema: z.ZodType<T>,
    handle: (data: T) => Promise<unknown> | undefined,
    /** A look at the packet before it is parsed: of messages there are many, and most are nobody's business. */
    matters: (packet: unknown) => boolean = () => true,
  ): void => {
    client.ws.on(event, (packet: unknown) => {
      if (!matters(packet)) return;
      const parsed = schema.safeParse(packet);
      if (!parsed.success || parsed.data.guild_id !== guildId) return;
      // Begun at once: what comes right behind it may depend on it, as a thread's first message does.
      const handled = async (): Promise<unknown> => handle(parsed.data);
      handled().catch((error: unknown) => {
        log.error({ err: error, event }, 'an event of the chat could not be handled');
      });
    });
  };
  const own = (id: string): boolean => id === client.user?.id;
  const follows = (channelId: string): boolean => events.follows?.(channelId) ?? false;
  const keeps = (messageId: string): boolean => events.keeps?.(messageId) ?? false;
  const followed = (packet: unknown): boolean =>
    typeof packet === 'object' &&
    packet !== null &&
    'channel_id' in packet &&
    typeof packet.channel_id === 'string' &&
    follows(packet.channel_id);

  // A mark asks Discord for its message first: what happens to that meanwhile finds it on the record.
  const inOrder = oneAtATime();
  const said = (message: MessageData): Promise<unknown> | undefined =>
    own(message.author.id) || !SPOKEN.has(message.type)
      ? undefined
      : inOrder(message.id, async () => events.message?.(chatMessage(message, guildId)));
  const edited = (message: MessageData): Promise<unknown> | undefined =>
    own(message.author.id)
      ? undefined
      : inOrder(message.id, async () => events.messageEdited?.(chatMessage(message, guildId)));
  on(GatewayDispatchEvents.MessageCreate, messageSchema, said, followed);
  on(GatewayDispatchEvents.MessageUpdate, messageSchema, edited, followed);
  const deleted = (channelId: string, messageId: string): Promise<unknown> | undefined =>
    follows(channelId) || keeps(messageId)
      ? inOrder(messageId, async () => events.messageDeleted?.({ channelId, messageId }))
      : undefined;
  on(GatewayDispatchEvents.MessageDelete, deletedSchema, ({ id, channel_id }) => deleted(channel_id, id));
  on(GatewayDispatchEvents.MessageDeleteBulk, bulkSchema, async ({ ids, channel_id }) => {
    for (const id of ids) await deleted(channel_id, id);
  });

  const reacted = (added: boolean) => async (data: z.infer<typeof reactionSchema>) => {
    const emoji = emojiText(data.emoji);
    if (!events.reaction || !(events.marks?.(emoji) ?? false) || own(data.user_id)) return;
    await inOrder(data.message_id, () => marked(added, emoji, data));
  };
  const marked = async (added: boolean, emoji: string, data: z.infer<typeof reactionSchema>) => {
    const [message, caller] = await Promise.all([
      messages.fetch(data.channel_id, data.message_id),
      people.member(data.user_id),
    ]);
    const outcome = await events.reaction?.({
      emoji,
      added,
      personId: data.user_id,
      caller,
      channelId: data.channel_id,
      messageId: data.message_id,
      message,
      causeId: `reaction:${data.message_id}:${data.user_id}:${emoji}${added ? '' : ':removed'}`,
    });
    if (outcome !== 'recorded') return;
    try {
      await (added ? messages.react : messages.unreact)(data.channel_id, data.message_id, emoji);
    } catch (error) {
      // It is on the record all the same; the sign is missing where Muster may not react.
      log.debug({ err: error, message: data.message_id }, 'a recorded message could not be marked');
    }
  };
  on(GatewayDispatchEvents.MessageReactionAdd, reactionSchema, reacted(true));
  on(GatewayDispatchEvents.MessageReactionRemove, reactionSchema, reacted(false));

  const memberChanged = (data: z.infer<typeof memberSchema>) => {
    const name = data.nick ?? data.user.global_name ?? data.user.username;
    people.remember(data.user.id, name);
    return events.memberChanged?.({ id: data.user.id, name, roleIds: data.roles });
  };
  on(GatewayDispatchEvents.GuildMemberAdd, memberSchema, memberChanged);
  on(GatewayDispatchEvents.GuildMemberUpdate, memberSchema, memberChanged);
  on(GatewayDispatchEvents.GuildMemberRemove, memberSchema, ({ user }) => events.memberLeft?.(user.id));
  on(GatewayDispatchEvents.ChannelUpdate, channelSchema, ({ id, topic }) =>
    events.channelChanged?.({ id, topic: topic ?? '' }),
  );
  for (const event of [GatewayDispatchEvents.ChannelDelete, GatewayDispatchEvents.ThreadDelete])
    on(event, channelSchema, ({ id }) => (follows(id) ? events.channelDeleted?.(id) : undefined));
  for (const event of [GatewayDispatchEvents.ThreadCreate, GatewayDispatchEvents.ThreadUpdate])
    on(event, channelSchema, ({ id, parent_id, name }) =>
      parent_id && follows(parent_id) && !follows(id)
        ? events.threadOpened?.(chatThread(id, parent_id, name))
        : undefined,
    );
}
