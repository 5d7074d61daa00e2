import { GatewayIntentBits } from 'discord-api-types/v10';
import { memberShape } from '../shapes/member.ts';
import type { World } from '../world.ts';

/** GUILD_MEMBERS_CHUNK for REQUEST_GUILD_MEMBERS: by ids, by the beginning of a name, or all (which needs GUILD_MEMBERS). */
export function memberChunks(world: World, request: Readonly<Record<string, unknown>>, intents: number): object[] {
  const guild = world.state.guilds.get(String(request['guild_id']));
  if (!guild) return [];
  const ids = request['user_ids'] === undefined ? undefined : [request['user_ids']].flat().map(String);
  const query = typeof request['query'] === 'string' ? request['query'].toLowerCase() : '';
  const limit = Number(request['limit'] ?? 0) || Infinity;
  if (!ids && query === '' && !(intents & GatewayIntentBits.GuildMembers)) return [];
  const found = [...guild.members.values()]
    .flatMap((member) => {
      const user = world.state.users.get(member.userId);
      return user ? [{ member, user }] : [];
    })
    .filter(({ member, user }) =>
      ids ? ids.includes(user.id) : (member.nick ?? user.username).toLowerCase().startsWith(query),
    )
    .slice(0, limit)
    .map(({ member, user }) => memberShape(member, user));
  const count = Math.max(1, Math.ceil(found.length / 1000));
  return Array.from({ length: count }, (_, index) => ({
    guild_id: guild.id,
    members: found.slice(index * 1000, (index + 1) * 1000),
    chunk_index: index,
    chunk_count: count,
    not_found: ids?.filter((id) => !guild.members.has(id)) ?? [],
    ...(typeof request['nonce'] === 'string' && { nonce: request['nonce'] }),
  }));
}
