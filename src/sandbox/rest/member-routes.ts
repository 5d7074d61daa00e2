import { GatewayIntentBits, PermissionFlagsBits as P } from 'discord-api-types/v10';
import { ACTION, record } from '../audit.ts';
import { type Change, editMember, leaveGuild, setRoles } from '../members.ts';
import { rankOf, requireInGuild } from '../permissions.ts';
import { refused } from '../refused.ts';
import { memberShape } from '../shapes/member.ts';
import { compareIds } from '../snowflake.ts';
import { botId, guildOf, memberOf, userOf } from '../world.ts';
import { type RestCall, type Route, done, limitOf, ok, route } from './route.ts';

interface MemberPatch {
  readonly nick?: string | null;
  readonly roles?: readonly (string | null)[] | null;
  readonly communication_disabled_until?: string | null;
}

const BASE = '/guilds/:guild_id/members';
const RATE = { limit: 10, perMs: 10_000 };

const change = (call: RestCall): Change => ({ by: botId(call.world), reason: call.reason });

export const memberRoutes: readonly Route[] = [
  route(`GET ${BASE}`, {
    major: 'guild_id',
    run(call) {
      const guild = guildOf(call.world, call.id('guild_id'));
      // https://docs.discord.com/developers/resources/guild#list-guild-members: restricted by the intent.
      if (!(call.world.grantedIntents & GatewayIntentBits.GuildMembers)) throw refused(50001);
      const after = call.query.get('after') ?? '0';
      const members = [...guild.members.values()]
        .filter((member) => compareIds(member.userId, after) > 0)
        .sort((a, b) => compareIds(a.userId, b.userId))
        .slice(0, limitOf(call.query, 1));
      return ok(members.map((member) => memberShape(member, userOf(call.world, member.userId))));
    },
  }),
  route(`GET ${BASE}/search`, {
    major: 'guild_id',
    run(call) {
      const guild = guildOf(call.world, call.id('guild_id'));
      const query = (call.query.get('query') ?? '').toLowerCase();
      const found = [...guild.members.values()].filter((member) =>
        [member.nick, userOf(call.world, member.userId).username].some((name) => name?.toLowerCase().startsWith(query)),
      );
      return ok(
        found.slice(0, limitOf(call.query, 1)).map((member) => memberShape(member, userOf(call.world, member.userId))),
      );
    },
  }),
  route(`GET ${BASE}/:user_id`, {
    major: 'guild_id',
    run(call) {
      const guild = guildOf(call.world, call.id('guild_id'));
      const user = userOf(call.world, call.id('user_id'));
      return ok(memberShape(memberOf(guild, user.id), user));
    },
  }),
  route<{ nick?: string | null }>(`PATCH ${BASE}/@me`, {
    major: 'guild_id',
    body: 'MemberPatch',
    run(call, body) {
      const guild = guildOf(call.world, call.id('guild_id'));
      requireInGuild(guild, botId(call.world), P.ChangeNickname);
      const member = memberOf(guild, botId(call.world));
      if (body.nick !== undefined) editMember(call.world, guild, member, { nick: body.nick || null }, change(call));
      return ok(memberShape(member, userOf(call.world, member.userId)));
    },
  }),
  route<MemberPatch>(`PATCH ${BASE}/:user_id`, {
    major: 'guild_id',
    rate: RATE,
    body: 'MemberPatch',
    run(call, body) {
      const { world } = call;
      const guild = guildOf(world, call.id('guild_id'));
      const member = memberOf(guild, call.id('user_id'));
      const { nick, roles, communication_disabled_until: until } = body;
      const needed =
        (nick !== undefined ? P.ManageNicknames : 0n) |
        (roles ? P.ManageRoles : 0n) |
        (until !== undefined ? P.ModerateMembers : 0n);
      requireInGuild(guild, botId(world), needed);
      if (roles)
        setRoles(
          world,
          guild,
          member,
          roles.filter((id) => id !== null),
          change(call),
        );
      if (nick !== undefined || until !== undefined) {
        editMember(
          world,
          guild,
          member,
          {
            ...(nick !== undefined && { nick: nick || null }),
            ...(until !== undefined && { timedOutUntil: until === null ? null : Date.parse(until) }),
          },
          change(call),
        );
      }
      return ok(memberShape(member, userOf(world, member.userId)));
    },
  }),
  route(`DELETE ${BASE}/:user_id`, {
    major: 'guild_id',
    rate: RATE,
    run(call) {
      const { world } = call;
      const guild = guildOf(world, call.id('guild_id'));
      requireInGuild(guild, botId(world), P.KickMembers);
      const member = memberOf(guild, call.id('user_id'));
      if (rankOf(guild, member.userId) >= rankOf(guild, botId(world))) throw refused(50013);
      leaveGuild(world, guild, member.userId);
      record(world, guild.id, { actionType: ACTION.memberKick, targetId: member.userId, reason: call.reason });
      return done;
    },
  }),
  ...(['PUT', 'DELETE'] as const).map((method) =>
    route(`${method} ${BASE}/:user_id/roles/:role_id`, {
      major: 'guild_id',
      rate: RATE,
      run(call) {
        const { world } = call;
        const guild = guildOf(world, call.id('guild_id'));
        requireInGuild(guild, botId(world), P.ManageRoles);
        const member = memberOf(guild, call.id('user_id'));
        const roleId = call.id('role_id');
        if (!guild.roles.has(roleId)) throw refused(10011);
        const others = member.roles.filter((id) => id !== roleId);
        setRoles(world, guild, member, method === 'PUT' ? [...others, roleId] : others, change(call));
        return done;
      },
    }),
  ),
];
