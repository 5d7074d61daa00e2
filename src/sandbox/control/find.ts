import type { Channel, Role, User } from '../model.ts';
import { refused } from '../refused.ts';
import type { World } from '../world.ts';

const bare = (text: string): string =>
  text
    .replace(/^<[@#]&?!?(\d+)>$/, '$1')
    .replace(/^[#@]/, '')
    .trim();

/** By id, `<#id>`, `#name` or name; of several, the first that was made. Refuses 10003. */
export function findChannel(world: World, text: string): Channel {
  const wanted = bare(text);
  const byId = world.state.channels.get(wanted);
  if (byId) return byId;
  const named = [...world.state.channels.values()].filter((channel) => channel.name === wanted);
  const channel = named.find((one) => one.type !== 4) ?? named[0];
  if (!channel) throw refused(10003, `Unknown Channel: there is no ${text.slice(0, 100)}`);
  return channel;
}

/** By id, mention, `@name` or name. Refuses 10013. */
export function findUser(world: World, text: string): User {
  const wanted = bare(text);
  const lower = wanted.toLowerCase();
  const user =
    world.state.users.get(wanted) ??
    [...world.state.users.values()].find(
      (one) => one.username.toLowerCase() === lower || one.globalName?.toLowerCase() === lower,
    );
  if (!user) throw refused(10013, `Unknown User: there is no ${text.slice(0, 100)}`);
  return user;
}

/** By id, mention, `@name` or name. Refuses 10011. */
export function findRole(world: World, guildId: string | null, text: string): Role {
  const roles = guildId === null ? undefined : world.state.guilds.get(guildId)?.roles;
  const wanted = bare(text);
  const role =
    roles?.get(wanted) ?? [...(roles?.values() ?? [])].find((one) => one.name.toLowerCase() === wanted.toLowerCase());
  if (!role) throw refused(10011, `Unknown Role: there is no ${text.slice(0, 100)}`);
  return role;
}
