import type { Channel } from '../model.ts';
import { canView, permissionsIn } from '../permissions.ts';
import { commandsFor } from '../control/commands-for.ts';
import { pinned } from '../pins.ts';
import { isSeenBy } from '../seen-by.ts';
import { channelShape, type ChannelShape } from '../shapes/channel.ts';
import { commandShape } from '../shapes/command.ts';
import { memberShape } from '../shapes/member.ts';
import { messageShape } from '../shapes/message.ts';
import { roleShape } from '../shapes/role.ts';
import { compareIds } from '../snowflake.ts';
import { isArchived } from '../threads.ts';
import type { World } from '../world.ts';

/** So many messages at once: a screenful and what is scrolled to next. */
const PAGE_MESSAGES = 100;

/** Who looks, by id or name, and at which guild: the first of each where there is none such. */
export interface Asked {
  readonly person: string | undefined;
  readonly guildId: string | undefined;
}

/**
 * Everything that this person sees of the guild, without its messages. To who never looked, what is later than the id
 * `newsAfter` is news.
 */
export function pageSnapshot(world: World, { person, guildId }: Asked, seq: number, newsAfter: string): object {
  const { state } = world;
  const guild = state.guilds.get(guildId ?? '') ?? [...state.guilds.values()][0];
  if (!guild) throw new Error('a sandbox has a guild');
  const people = [...guild.members.keys()].filter((id) => state.users.get(id)?.bot === false);
  const me = people.find((id) => id === person || state.users.get(id)?.username === person) ?? people[0] ?? '';
  const visible = [...state.channels.values()].filter(
    (channel) => inGuildOrMine(channel, guild.id, me) && canView(state, channel, me),
  );
  const some = visible.find((channel) => channel.type === 0);
  return {
    me,
    seq,
    nowMs: world.clock.now(),
    newsAfter,
    mentions: Object.fromEntries(visible.map((channel) => [channel.id, mentionsIn(world, channel, me)])),
    guild: { id: guild.id, name: guild.name, ownerId: guild.ownerId },
    guilds: [...state.guilds.values()].filter(({ members }) => members.has(me)).map(({ id, name }) => ({ id, name })),
    roles: [...guild.roles.values()].map(roleShape),
    members: [...guild.members.values()].flatMap((member) => {
      const user = state.users.get(member.userId);
      return user ? [memberShape(member, user)] : [];
    }),
    channels: visible.map((channel) => channelNow(world, channel, me)),
    commands: some ? commandsFor(world, some, me).map((command) => commandShape(command, state.applicationId)) : [],
  };
}

/**
 * A thread that nobody wrote in for long enough is archived, though nobody has done it. `permissions` are this person's,
 * as Discord gives them with an interaction's channel.
 */
export function channelNow(world: World, channel: Channel, me: string): ChannelShape {
  const shape = {
    ...channelShape(world.state, channel, me),
    permissions: String(permissionsIn(world.state, channel, me, world.clock.now())),
  };
  return shape.thread_metadata
    ? { ...shape, thread_metadata: { ...shape.thread_metadata, archived: isArchived(world, channel) } }
    : shape;
}

/** The ids of the messages that call this person, by name, role or everybody; in a direct message all do. */
function mentionsIn(world: World, channel: Channel, me: string): string[] {
  const roles = channel.guildId === null ? [] : world.state.guilds.get(channel.guildId)?.members.get(me)?.roles;
  return [...(world.state.messages.get(channel.id)?.values() ?? [])]
    .filter(
      (message) =>
        message.authorId !== me &&
        isSeenBy(message, me) &&
        (channel.guildId === null ||
          message.mentionEveryone ||
          message.mentions.includes(me) ||
          message.mentionRoles.some((role) => roles?.includes(role))),
    )
    .map(({ id }) => id);
}

const inGuildOrMine = (channel: Channel, guildId: string, me: string): boolean =>
  channel.guildId === guildId || (channel.guildId === null && channel.recipients.includes(me));

const requireView = (world: World, me: string, channelId: string): Channel | undefined => {
  const channel = world.state.channels.get(channelId);
  return channel && canView(world.state, channel, me) ? channel : undefined;
};

/** Oldest first: the newest, those before a message, or those around one. */
export function pageMessages(
  world: World,
  me: string,
  channelId: string,
  place: { readonly before?: string | undefined; readonly around?: string | undefined },
): object {
  if (!requireView(world, me, channelId)) return { items: [], hasOlder: false };
  const all = [...(world.state.messages.get(channelId)?.values() ?? [])].filter((message) => isSeenBy(message, me));
  const { before, around } = place;
  const found = all.findIndex((message) => compareIds(message.id, before ?? around ?? '0') >= 0);
  const end =
    before === undefined && around === undefined
      ? all.length
      : found < 0
        ? all.length
        : around === undefined
          ? found
          : found + PAGE_MESSAGES / 2;
  // From a message in the middle everything newer comes along: the list is then whole to its end.
  const from = Math.max(0, (around === undefined ? end : found) - PAGE_MESSAGES);
  const items = all.slice(from, around === undefined ? end : all.length);
  return { items: items.map((message) => messageShape(world, message, me)), hasOlder: from > 0 };
}

/** What this person may use in this channel now: bots change their commands at any time. */
export const pageCommands = (world: World, me: string, channelId: string): object[] => {
  const channel = requireView(world, me, channelId);
  return channel
    ? commandsFor(world, channel, me).map((command) => commandShape(command, world.state.applicationId))
    : [];
};

export const pagePins = (world: World, me: string, channelId: string): object[] => {
  const channel = requireView(world, me, channelId);
  return channel ? pinned(world, channel).map((message) => messageShape(world, message, me)) : [];
};

export const pageThreads = (world: World, me: string, channelId: string): object[] =>
  [...world.state.channels.values()]
    .filter((channel) => channel.thread && channel.parentId === channelId && canView(world.state, channel, me))
    .sort((a, b) => compareIds(b.id, a.id))
    .map((channel) => channelNow(world, channel, me));
