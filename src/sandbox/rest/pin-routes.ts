import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Channel, Message } from '../model.ts';
import { requireIn } from '../permissions.ts';
import { pin, pinned, unpin } from '../pins.ts';
import { messageForBot } from '../message-for-bot.ts';
import { botId, channelOf, messageOf } from '../world.ts';
import { type RestCall, type Route, done, limitOf, ok, route } from './route.ts';

function target(call: RestCall): { channel: Channel; message: Message } {
  const { world } = call;
  const channel = channelOf(world, call.id('channel_id'));
  requireIn(world.state, channel, botId(world), world.clock.now(), P.PinMessages);
  return { channel, message: messageOf(world, channel.id, call.id('message_id'), botId(world)) };
}

function readable(call: RestCall): Channel {
  const { world } = call;
  const channel = channelOf(world, call.id('channel_id'));
  requireIn(world.state, channel, botId(world), world.clock.now(), P.ReadMessageHistory);
  return channel;
}

const RATE = { limit: 5, perMs: 5_000 };
const BOTH_PATHS = ['/channels/:channel_id/messages/pins', '/channels/:channel_id/pins'] as const;

export const pinRoutes: readonly Route[] = [
  route('GET /channels/:channel_id/messages/pins', {
    major: 'channel_id',
    run(call) {
      const { world } = call;
      const limit = limitOf(call.query, 50);
      const before = call.query.get('before');
      const older = pinned(world, readable(call)).filter(
        (one) => before === null || (one.pinnedAt ?? 0) < Date.parse(before),
      );
      return ok({
        items: older.slice(0, limit).map((message) => ({
          pinned_at: new Date(message.pinnedAt ?? 0).toISOString(),
          message: messageForBot(world, message),
        })),
        has_more: older.length > limit,
      });
    },
  }),
  route('GET /channels/:channel_id/pins', {
    major: 'channel_id',
    run: (call) => ok(pinned(call.world, readable(call)).map((message) => messageForBot(call.world, message))),
  }),
  ...BOTH_PATHS.flatMap((path) => [
    route(`PUT ${path}/:message_id`, {
      major: 'channel_id',
      rate: RATE,
      run(call) {
        const { channel, message } = target(call);
        pin(call.world, channel, message, botId(call.world), call.reason);
        return done;
      },
    }),
    route(`DELETE ${path}/:message_id`, {
      major: 'channel_id',
      rate: RATE,
      run(call) {
        const { channel, message } = target(call);
        unpin(call.world, channel, message, botId(call.world), call.reason);
        return done;
      },
    }),
  ]),
];
