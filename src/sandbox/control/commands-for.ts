import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Channel, Command } from '../model.ts';
import { permissionsIn } from '../permissions.ts';
import { type World, botId } from '../world.ts';

/** Commands of the guild and global ones that this person may use here: their own permissions against the command's. */
export function commandsFor(world: World, channel: Channel, userId: string): Command[] {
  const bits = permissionsIn(world.state, channel, userId, world.clock.now());
  const guild = channel.guildId === null ? undefined : world.state.guilds.get(channel.guildId);
  if (guild && (!(bits & P.UseApplicationCommands) || !guild.members.has(botId(world)))) return [];
  return [...world.state.commands.values()].filter((command) => {
    if (command.guildId !== null && command.guildId !== channel.guildId) return false;
    if (command.contexts && !command.contexts.includes(guild ? 0 : 1)) return false;
    const needed = guild ? command.defaultMemberPermissions : null;
    if (needed === null) return true;
    return needed === 0n ? (bits & P.Administrator) !== 0n : (bits & needed) === needed;
  });
}
