import type { APIMessage } from 'discord-api-types/v10';
import {
  type CallbackBody,
  answer,
  answerable,
  editAnswer,
  followUp,
  followable,
  originalOf,
} from '../interactions/answer.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { deleteMessage } from '../delete-message.ts';
import { type MessageContent, EPHEMERAL, LOADING } from '../message-content.ts';
import type { Message } from '../model.ts';
import { invalidField, refused } from '../refused.ts';
import { messageShape } from '../shapes/message.ts';
import type { BodyName } from '../validation/validate-body.ts';
import { type World, botId } from '../world.ts';
import { type RestCall, type Route, done, ok, route } from './route.ts';

const CALLBACK_BODIES: Readonly<Record<number, BodyName>> = {
  1: 'PongInteractionCallbackRequest',
  4: 'CreateMessageInteractionCallbackRequest',
  5: 'CreateMessageInteractionCallbackRequest',
  6: 'UpdateMessageInteractionCallbackRequest',
  7: 'UpdateMessageInteractionCallbackRequest',
  8: 'ApplicationCommandAutocompleteCallbackRequest',
  9: 'ModalInteractionCallbackRequest',
};

const typeOf = (body: unknown): number =>
  typeof body === 'object' && body !== null && 'type' in body ? Number(body.type) : Number.NaN;

/** A webhook's id that is the application's: the token is an interaction's. */
export const interactionRoutes: readonly Route[] = [
  route<CallbackBody>('POST /interactions/:interaction_id/:interaction_token/callback', {
    authenticated: false,
    body(_call, body) {
      const name = CALLBACK_BODIES[typeOf(body)];
      if (!name) throw invalidField('type', 'BASE_TYPE_CHOICES', 'Value must be one of {1, 4, 5, 6, 7, 8, 9}.');
      return name;
    },
    run(call, body) {
      const { world, interactions } = call;
      const interaction = answerable(
        world,
        interactions,
        call.param('interaction_id'),
        call.param('interaction_token'),
      );
      const message = answer(world, interactions, interaction, body, call.files);
      if (call.query.get('with_response') !== 'true') return done;
      return ok(callbackResponse(world, interaction, body.type, message));
    },
  }),
];

/** Discord's document knows two resources: a message that was made (4), one that was changed (7); a deferral's is one of them. */
function callbackResponse(world: World, interaction: Interaction, type: number, message: Message | undefined): object {
  return {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      channel_id: interaction.channelId,
      ...(interaction.guildId !== null && { guild_id: interaction.guildId }),
      ...(message && {
        response_message_id: message.id,
        response_message_loading: (message.flags & LOADING) !== 0,
        response_message_ephemeral: (message.flags & EPHEMERAL) !== 0,
      }),
    },
    ...(message && { resource: { type: type < 6 ? 4 : 7, message: shape(world, message) } }),
  };
}

const shape = (world: World, message: Message): APIMessage => messageShape(world, message, botId(world));

export const sendWithToken = (call: RestCall, body: MessageContent): APIMessage => {
  const interaction = tokenOf(call);
  return shape(call.world, followUp(call.world, call.interactions, interaction, body, call.files));
};

export const getWithToken = (call: RestCall): APIMessage => shape(call.world, messageWithToken(call).message);

export const editWithToken = (call: RestCall, body: MessageContent): APIMessage => {
  const { interaction, message } = messageWithToken(call);
  return shape(call.world, editAnswer(call.world, call.interactions, interaction, message, body, call.files));
};

export function deleteWithToken(call: RestCall): void {
  const { interaction, message } = messageWithToken(call);
  deleteMessage(call.world, message);
  if (message.id === interaction.originalId) interaction.pending = false;
  call.interactions.changed(interaction);
}

const tokenOf = (call: RestCall): Interaction =>
  followable(call.world, call.interactions, call.param('webhook_id'), call.param('webhook_token'));

/** `@original`, or a follow-up of this very token. Refuses 10008 for anything else. */
function messageWithToken(call: RestCall): { interaction: Interaction; message: Message } {
  const interaction = tokenOf(call);
  const id = call.param('message_id');
  const own = id === '@original' ? originalOf(call.world, interaction) : undefined;
  if (own) return { interaction, message: own };
  if (id !== interaction.originalId && !interaction.followUps.includes(id)) throw refused(10008);
  const message = call.world.state.messages.get(interaction.channelId)?.get(id);
  if (!message) throw refused(10008);
  return { interaction, message };
}
