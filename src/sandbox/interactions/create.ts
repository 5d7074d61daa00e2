import type { APIMessageInteractionMetadata } from 'discord-api-types/v10';
import { randomDigits } from '../../base/ids.ts';
import type { Channel, Message } from '../model.ts';
import { permissionsIn } from '../permissions.ts';
import { channelShape } from '../shapes/channel.ts';
import { memberShape } from '../shapes/member.ts';
import { messageShape } from '../shapes/message.ts';
import { userShape } from '../shapes/user.ts';
import { type World, botId, userOf } from '../world.ts';
import { type Interaction, type InteractionType, type Interactions, RESPONSE_DEADLINE_MS } from './interaction.ts';

export interface Act {
  readonly type: InteractionType;
  readonly userId: string;
  readonly channel: Channel;
  /** `data` of the gateway payload. */
  readonly data: object;
  /** The message whose component was used, or on which a modal stood. */
  readonly source?: Message;
  readonly commandType?: number;
  /** With group and subcommand: `incident declare`. */
  readonly commandName?: string;
  readonly locale?: string;
}

/** Sends INTERACTION_CREATE and starts the three seconds. */
export function createInteraction(world: World, interactions: Interactions, act: Act): Interaction {
  const { channel, userId, source } = act;
  const id = world.newSnowflake();
  const user = userShape(userOf(world, userId));
  const owners: Record<number, string> = { [channel.guildId === null ? 1 : 0]: channel.guildId ?? userId };
  const interaction: Interaction = {
    id,
    token: randomDigits(60),
    type: act.type,
    userId,
    channelId: channel.id,
    guildId: channel.guildId,
    createdAt: world.clock.now(),
    metadata: {
      id,
      type: act.type,
      user,
      authorizing_integration_owners: owners,
      ...(act.type === 3 && source && { interacted_message_id: source.id }),
    } as APIMessageInteractionMetadata, // its variants differ by `type` only in fields that are optional here
    ...(source && { sourceMessageId: source.id }),
    ...(act.commandType !== undefined && { commandType: act.commandType }),
    ...(act.commandName !== undefined && act.type === 2 && { commandName: act.commandName }),
    state: 'waiting',
    followUps: [],
    deferredEphemeral: false,
    pending: false,
    watchers: new Set(),
  };
  interactions.add(interaction);
  world.clock.at(interaction.createdAt + RESPONSE_DEADLINE_MS, () => {
    if (interaction.state !== 'waiting') return;
    interaction.state = 'failed';
    interactions.changed(interaction);
  });
  world.events.publish({
    t: 'INTERACTION_CREATE',
    d: payload(world, interaction, act, user, owners),
    guildId: channel.guildId,
    onlyFor: [botId(world)],
  });
  return interaction;
}

function payload(world: World, interaction: Interaction, act: Act, user: object, owners: object): object {
  const { channel, userId, source } = act;
  const { state, clock } = world;
  const guild = channel.guildId === null ? undefined : state.guilds.get(channel.guildId);
  const member = guild?.members.get(userId);
  const locale = act.locale ?? 'en-US';
  return {
    id: interaction.id,
    application_id: state.applicationId,
    type: act.type,
    data: act.data,
    token: interaction.token,
    version: 1,
    channel_id: channel.id,
    channel: channelShape(state, channel, botId(world)),
    app_permissions: String(permissionsIn(state, channel, botId(world), clock.now())),
    locale,
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: owners,
    context: guild ? 0 : 1,
    attachment_size_limit: 10 * 1024 * 1024,
    ...(guild &&
      member && {
        guild_id: guild.id,
        guild_locale: 'en-US',
        guild: { id: guild.id, locale: 'en-US', features: [] },
        member: {
          ...memberShape(member, userOf(world, userId)),
          permissions: String(permissionsIn(state, channel, userId, clock.now())),
        },
      }),
    ...(!guild && { user }),
    ...(source && { message: messageShape(world, source, botId(world)) }),
  };
}
