import type { World } from '../world.ts';
import { botId, channelsOf } from '../world.ts';
import { commandShape } from '../shapes/command.ts';
import { memberShape } from '../shapes/member.ts';
import { roleShape } from '../shapes/role.ts';
import { commandsFor } from './commands-for.ts';
import { personOf } from './person-of.ts';
import type { Interactions } from '../interactions/interaction.ts';
import { canView } from '../permissions.ts';

/** What one person sees of a guild: all that a page needs to begin with. */
export function snapshot(world: World, interactions: Interactions, as: string, seq: number): object {
  const person = personOf(world, interactions, as);
  const guild = [...world.state.guilds.values()].find((one) => one.members.has(person.id));
  const anyChannel =
    guild &&
    channelsOf(world, guild.id).find((channel) => channel.type === 0 && canView(world.state, channel, person.id));
  return {
    me: person.id,
    applicationId: botId(world),
    guild: guild ? { id: guild.id, name: guild.name, ownerId: guild.ownerId } : null,
    roles: guild ? [...guild.roles.values()].map(roleShape) : [],
    members: guild
      ? [...guild.members.values()].flatMap((member) => {
          const user = world.state.users.get(member.userId);
          return user ? [memberShape(member, user)] : [];
        })
      : [],
    channels: person.channels(),
    commands: anyChannel ? commandsFor(world, anyChannel, person.id).map((one) => commandShape(one, botId(world))) : [],
    nowMs: world.clock.now(),
    seq,
  };
}

export const people = (world: World): object[] =>
  [...world.state.users.values()]
    .filter((user) => !user.bot)
    .map((user) => {
      const guild = [...world.state.guilds.values()][0];
      const roles = guild?.members.get(user.id)?.roles ?? [];
      return {
        id: user.id,
        name: user.username,
        displayName: user.globalName ?? user.username,
        roles: roles.flatMap((id) => guild?.roles.get(id)?.name ?? []),
      };
    });
