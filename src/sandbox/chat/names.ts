import type { SeenChannel, SeenSnapshot } from './seen.ts';
import type { Names } from './text.ts';

/** `general`; of direct messages, whom they are with. */
export const channelName = ({ id, name, recipients }: SeenChannel): string =>
  name ?? recipients?.map((user) => user.global_name ?? user.username).join(', ') ?? id;

/** `#general`, `@Muster`. */
export const channelTitle = (channel: SeenChannel): string =>
  `${channel.name === undefined ? '@' : '#'}${channelName(channel)}`;

/** Who is meant by the ids in messages. */
export const namesIn = (seen: SeenSnapshot, nowMs: () => number): Names => ({
  user: (id) => {
    const member = seen.members.find(({ user }) => user.id === id);
    return member && (member.nick ?? member.user.global_name ?? member.user.username);
  },
  role: (id) => seen.roles.find((role) => role.id === id)?.name,
  channel: (id) => {
    const channel = seen.channels.find((one) => one.id === id);
    return channel && channelName(channel);
  },
  nowMs,
});
