import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { ACTION, record } from '../audit.ts';
import { announceMember } from '../members.ts';
import type { Guild, Role } from '../model.ts';
import { EVERY_PERMISSION, rankOf, requireInGuild } from '../permissions.ts';
import { DiscordRefusal, refused } from '../refused.ts';
import { roleShape } from '../shapes/role.ts';
import { type World, botId, guildOf, roleOf } from '../world.ts';
import { type RestCall, type Route, done, ok, route } from './route.ts';

interface RoleBody {
  readonly name?: string | null;
  readonly permissions?: string | number | null;
  readonly color?: number | null;
  readonly colors?: { readonly primary_color?: number | null } | null;
  readonly hoist?: boolean | null;
  readonly mentionable?: boolean | null;
}

const BASE = '/guilds/:guild_id/roles';
const RATE = { limit: 10, perMs: 10_000 };

const announceRole = (world: World, t: 'GUILD_ROLE_CREATE' | 'GUILD_ROLE_UPDATE', guild: Guild, role: Role): void => {
  world.events.publish({ t, d: { guild_id: guild.id, role: roleShape(role) }, guildId: guild.id });
};

/** Nobody hands out a permission that they lack. */
function bitsFrom(given: string | number | null | undefined, usual: bigint, own: bigint): bigint {
  if (given == null) return usual;
  const bits = BigInt(given) & EVERY_PERMISSION;
  if (((bits ^ usual) & bits & ~own) !== 0n) throw refused(50013);
  return bits;
}

function below(call: RestCall, guild: Guild): Role {
  const role = roleOf(guild, call.id('role_id'));
  if (role.id !== guild.id && role.position >= rankOf(guild, botId(call.world))) throw refused(50013);
  return role;
}

export const roleRoutes: readonly Route[] = [
  route(`GET ${BASE}`, {
    major: 'guild_id',
    run: (call) => ok([...guildOf(call.world, call.id('guild_id')).roles.values()].map(roleShape)),
  }),
  route(`GET ${BASE}/:role_id`, {
    major: 'guild_id',
    run: (call) => ok(roleShape(roleOf(guildOf(call.world, call.id('guild_id')), call.id('role_id')))),
  }),
  route<RoleBody>(`POST ${BASE}`, {
    major: 'guild_id',
    rate: RATE,
    body: 'CreateRoleRequest',
    run(call, body) {
      const { world } = call;
      const guild = guildOf(world, call.id('guild_id'));
      const own = requireInGuild(guild, botId(world), P.ManageRoles);
      if (guild.roles.size >= world.limits.roles)
        throw new DiscordRefusal(30005, 400, `Maximum number of server roles reached (${world.limits.roles})`);
      const everyone = guild.roles.get(guild.id)?.permissions ?? 0n;
      const role: Role = {
        id: world.newSnowflake(),
        name: body.name ?? 'new role',
        color: Number(body.colors?.primary_color ?? body.color ?? 0),
        hoist: body.hoist ?? false,
        position: 1,
        permissions: bitsFrom(body.permissions, everyone, own),
        mentionable: body.mentionable ?? false,
      };
      for (const other of guild.roles.values()) if (other.id !== guild.id) other.position++;
      guild.roles.set(role.id, role);
      announceRole(world, 'GUILD_ROLE_CREATE', guild, role);
      record(world, guild.id, {
        actionType: ACTION.roleCreate,
        targetId: role.id,
        reason: call.reason,
        changes: [{ key: 'name', new_value: role.name }],
      });
      return ok(roleShape(role));
    },
  }),
  route<RoleBody>(`PATCH ${BASE}/:role_id`, {
    major: 'guild_id',
    rate: RATE,
    body: 'UpdateRoleRequestPartial',
    run(call, body) {
      const { world } = call;
      const guild = guildOf(world, call.id('guild_id'));
      const own = requireInGuild(guild, botId(world), P.ManageRoles);
      const role = below(call, guild);
      const permissions = bitsFrom(body.permissions, role.permissions, own);
      if (body.name != null) role.name = body.name;
      const color = body.colors?.primary_color ?? body.color;
      if (color != null) role.color = Number(color);
      if (body.hoist != null) role.hoist = body.hoist;
      if (body.mentionable != null) role.mentionable = body.mentionable;
      role.permissions = permissions;
      announceRole(world, 'GUILD_ROLE_UPDATE', guild, role);
      record(world, guild.id, { actionType: ACTION.roleUpdate, targetId: role.id, reason: call.reason });
      return ok(roleShape(role));
    },
  }),
  route<{ id: string; position?: number | null }[]>(`PATCH ${BASE}`, {
    major: 'guild_id',
    rate: RATE,
    body: 'RolePositions',
    run(call, body) {
      const { world } = call;
      const guild = guildOf(world, call.id('guild_id'));
      requireInGuild(guild, botId(world), P.ManageRoles);
      const rank = rankOf(guild, botId(world));
      for (const { id, position } of body) {
        if (roleOf(guild, id).position >= rank || (position ?? 0) >= rank) throw refused(50013);
      }
      for (const { id, position } of body) {
        const role = roleOf(guild, id);
        if (position != null) role.position = position;
        announceRole(world, 'GUILD_ROLE_UPDATE', guild, role);
      }
      return ok([...guild.roles.values()].map(roleShape));
    },
  }),
  route(`DELETE ${BASE}/:role_id`, {
    major: 'guild_id',
    rate: RATE,
    run(call) {
      const { world } = call;
      const guild = guildOf(world, call.id('guild_id'));
      requireInGuild(guild, botId(world), P.ManageRoles);
      const role = below(call, guild);
      if (role.id === guild.id || role.botId !== undefined) throw refused(50028);
      guild.roles.delete(role.id);
      for (const member of guild.members.values()) {
        if (!member.roles.includes(role.id)) continue;
        member.roles = member.roles.filter((id) => id !== role.id);
        announceMember(world, guild, member);
      }
      world.events.publish({ t: 'GUILD_ROLE_DELETE', d: { guild_id: guild.id, role_id: role.id }, guildId: guild.id });
      record(world, guild.id, { actionType: ACTION.roleDelete, targetId: role.id, reason: call.reason });
      return done;
    },
  }),
];
