import type { Guild } from '../model.ts';
import { userShape } from '../shapes/user.ts';
import { type World, botId, userOf } from '../world.ts';
import { PRIVILEGED } from './intents.ts';

/** What READY carries; `shard` as the bot named it. */
export const readyData = (
  world: World,
  sessionId: string,
  guilds: readonly Guild[],
  grantedIntents: number,
  shard: unknown,
): object => ({
  v: 10,
  user: { ...userShape(userOf(world, botId(world))), verified: true, mfa_enabled: false, email: null },
  guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
  session_id: sessionId,
  session_type: 'normal',
  resume_gateway_url: world.url.replace(/^http/, 'ws') + '/gateway',
  private_channels: [],
  relationships: [],
  application: { id: botId(world), flags: (grantedIntents & PRIVILEGED) === PRIVILEGED ? 1 << 19 : 0 },
  ...(Array.isArray(shard) && { shard }),
});
