import { failpoint } from '../base/failpoint.ts';
import { type APIMessage, MessageFlags, Routes } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import { z } from 'zod';
import type { ChatMessage } from '../commands/command.ts';
import type { Message } from '../commands/message.ts';
import type { ArchivedThreads } from './archived-threads.ts';
import { chatMessage } from './called.ts';
import { auditReason } from './fit.ts';
import { messageSchema } from './interaction-data.ts';
import { isCode } from './outcome.ts';
import { CODES } from './discord-error.ts';
import { type DiscordMessage, editBody, renderMessage } from './render.ts';

/** Messages in channels, as the bot itself. Everything rejects with discord.js's errors, which `outcomeOf` reads. */
export interface Messages {
  /**
   * Posts once: `nonce` (at most 25 characters) makes Discord drop a quick repetition; with `behind` - an id of Discord's
   * that is older than the first try - the channel is searched for the same message first. The message's id.
   */
  readonly post: (
    channelId: string,
    message: Message,
    once: { readonly nonce: string; readonly behind?: string },
  ) => Promise<string>;
  readonly edit: (channelId: string, messageId: string, message: Message) => Promise<void>;
  readonly remove: (channelId: string, messageId: string) => Promise<void>;
  readonly pin: (channelId: string, messageId: string, reason: string) => Promise<void>;
  readonly unpin: (channelId: string, messageId: string, reason: string) => Promise<void>;
  /** Muster's own reaction, by the emoji or `name:id`. */
  readonly react: (channelId: string, messageId: string, emoji: string) => Promise<void>;
  readonly unreact: (channelId: string, messageId: string, emoji: string) => Promise<void>;
  /**
   * The bot's answer to an interaction; undefined when there is none (any more). Of one that was deferred and never given,
   * `given` is false: it still says that Muster is thinking.
   */
  readonly answerTo: (
    channelId: string,
    interactionId: string,
  ) => Promise<{ readonly id: string; readonly given: boolean } | undefined>;
  /** The direct-message channel with somebody. */
  readonly directChannel: (userId: string) => Promise<string>;
  /** Undefined when it is gone or may not be read. */
  readonly fetch: (channelId: string, messageId: string) => Promise<ChatMessage | undefined>;
}

const withId = z.object({ id: z.string() });

export function createMessages(
  rest: REST,
  archived: ArchivedThreads,
  guildId: () => string | undefined,
  botId: () => string | undefined,
): Messages {
  /** By which nonce the messages of this process came about, the newest ones. */
  const posted = new Map<string, string>();
  return {
    async post(channelId, message, { nonce, behind }) {
      const drawn = renderMessage(message);
      if (behind !== undefined) {
        const isOthers = (message: APIMessage): boolean => (message.nonce ?? posted.get(message.id) ?? nonce) !== nonce;
        const own = (await findOwn(rest, channelId, botId(), behind)).filter((message) => !isOthers(message));
        const earlier = likeliest(own, drawn, nonce);
        if (earlier !== undefined) return earlier;
      }
      const body = { ...drawn.body, nonce, enforce_nonce: true };
      const made = await archived.doing(channelId, () =>
        rest.post(Routes.channelMessages(channelId), { body, files: filesOf(drawn) }),
      );
      const { id } = withId.parse(made);
      posted.set(id, nonce);
      const oldest = posted.keys().next().value;
      if (posted.size > MOST_REMEMBERED && oldest !== undefined) posted.delete(oldest);
      failpoint('discord.message-posted');
      return id;
    },
    async edit(channelId, messageId, message) {
      const drawn = renderMessage(message);
      await archived.doing(channelId, () =>
        rest.patch(Routes.channelMessage(channelId, messageId), { body: editBody(drawn), files: filesOf(drawn) }),
      );
    },
    async remove(channelId, messageId) {
      try {
        await rest.delete(Routes.channelMessage(channelId, messageId));
      } catch (error) {
        if (!isCode(error, CODES.unknownMessage, CODES.unknownChannel)) throw error;
      }
    },
    async pin(channelId, messageId, reason) {
      await archived.doing(channelId, () =>
        rest.put(Routes.channelMessagesPin(channelId, messageId), { reason: auditReason(reason) }),
      );
    },
    react: async (channelId, messageId, emoji) => {
      const route = Routes.channelMessageOwnReaction(channelId, messageId, encodeURIComponent(emoji));
      await archived.doing(channelId, () => rest.put(route));
    },
    unreact: async (channelId, messageId, emoji) => {
      const route = Routes.channelMessageOwnReaction(channelId, messageId, encodeURIComponent(emoji));
      await archived.doing(channelId, () => rest.delete(route));
    },
    async unpin(channelId, messageId, reason) {
      try {
        await archived.doing(channelId, () =>
          rest.delete(Routes.channelMessagesPin(channelId, messageId), { reason: auditReason(reason) }),
        );
      } catch (error) {
        if (!isCode(error, CODES.unknownMessage, CODES.unknownChannel)) throw error;
      }
    },
    async answerTo(channelId, interactionId) {
      for await (const { id, flags = 0, interaction_metadata } of messagesAfter(rest, channelId, interactionId))
        if (interaction_metadata?.id === interactionId) return { id, given: (flags & MessageFlags.Loading) === 0 };
      return undefined;
    },
    directChannel: async (userId) =>
      withId.parse(await rest.post(Routes.userChannels(), { body: { recipient_id: userId } })).id,
    async fetch(channelId, messageId) {
      try {
        const found = messageSchema.parse(await rest.get(Routes.channelMessage(channelId, messageId)));
        return chatMessage(found, guildId());
      } catch (error) {
        if (isCode(error, CODES.unknownMessage, CODES.unknownChannel, CODES.missingAccess, CODES.missingPermissions)) {
          return undefined;
        }
        throw error;
      }
    },
  };
}

const filesOf = (drawn: DiscordMessage) => drawn.files.map((file) => ({ ...file }));

const MOST_REMEMBERED = 1_000;

/** Muster's own messages behind an id. */
async function findOwn(
  rest: REST,
  channelId: string,
  botId: string | undefined,
  behind: string,
): Promise<readonly APIMessage[]> {
  const own: APIMessage[] = [];
  for await (const message of messagesAfter(rest, channelId, behind))
    if (message.author.id === botId) own.push(message);
  return own;
}

/**
 * The message that an earlier, unacknowledged try left in the channel, among those of which nobody knows that they came about
 * otherwise. Discord gives nonces back for a while only, so it is known by what it says: same words, same frames, same buttons.
 */
function likeliest(own: readonly APIMessage[], drawn: DiscordMessage, nonce: string): string | undefined {
  const wanted = likeness(drawn.body);
  return (
    own.find((message) => message.nonce === nonce) ??
    own.find((message) => likeness(message) === wanted) ??
    own.find((message) => isSameBoard(message, drawn.body))
  )?.id;
}

/** What follows an id, oldest first: ids count in time. A page at a time, as far as somebody reads on. */
async function* messagesAfter(rest: REST, channelId: string, after: string): AsyncGenerator<APIMessage> {
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({ after, limit: String(PAGE) });
    const found = (await rest.get(Routes.channelMessages(channelId), { query })) as readonly APIMessage[];
    const inOrder = found.toSorted((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
    yield* inOrder;
    const last = inOrder.at(-1);
    if (!last || found.length < PAGE) return;
    after = last.id;
  }
}

/** As many as Discord gives at once. In a channel where more is said than so many pages hold, what is looked for is not found. */
const PAGE = 100;
const MOST_PAGES = 10;

/** A board may say something else by now; its title and its buttons, which carry its number, stay. */
function isSameBoard(message: Likeness, wanted: Likeness): boolean {
  const title = wanted.embeds?.[0]?.title?.trim();
  if (!title || message.embeds?.[0]?.title?.trim() !== title) return false;
  const ids = new Set(customIds(wanted));
  return customIds(message).some((id) => ids.has(id));
}

type Likeness = Pick<DiscordMessage['body'], 'content' | 'embeds' | 'components'> | APIMessage;

const customIds = (message: Likeness): readonly string[] =>
  JSON.stringify(message.components ?? []).match(/"custom_id":"[^"]*"/g) ?? [];

const likeness = (message: Likeness): string =>
  JSON.stringify([
    (message.content ?? '').trim(),
    (message.embeds ?? []).map((embed) => [
      embed.title?.trim() ?? '',
      embed.description?.trim() ?? '',
      (embed.fields ?? []).map((field) => [field.name.trim(), field.value.trim()]),
    ]),
    customIds(message),
  ]);
