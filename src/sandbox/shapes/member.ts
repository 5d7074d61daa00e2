import type { APIGuildMember } from 'discord-api-types/v10';
import type { Member, User } from '../model.ts';
import { userShape } from './user.ts';

/** A number, where the enum has no name for none. */
const NO_FLAGS: number = 0;

export const memberShape = (member: Member, user: User): APIGuildMember => ({
  ...memberWithoutUser(member),
  user: userShape(user),
});

/** As it stands in a message's `member`. */
export const memberWithoutUser = (member: Member): Omit<APIGuildMember, 'user'> => ({
  nick: member.nick,
  avatar: null,
  banner: null,
  roles: member.roles,
  joined_at: new Date(member.joinedAt).toISOString(),
  premium_since: null,
  pending: false,
  deaf: false,
  mute: false,
  flags: NO_FLAGS,
  communication_disabled_until: member.timedOutUntil === null ? null : new Date(member.timedOutUntil).toISOString(),
});
