import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Instant } from '../base/clock.ts';
import type { Channel, Guild, Overwrite, Role, State, User } from './model.ts';
import type { Seed, SeedChannel } from './seed-shape.ts';
import { CHANNELS, PEOPLE, ROLES } from './small-company.ts';
import { snowflakeAt } from './snowflake.ts';

/** What everybody may do, as a new server of Discord's has it. */
export const EVERYONE_MAY =
  P.ViewChannel |
  P.SendMessages |
  P.SendMessagesInThreads |
  P.CreatePublicThreads |
  P.CreatePrivateThreads |
  P.EmbedLinks |
  P.AttachFiles |
  P.ReadMessageHistory |
  P.AddReactions |
  P.UseExternalEmojis |
  P.UseApplicationCommands |
  P.ChangeNickname |
  P.Connect |
  P.Speak |
  P.CreateInstantInvite;

/** What a bot of this kind is invited with. */
export const BOT_MAY =
  EVERYONE_MAY |
  P.ManageChannels |
  P.ManageRoles |
  P.ManageMessages |
  P.ManageThreads |
  P.ManageWebhooks |
  P.PinMessages |
  P.MentionEveryone |
  P.ViewAuditLog;

const KINDS = { text: 0, category: 4, announcement: 5, voice: 2, forum: 15 } as const;

/** The ids are the same in every sandbox, so that a muster.yaml may name people by id. */
const SEEDED_AT: Instant = Date.UTC(2025, 0, 1);

export function seededState(seed: Seed = {}): State {
  let step = 0;
  const next = (): string => snowflakeAt(SEEDED_AT + Math.floor(step / 4096), step++ % 4096);
  const guildId = next();
  const applicationId = next();
  const state: State = {
    applicationId,
    users: new Map(),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    commands: new Map(),
    webhooks: new Map(),
    audit: [],
    files: new Map(),
  };
  const bot: User = { id: applicationId, username: seed.botName ?? 'Muster', globalName: null, bot: true };
  state.users.set(bot.id, bot);
  const roles = seed.roles ?? ROLES;
  const guild: Guild = {
    id: guildId,
    name: seed.guildName ?? 'Lighthouse Ltd',
    ownerId: bot.id,
    roles: new Map(),
    members: new Map(),
  };
  state.guilds.set(guildId, guild);
  addRole(guild, {
    id: guildId,
    name: '@everyone',
    position: 0,
    permissions: seed.everyonePermissions ?? EVERYONE_MAY,
  });
  const roleIds = new Map<string, string>();
  roles.forEach((role, index) => {
    const id = next();
    roleIds.set(role.name, id);
    // Admin stands above the bot, everybody else below it.
    const position = index === 0 ? roles.length + 1 : roles.length - index;
    addRole(guild, { permissions: EVERYONE_MAY, ...role, id, position });
  });
  const botRole = next();
  addRole(guild, {
    id: botRole,
    name: bot.username,
    position: roles.length,
    permissions: seed.botPermissions ?? BOT_MAY,
    botId: bot.id,
  });
  addMember(guild, bot.id, [botRole]);
  for (const person of seed.people ?? PEOPLE) {
    const user: User = {
      id: next(),
      username: person.name,
      globalName: person.displayName ?? null,
      bot: false,
      ...(person.closedToDirectMessages && { closedToDirectMessages: true }),
    };
    state.users.set(user.id, user);
    addMember(
      guild,
      user.id,
      (person.roles ?? []).flatMap((name) => roleIds.get(name) ?? []),
    );
    if (person.owner) guild.ownerId = user.id;
  }
  const categories = new Map<string, string>();
  (seed.channels ?? CHANNELS).forEach((channel, position) => {
    const made = seededChannel(
      next(),
      guildId,
      channel,
      position,
      channel.category === undefined ? null : (categories.get(channel.category) ?? null),
    );
    if (channel.kind === 'category') categories.set(channel.name, made.id);
    if (channel.onlyFor)
      made.overwrites = onlyFor(
        guildId,
        bot.id,
        channel.onlyFor.flatMap((name) => roleIds.get(name) ?? []),
      );
    state.channels.set(made.id, made);
  });
  for (const name of seed.otherGuilds ?? []) addOtherGuild(state, bot.id, name, next);
  return state;
}

const addRole = (guild: Guild, role: Partial<Role> & Pick<Role, 'id' | 'name' | 'position' | 'permissions'>): void => {
  guild.roles.set(role.id, { color: 0, hoist: (role.color ?? 0) !== 0, mentionable: false, ...role });
};

const addMember = (guild: Guild, userId: string, roles: string[]): void => {
  guild.members.set(userId, { userId, nick: null, roles, joinedAt: SEEDED_AT, timedOutUntil: null });
};

const onlyFor = (everyone: string, bot: string, roles: readonly string[]): Overwrite[] => [
  { id: everyone, type: 0, allow: 0n, deny: P.ViewChannel },
  { id: bot, type: 1, allow: P.ViewChannel, deny: 0n },
  ...roles.map((id): Overwrite => ({ id, type: 0, allow: P.ViewChannel, deny: 0n })),
];

const seededChannel = (
  id: string,
  guildId: string,
  seed: SeedChannel,
  position: number,
  parentId: string | null,
): Channel => ({
  id,
  type: KINDS[seed.kind ?? 'text'],
  guildId,
  name: seed.name,
  topic: seed.topic ?? null,
  parentId,
  position,
  nsfw: false,
  rateLimitPerUser: 0,
  overwrites: [],
  lastMessageId: null,
  lastPinAt: null,
  recipients: [],
  thread: null,
});

function addOtherGuild(state: State, botId: string, name: string, next: () => string): void {
  const id = next();
  const people = [...state.users.values()].filter((user) => !user.bot);
  const guild: Guild = { id, name, ownerId: people[0]?.id ?? botId, roles: new Map(), members: new Map() };
  addRole(guild, { id, name: '@everyone', position: 0, permissions: EVERYONE_MAY });
  const role = next();
  addRole(guild, { id: role, name: 'bot', position: 1, permissions: BOT_MAY, botId });
  addMember(guild, botId, [role]);
  for (const person of people) addMember(guild, person.id, []);
  state.guilds.set(id, guild);
  const general = seededChannel(next(), id, { name: 'general' }, 0, null);
  state.channels.set(general.id, general);
}
