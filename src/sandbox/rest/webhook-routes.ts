import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { randomDigits } from '../../base/ids.ts';
import { ACTION, record } from '../audit.ts';
import { createMessage } from '../create-message.ts';
import { deleteMessage } from '../delete-message.ts';
import { editMessage } from '../edit-message.ts';
import type { MessageContent } from '../message-content.ts';
import type { Message, Webhook } from '../model.ts';
import { requireIn, requireInGuild } from '../permissions.ts';
import { refused } from '../refused.ts';
import { messageShape } from '../shapes/message.ts';
import { userShape } from '../shapes/user.ts';
import { type World, botId, channelOf, guildOf, userOf } from '../world.ts';
import { deleteWithToken, editWithToken, getWithToken, sendWithToken } from './interaction-routes.ts';
import { type RestCall, type Route, done, ok, route } from './route.ts';

const webhookShape = (world: World, webhook: Webhook): object => ({
  id: webhook.id,
  type: 1,
  name: webhook.name,
  avatar: null,
  channel_id: webhook.channelId,
  guild_id: world.state.channels.get(webhook.channelId)?.guildId ?? null,
  application_id: botId(world),
  user: userShape(userOf(world, webhook.creatorId)),
  token: webhook.token,
  url: `${world.url}/api/webhooks/${webhook.id}/${webhook.token}`,
});

const ofApplication = (call: RestCall): boolean => call.param('webhook_id') === botId(call.world);

function webhookOf(call: RestCall): Webhook {
  const webhook = call.world.state.webhooks.get(call.param('webhook_id'));
  if (!webhook) throw refused(10015);
  if (webhook.token !== call.param('webhook_token')) throw refused(50027);
  return webhook;
}

function ownMessage(call: RestCall): Message {
  const webhook = webhookOf(call);
  const channelId = call.query.get('thread_id') ?? webhook.channelId;
  const message = call.world.state.messages.get(channelId)?.get(call.param('message_id'));
  if (message?.webhookId !== webhook.id) throw refused(10008);
  return message;
}

const RATE = { limit: 5, perMs: 2_000 };
const TOKEN_PATH = '/webhooks/:webhook_id/:webhook_token';

export const webhookRoutes: readonly Route[] = [
  route<MessageContent & { username?: string | null }>(`POST ${TOKEN_PATH}`, {
    authenticated: false,
    major: 'webhook_token',
    rate: RATE,
    body: 'IncomingWebhookRequestPartial',
    run(call, body) {
      if (ofApplication(call)) return ok(sendWithToken(call, body));
      const { world } = call;
      const webhook = webhookOf(call);
      const channel = channelOf(world, call.query.get('thread_id') ?? webhook.channelId);
      const message = createMessage(
        world,
        { channel, authorId: webhook.id, webhookId: webhook.id, webhookName: body.username ?? webhook.name },
        body,
        call.files,
      );
      return call.query.get('wait') === 'true' ? ok(messageShape(world, message, botId(world))) : done;
    },
  }),
  route(`GET ${TOKEN_PATH}/messages/:message_id`, {
    authenticated: false,
    major: 'webhook_token',
    run: (call) =>
      ok(ofApplication(call) ? getWithToken(call) : messageShape(call.world, ownMessage(call), botId(call.world))),
  }),
  route<MessageContent>(`PATCH ${TOKEN_PATH}/messages/:message_id`, {
    authenticated: false,
    major: 'webhook_token',
    rate: RATE,
    body: 'IncomingWebhookUpdateRequestPartial',
    run(call, body) {
      if (ofApplication(call)) return ok(editWithToken(call, body));
      return ok(
        messageShape(call.world, editMessage(call.world, ownMessage(call), body, call.files), botId(call.world)),
      );
    },
  }),
  route(`DELETE ${TOKEN_PATH}/messages/:message_id`, {
    authenticated: false,
    major: 'webhook_token',
    rate: RATE,
    run(call) {
      if (ofApplication(call)) deleteWithToken(call);
      else deleteMessage(call.world, ownMessage(call));
      return done;
    },
  }),
  route('GET /channels/:channel_id/webhooks', {
    major: 'channel_id',
    run(call) {
      const { world } = call;
      const channel = channelOf(world, call.id('channel_id'));
      requireIn(world.state, channel, botId(world), world.clock.now(), P.ManageWebhooks);
      return ok(
        [...world.state.webhooks.values()]
          .filter((one) => one.channelId === channel.id)
          .map((one) => webhookShape(world, one)),
      );
    },
  }),
  route('GET /guilds/:guild_id/webhooks', {
    major: 'guild_id',
    run(call) {
      const { world } = call;
      const guild = guildOf(world, call.id('guild_id'));
      requireInGuild(guild, botId(world), P.ManageWebhooks);
      const inGuild = (one: Webhook): boolean => world.state.channels.get(one.channelId)?.guildId === guild.id;
      return ok([...world.state.webhooks.values()].filter(inGuild).map((one) => webhookShape(world, one)));
    },
  }),
  route<{ name: string }>('POST /channels/:channel_id/webhooks', {
    body: 'Webhook',
    major: 'channel_id',
    run(call, body) {
      const { world } = call;
      const channel = channelOf(world, call.id('channel_id'));
      requireIn(world.state, channel, botId(world), world.clock.now(), P.ManageWebhooks);
      const there = [...world.state.webhooks.values()].filter((one) => one.channelId === channel.id);
      if (there.length >= world.limits.webhooksPerChannel) throw refused(30007);
      const webhook: Webhook = {
        id: world.newSnowflake(),
        channelId: channel.id,
        token: randomDigits(68),
        creatorId: botId(world),
        name: String(body.name).trim(),
      };
      world.state.webhooks.set(webhook.id, webhook);
      if (channel.guildId !== null)
        record(world, channel.guildId, { actionType: ACTION.webhookCreate, targetId: webhook.id, reason: call.reason });
      return ok(webhookShape(world, webhook));
    },
  }),
  route('GET /webhooks/:webhook_id', {
    major: 'webhook_id',
    run(call) {
      const webhook = call.world.state.webhooks.get(call.param('webhook_id'));
      if (!webhook) throw refused(10015);
      return ok(webhookShape(call.world, webhook));
    },
  }),
  route('DELETE /webhooks/:webhook_id', {
    major: 'webhook_id',
    run(call) {
      if (!call.world.state.webhooks.delete(call.param('webhook_id'))) throw refused(10015);
      return done;
    },
  }),
];
