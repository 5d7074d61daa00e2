import { ApplicationFlags, GatewayIntentBits } from 'discord-api-types/v10';
import { userShape } from '../shapes/user.ts';
import { ownGuildShape } from '../shapes/guild.ts';
import { memberShape } from '../shapes/member.ts';
import { type World, botId, guildOf, memberOf, userOf } from '../world.ts';
import { openDirectMessage } from '../direct-messages.ts';
import { channelShape } from '../shapes/channel.ts';
import { type Route, ok, route } from './route.ts';

/** An application says by its flags which privileged intents it was granted; one in fewer than 100 servers has the limited ones. */
const GRANTED_FLAGS: readonly (readonly [GatewayIntentBits, ApplicationFlags])[] = [
  [GatewayIntentBits.GuildPresences, ApplicationFlags.GatewayPresenceLimited],
  [GatewayIntentBits.GuildMembers, ApplicationFlags.GatewayGuildMembersLimited],
  [GatewayIntentBits.MessageContent, ApplicationFlags.GatewayMessageContentLimited],
];

const applicationFlags = (world: World): number =>
  GRANTED_FLAGS.filter(([intent]) => (world.grantedIntents & intent) !== 0).reduce(
    (all, [, flag]) => all | flag,
    1 << 19,
  );

const applicationShape = (world: World): object => ({
  id: world.state.applicationId,
  name: userOf(world, botId(world)).username,
  icon: null,
  description: 'A bot in the sandbox',
  type: null,
  summary: '',
  verify_key: '0'.repeat(64),
  flags: applicationFlags(world),
  flags_new: String(applicationFlags(world)),
  bot: userShape(userOf(world, botId(world))),
  bot_public: false,
  bot_require_code_grant: false,
  redirect_uris: [],
  interactions_endpoint_url: null,
  role_connections_verification_url: null,
  owner: userShape(userOf(world, [...world.state.guilds.values()][0]?.ownerId ?? botId(world))),
  approximate_guild_count: world.state.guilds.size,
  approximate_user_install_count: 0,
  approximate_user_authorization_count: 0,
  event_webhooks_url: null,
  event_webhooks_status: 1,
  event_webhooks_types: [],
  explicit_content_filter: 0,
  eligible_oauth2_scopes: ['applications.commands', 'bot'],
  integration_types_config: { 0: {} },
  max_participants: null,
  tags: [],
  team: null,
});

const botShape = (world: World): object => ({
  ...userShape(userOf(world, botId(world))),
  locale: 'en-US',
  mfa_enabled: false,
  premium_type: 0,
  verified: true,
  email: null,
});

/** The application, the bot itself, and people. */
export const applicationRoutes: readonly Route[] = [
  route('GET /applications/@me', { run: (call) => ok(applicationShape(call.world)) }),
  route('GET /oauth2/applications/@me', { run: (call) => ok(applicationShape(call.world)) }),
  route('GET /users/@me', { run: (call) => ok(botShape(call.world)) }),
  route('GET /users/@me/guilds', {
    run(call) {
      const { world } = call;
      const own = [...world.state.guilds.values()].filter((guild) => guild.members.has(botId(world)));
      return ok(own.map((guild) => ownGuildShape(guild, botId(world))));
    },
  }),
  route('GET /users/@me/guilds/:guild_id/member', {
    run(call) {
      const guild = guildOf(call.world, call.id('guild_id'));
      return ok(memberShape(memberOf(guild, botId(call.world)), userOf(call.world, botId(call.world))));
    },
  }),
  route<{ recipient_id?: string | null }>('POST /users/@me/channels', {
    body: 'CreatePrivateChannelRequest',
    rate: { limit: 10, perMs: 10_000 },
    run(call, body) {
      const channel = openDirectMessage(call.world, botId(call.world), String(body.recipient_id ?? ''));
      return ok(channelShape(call.world.state, channel, botId(call.world)));
    },
  }),
  route('GET /users/:user_id', { run: (call) => ok(userShape(userOf(call.world, call.id('user_id')))) }),
];
