import type { APIUser } from 'discord-api-types/v10';
import type { User } from '../model.ts';

/** A number, where the enum has no name for none. */
const NO_FLAGS: number = 0;

export const userShape = (user: User): APIUser => ({
  id: user.id,
  username: user.username,
  discriminator: user.bot ? '0001' : '0',
  global_name: user.globalName,
  avatar: null,
  public_flags: NO_FLAGS,
  flags: NO_FLAGS,
  bot: user.bot,
  banner: null,
  accent_color: null,
  avatar_decoration_data: null,
  collectibles: null,
  primary_guild: null,
});
