import type { APIRole } from 'discord-api-types/v10';
import type { Role } from '../model.ts';

/** A number, where the enum has no name for none. */
const NO_FLAGS: number = 0;

export const roleShape = (role: Role): APIRole => ({
  id: role.id,
  name: role.name,
  color: role.color,
  colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
  hoist: role.hoist,
  icon: null,
  unicode_emoji: null,
  position: role.position,
  permissions: String(role.permissions),
  managed: role.botId !== undefined,
  mentionable: role.mentionable,
  flags: NO_FLAGS,
  ...(role.botId !== undefined && { tags: { bot_id: role.botId } }),
});
