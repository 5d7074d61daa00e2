import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Channel } from './model.ts';
import { permissionsIn } from './permissions.ts';
import type { World } from './world.ts';

export interface AllowedMentions {
  readonly parse?: readonly (string | null)[] | null | undefined;
  readonly users?: readonly (string | null)[] | null | undefined;
  readonly roles?: readonly (string | null)[] | null | undefined;
  readonly replied_user?: boolean | null | undefined;
}

export interface Mentions {
  readonly everyone: boolean;
  readonly users: string[];
  readonly roles: string[];
}

/** A message's default pings everyone it names; an interaction's or webhook's only the people. */
export const MESSAGE_MENTIONS: AllowedMentions = { parse: ['users', 'roles', 'everyone'], replied_user: true };
export const WEBHOOK_MENTIONS: AllowedMentions = { parse: ['users'], replied_user: false };

/** Whom `content` really pings, given what the sender allows and may. */
export function mentionsOf(
  world: World,
  channel: Channel,
  authorId: string,
  content: string,
  allowed: AllowedMentions,
): Mentions {
  if (!content.includes('<@') && !content.includes('@everyone') && !content.includes('@here')) return NOBODY;
  const mayPingAll = (permissionsIn(world.state, channel, authorId, 0) & P.MentionEveryone) !== 0n;
  const parses = (kind: string): boolean => allowed.parse?.includes(kind) ?? false;
  const ids = (pattern: RegExp): string[] => [
    ...new Set([...content.matchAll(pattern)].map((match) => match[1] ?? '')),
  ];
  const guild = channel.guildId === null ? undefined : world.state.guilds.get(channel.guildId);
  return {
    everyone: mayPingAll && parses('everyone') && /@(?:everyone|here)\b/.test(content),
    users: ids(/<@!?(\d{15,20})>/g).filter(
      (id) => world.state.users.has(id) && (parses('users') || (allowed.users?.includes(id) ?? false)),
    ),
    roles: ids(/<@&(\d{15,20})>/g).filter((id) => {
      const role = guild?.roles.get(id);
      return role && (role.mentionable || mayPingAll) && (parses('roles') || (allowed.roles?.includes(id) ?? false));
    }),
  };
}

const NOBODY: Mentions = { everyone: false, users: [], roles: [] };
