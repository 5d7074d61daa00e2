import {
  type APIChannel,
  AuditLogEvent,
  ChannelType,
  OverwriteType,
  PermissionFlagsBits,
  type RESTPatchAPIChannelJSONBody,
  Routes,
} from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import { z } from 'zod';
import type { ArchivedThreads } from './archived-threads.ts';
import { CODES } from './discord-error.ts';
import { auditReason, channelName, fit } from './fit.ts';
import { LIMITS } from './limits.ts';
import { topicText } from './markdown.ts';
import { isCode } from './outcome.ts';

const overwriteSchema = z.object({ id: z.string(), type: z.number(), allow: z.string(), deny: z.string() });
const channelSchema = z.object({
  id: z.string(),
  type: z.number(),
  name: z.string().nullish(),
  topic: z.string().nullish(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(overwriteSchema).default([]),
});
export type Channel = z.infer<typeof channelSchema>;
export type Overwrite = z.infer<typeof overwriteSchema>;

export interface NewChannel {
  readonly name: string;
  readonly topic?: string;
  /** A channel to talk in; text by default. */
  readonly voice?: true;
  readonly parentId?: string;
  readonly overwrites?: readonly Overwrite[];
}

/** Channels and categories of the server. Rejects with discord.js's errors. */
export interface Channels {
  list(): Promise<readonly Channel[]>;
  fetch(channelId: string): Promise<Channel>;
  patch(channelId: string, body: RESTPatchAPIChannelJSONBody, reason: string): Promise<void>;
  create(channel: NewChannel, reason: string): Promise<string>;
  /** Deletes a channel with everything in it; one that is gone already is no error. */
  remove(channelId: string, reason: string): Promise<void>;
  openThread(channelId: string, name: string, isPrivate: boolean, reason: string): Promise<string>;
  addToThread(threadId: string, userId: string): Promise<void>;
  removeFromThread(threadId: string, userId: string): Promise<void>;
  /** Ids of who is in it, Muster's own among them. */
  threadMembers(threadId: string): Promise<readonly string[]>;
  allow(
    channelId: string,
    who: { readonly id: string; readonly kind: 'person' | 'role' },
    reason: string,
  ): Promise<void>;
  /** A text channel by id or name; made when there is none. */
  named(idOrName: string): Promise<string>;
  /**
   * Puts a channel into a category of that name with room for one more; made, as `name 2` when the first is full. One after
   * the other: several at once would take the same room.
   */
  inCategory<T>(name: string, put: (categoryId: string) => Promise<T>): Promise<T>;
  /** The channel that was created with `mark` in the audit-log reason; undefined when there is none (any more). */
  createdWith(mark: string): Promise<string | undefined>;
  /** The thread that was opened with `mark` in the audit-log reason; undefined when there is none (any more). */
  threadOpenedWith(mark: string): Promise<string | undefined>;
  /** Threads that are not archived, of all channels. */
  activeThreads(): Promise<readonly Channel[]>;
}

/** What somebody needs who works in a channel that others do not see. */
export const TAKE_PART =
  PermissionFlagsBits.ViewChannel | PermissionFlagsBits.SendMessages | PermissionFlagsBits.ReadMessageHistory;

export const isThread = (channel: Pick<Channel, 'type'>): boolean =>
  channel.type === Number(ChannelType.PublicThread) ||
  channel.type === Number(ChannelType.PrivateThread) ||
  channel.type === Number(ChannelType.AnnouncementThread);

const auditSchema = z.object({
  audit_log_entries: z.array(z.object({ target_id: z.string().nullish(), reason: z.string().optional() })),
});

export function createChannels(
  rest: REST,
  archived: ArchivedThreads,
  guild: () => string,
  botId: () => string | undefined,
): Channels {
  /** Finding and making is one step: two effects at once must not make the same category twice. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = turn.then(run, run);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const list = async (): Promise<readonly Channel[]> =>
    z.array(channelSchema).parse(await rest.get(Routes.guildChannels(guild())));
  const post = async (body: object, reason: string): Promise<string> => {
    const made = await rest.post(Routes.guildChannels(guild()), { body, reason: auditReason(reason) });
    return channelSchema.parse(made).id;
  };

  const category = async (name: string): Promise<string> => {
    const channels = await list();
    for (let part = 1; ; part++) {
      const wanted = part === 1 ? name : `${name} ${part}`;
      const found = channels.find(
        (channel) =>
          channel.type === Number(ChannelType.GuildCategory) && channel.name?.toLowerCase() === wanted.toLowerCase(),
      );
      if (!found) {
        const made = { name: fit(wanted, LIMITS.channelName), type: ChannelType.GuildCategory };
        return post(made, 'category for incidents');
      }
      const inside = channels.filter((channel) => channel.parent_id === found.id).length;
      if (inside < LIMITS.categoryChannels) return found.id;
    }
  };

  const fetch = async (channelId: string): Promise<Channel> =>
    channelSchema.parse(await rest.get(Routes.channel(channelId)));
  /** What Muster made with `mark` in the audit-log reason, unless it is gone again. */
  const markedBy = async (event: AuditLogEvent, mark: string): Promise<string | undefined> => {
    const query = new URLSearchParams({ action_type: String(event), limit: '100' });
    const bot = botId();
    if (bot !== undefined) query.set('user_id', bot);
    try {
      const log = auditSchema.parse(await rest.get(Routes.guildAuditLog(guild()), { query }));
      const made = log.audit_log_entries.find(({ reason }) => reason?.includes(mark))?.target_id ?? undefined;
      return made === undefined ? undefined : (await fetch(made)).id;
    } catch (error) {
      // It is gone again; or, without "View Audit Log", the caller has to look in another way.
      if (isCode(error, CODES.unknownChannel, CODES.missingPermissions, CODES.missingAccess)) return undefined;
      throw error;
    }
  };

  return {
    list,
    fetch,
    async patch(channelId, body, reason) {
      await archived.change(channelId, body, auditReason(reason));
    },
    create: ({ name, topic, voice, parentId, overwrites }, reason) =>
      post(
        {
          name: channelName(name),
          type: voice ? ChannelType.GuildVoice : ChannelType.GuildText,
          ...(topic !== undefined && { topic: topicText(topic) }),
          ...(parentId !== undefined && { parent_id: parentId }),
          ...(overwrites && overwrites.length > 0 && { permission_overwrites: overwrites }),
        },
        reason,
      ),
    async remove(channelId, reason) {
      try {
        await rest.delete(Routes.channel(channelId), { reason: auditReason(reason) });
      } catch (error) {
        if (!isCode(error, CODES.unknownChannel)) throw error;
      }
    },
    async openThread(channelId, name, isPrivate, reason) {
      const body = {
        name: fit(name, LIMITS.channelName),
        type: isPrivate ? ChannelType.PrivateThread : ChannelType.PublicThread,
        auto_archive_duration: 10_080,
        // Else whoever is in it lets others in by naming them, and nothing records it.
        ...(isPrivate && { invitable: false }),
      };
      const made = (await rest.post(Routes.threads(channelId), { body, reason: auditReason(reason) })) as APIChannel;
      return made.id;
    },
    async addToThread(threadId, userId) {
      await archived.doing(threadId, () => rest.put(Routes.threadMembers(threadId, userId)));
    },
    async removeFromThread(threadId, userId) {
      await archived.doing(threadId, () => rest.delete(Routes.threadMembers(threadId, userId)));
    },
    threadMembers: async (threadId) =>
      z
        .array(z.object({ user_id: z.string() }))
        .parse(await rest.get(Routes.threadMembers(threadId)))
        .map((one) => one.user_id),
    async allow(channelId, who, reason) {
      await rest.put(Routes.channelPermission(channelId, who.id), {
        body: {
          type: who.kind === 'person' ? OverwriteType.Member : OverwriteType.Role,
          allow: String(TAKE_PART),
          deny: '0',
        },
        reason: auditReason(reason),
      });
    },
    named: (idOrName) =>
      /^\d{17,20}$/.test(idOrName)
        ? Promise.resolve(idOrName)
        : inTurn(async () => {
            const name = channelName(idOrName.replace(/^#/, ''));
            const found = (await list()).find(
              (channel) => channel.type === Number(ChannelType.GuildText) && channel.name === name,
            );
            return found?.id ?? post({ name, type: ChannelType.GuildText }, `channel for ${name}`);
          }),
    inCategory: (name, put) => inTurn(async () => put(await category(name))),
    createdWith: (mark) => markedBy(AuditLogEvent.ChannelCreate, mark),
    threadOpenedWith: (mark) => markedBy(AuditLogEvent.ThreadCreate, mark),
    activeThreads: async () =>
      z.object({ threads: z.array(channelSchema) }).parse(await rest.get(Routes.guildActiveThreads(guild()))).threads,
  };
}
