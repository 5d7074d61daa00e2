import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Channel, Message } from '../model.ts';
import { requireIn } from '../permissions.ts';
import { addReaction, clearReactions, parseEmoji, reactionOf, removeReaction } from '../reactions.ts';
import { userShape } from '../shapes/user.ts';
import { compareIds } from '../snowflake.ts';
import { botId, channelOf, messageOf, userOf } from '../world.ts';
import { type RestCall, type Route, done, limitOf, ok, route } from './route.ts';

const BASE = '/channels/:channel_id/messages/:message_id/reactions';
const RATE = { limit: 1, perMs: 250 };

function target(call: RestCall, needed = 0n): { channel: Channel; message: Message } {
  const { world } = call;
  const channel = channelOf(world, call.id('channel_id'));
  requireIn(world.state, channel, botId(world), world.clock.now(), needed);
  return { channel, message: messageOf(world, channel.id, call.id('message_id'), botId(world)) };
}

export const reactionRoutes: readonly Route[] = [
  route(`PUT ${BASE}/:emoji/@me`, {
    major: 'channel_id',
    rate: RATE,
    run(call) {
      const { channel, message } = target(call);
      addReaction(call.world, channel, message, parseEmoji(call.param('emoji')), botId(call.world));
      return done;
    },
  }),
  route(`DELETE ${BASE}/:emoji/@me`, {
    major: 'channel_id',
    rate: RATE,
    run(call) {
      const { channel, message } = target(call);
      removeReaction(call.world, channel, message, parseEmoji(call.param('emoji')), botId(call.world));
      return done;
    },
  }),
  route(`DELETE ${BASE}/:emoji/:user_id`, {
    major: 'channel_id',
    rate: RATE,
    run(call) {
      const { channel, message } = target(call, P.ManageMessages);
      removeReaction(call.world, channel, message, parseEmoji(call.param('emoji')), call.id('user_id'));
      return done;
    },
  }),
  route(`GET ${BASE}/:emoji`, {
    major: 'channel_id',
    run(call) {
      const { message } = target(call, P.ReadMessageHistory);
      const limit = limitOf(call.query, 25);
      const after = call.query.get('after') ?? '0';
      const users = [...(reactionOf(message, parseEmoji(call.param('emoji')))?.users ?? [])].sort(compareIds);
      return ok(
        users
          .filter((id) => compareIds(id, after) > 0)
          .slice(0, limit)
          .map((id) => userShape(userOf(call.world, id))),
      );
    },
  }),
  route(`DELETE ${BASE}/:emoji`, {
    major: 'channel_id',
    rate: RATE,
    run(call) {
      const { channel, message } = target(call, P.ManageMessages);
      clearReactions(call.world, channel, message, parseEmoji(call.param('emoji')));
      return done;
    },
  }),
  route(`DELETE ${BASE}`, {
    major: 'channel_id',
    rate: RATE,
    run(call) {
      const { channel, message } = target(call, P.ManageMessages);
      clearReactions(call.world, channel, message);
      return done;
    },
  }),
];
