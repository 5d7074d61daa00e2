import { ACTION, changesBetween, record } from './audit.ts';
import type { Guild, Member } from './model.ts';
import { rankOf } from './permissions.ts';
import { refused } from './refused.ts';
import { memberShape } from './shapes/member.ts';
import { userShape } from './shapes/user.ts';
import { type World, roleOf, userOf } from './world.ts';

/** Whether `by` may give or take a role: it must stand below their own, and be nobody's bot role. Refuses 10011, 50013, 50028. */
export function requireAssignable(guild: Guild, roleId: string, by: string): void {
  const role = roleOf(guild, roleId);
  if (role.id === guild.id || role.botId !== undefined) throw refused(50028);
  if (role.position >= rankOf(guild, by)) throw refused(50013);
}

export interface Change {
  readonly by: string;
  readonly reason?: string | undefined;
}

/** Gives a member exactly `roles`; every role that changes must be assignable by who changes it. */
export function setRoles(world: World, guild: Guild, member: Member, roles: readonly string[], change: Change): void {
  const next = [...new Set(roles)];
  const added = next.filter((id) => !member.roles.includes(id));
  const removed = member.roles.filter((id) => !next.includes(id));
  for (const id of [...added, ...removed]) requireAssignable(guild, id, change.by);
  if (added.length === 0 && removed.length === 0) return;
  member.roles = next;
  announceMember(world, guild, member);
  const named = (ids: readonly string[]): object[] => ids.map((id) => ({ id, name: guild.roles.get(id)?.name }));
  record(world, guild.id, {
    actionType: ACTION.memberRoleUpdate,
    targetId: member.userId,
    userId: change.by,
    reason: change.reason,
    changes: [
      ...(added.length > 0 ? [{ key: '$add', new_value: named(added) }] : []),
      ...(removed.length > 0 ? [{ key: '$remove', new_value: named(removed) }] : []),
    ],
  });
}

/** Nickname and time-out: only of those who stand below. */
export function editMember(
  world: World,
  guild: Guild,
  member: Member,
  next: Partial<Pick<Member, 'nick' | 'timedOutUntil'>>,
  change: Change,
): void {
  if (member.userId !== change.by && rankOf(guild, member.userId) >= rankOf(guild, change.by)) throw refused(50013);
  const before = { nick: member.nick, communication_disabled_until: member.timedOutUntil };
  Object.assign(member, next);
  announceMember(world, guild, member);
  record(world, guild.id, {
    actionType: ACTION.memberUpdate,
    targetId: member.userId,
    userId: change.by,
    reason: change.reason,
    changes: changesBetween(before, { nick: member.nick, communication_disabled_until: member.timedOutUntil }),
  });
}

export function announceMember(world: World, guild: Guild, member: Member): void {
  world.events.publish({
    t: 'GUILD_MEMBER_UPDATE',
    d: { ...memberShape(member, userOf(world, member.userId)), guild_id: guild.id },
    guildId: guild.id,
  });
}

export function leaveGuild(world: World, guild: Guild, userId: string): void {
  guild.members.delete(userId);
  world.events.publish({
    t: 'GUILD_MEMBER_REMOVE',
    d: { guild_id: guild.id, user: userShape(userOf(world, userId)) },
    guildId: guild.id,
  });
}
