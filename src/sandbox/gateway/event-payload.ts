import { GatewayIntentBits, type APIMessage } from 'discord-api-types/v10';
import type { SandboxEvent } from '../events.ts';
import { withoutContent } from '../message-for-bot.ts';
import { canView } from '../permissions.ts';
import { type World, botId } from '../world.ts';
import { wants } from './intents.ts';

/** The bot sees every channel exist, but hears what happens only in those it may view. */
const ABOUT_CHANNELS = new Set(['CHANNEL_CREATE', 'CHANNEL_UPDATE', 'CHANNEL_DELETE']);

/** What of `event` a bot's session with `intents` gets, or undefined. */
export function eventPayload(world: World, event: SandboxEvent, intents: number): object | undefined {
  if (!wants(intents, event.t, event.guildId != null)) return undefined;
  const bot = botId(world);
  if (event.onlyFor) return event.onlyFor.includes(bot) ? event.d : undefined;
  if (event.guildId != null && !world.state.guilds.get(event.guildId)?.members.has(bot)) return undefined;
  if (event.channelId !== undefined && !ABOUT_CHANNELS.has(event.t)) {
    const channel = world.state.channels.get(event.channelId);
    if (channel && !canView(world.state, channel, bot)) return undefined;
  }
  if ((event.t === 'MESSAGE_CREATE' || event.t === 'MESSAGE_UPDATE') && !(intents & GatewayIntentBits.MessageContent)) {
    return withoutContent(event.d as APIMessage, event.guildId != null, bot);
  }
  return event.d;
}
