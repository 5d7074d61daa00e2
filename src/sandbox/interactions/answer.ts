import type { APIApplicationCommandOptionChoice, APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import type { UploadedFile } from '../files.ts';
import { createMessage } from '../create-message.ts';
import { editMessage } from '../edit-message.ts';
import { EPHEMERAL, LOADING, type MessageContent } from '../message-content.ts';
import type { Message } from '../model.ts';
import { invalidField, refused } from '../refused.ts';
import { checkModal } from '../validation/modal-rules.ts';
import { type World, botId, channelOf } from '../world.ts';
import { type Interaction, type Interactions, RESPONSE_DEADLINE_MS, TOKEN_LIFE_MS } from './interaction.ts';

export interface CallbackBody {
  readonly type: number;
  readonly data?: (MessageContent & { readonly choices?: readonly APIApplicationCommandOptionChoice[] }) | null;
}

/** Which callbacks answer which interaction. */
const ANSWERABLE: Readonly<Record<Interaction['type'], readonly number[]>> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
};

/** The interaction that a callback may still answer. Refuses 10062 and 40060. */
export function answerable(world: World, interactions: Interactions, id: string, token: string): Interaction {
  const interaction = interactions.byId(id);
  if (!interaction || interaction.token !== token) throw refused(10062);
  if (interaction.state === 'answered') throw refused(40060);
  if (world.clock.now() - interaction.createdAt >= RESPONSE_DEADLINE_MS) throw refused(10062);
  if (interaction.state === 'failed') throw refused(10062);
  return interaction;
}

/** The first response. Returns the message that it made or changed. Refuses 50035 for an answer that does not fit the question. */
export function answer(
  world: World,
  interactions: Interactions,
  interaction: Interaction,
  body: CallbackBody,
  files: readonly UploadedFile[],
): Message | undefined {
  const allowed = ANSWERABLE[interaction.type];
  const component = interaction.sourceMessageId !== undefined;
  if (!allowed.includes(body.type) || ((body.type === 6 || body.type === 7) && !component)) {
    throw invalidField('type', 'BASE_TYPE_CHOICES', `Value must be one of {${allowed.join(', ')}}.`);
  }
  const message = perform(world, interaction, body, files);
  interaction.state = 'answered';
  interaction.answer = body.type;
  interaction.answeredAt = world.clock.now();
  if (message) interaction.originalId = message.id;
  interactions.changed(interaction);
  return message;
}

function perform(
  world: World,
  interaction: Interaction,
  body: CallbackBody,
  files: readonly UploadedFile[],
): Message | undefined {
  const data = body.data ?? {};
  const ephemeral = (Number(data.flags ?? 0) & EPHEMERAL) !== 0;
  switch (body.type) {
    case 4:
      return respond(world, interaction, data, files, ephemeral);
    case 5:
      interaction.pending = true;
      interaction.deferredEphemeral = ephemeral;
      return respond(world, interaction, { flags: LOADING }, [], ephemeral);
    case 6:
      interaction.pending = true;
      return sourceMessage(world, interaction);
    case 7: {
      const source = sourceMessage(world, interaction);
      return source && editMessage(world, source, data, files);
    }
    case 8:
      interaction.choices = data.choices ?? [];
      return undefined;
    case 9: {
      // The schema of callback 9 was checked before: its data is a modal.
      const modal = data as unknown as APIModalInteractionResponseCallbackData;
      checkModal(modal);
      interaction.modal = modal;
      return undefined;
    }
    default:
      return undefined;
  }
}

const sourceMessage = (world: World, interaction: Interaction): Message | undefined =>
  interaction.sourceMessageId === undefined
    ? undefined
    : world.state.messages.get(interaction.channelId)?.get(interaction.sourceMessageId);

/** A message through the interaction's token: by the bot, public or for the person alone. */
export function respond(
  world: World,
  interaction: Interaction,
  data: MessageContent,
  files: readonly UploadedFile[],
  ephemeral: boolean,
  replyTo?: string,
): Message {
  const reference = replyTo ?? (interaction.type === 3 ? interaction.sourceMessageId : undefined);
  const type = replyTo !== undefined || interaction.type === 3 ? 19 : (interaction.commandType ?? 1) === 1 ? 20 : 23;
  return createMessage(
    world,
    {
      channel: channelOf(world, interaction.channelId),
      authorId: botId(world),
      type: interaction.type === 5 && replyTo === undefined ? 0 : type,
      webhookId: botId(world),
      interaction: interaction.metadata,
      ...(interaction.commandName !== undefined && { commandName: interaction.commandName }),
      flags: LOADING,
      ...(ephemeral && { ephemeralFor: interaction.userId }),
      ...(reference !== undefined && { reference: { channelId: interaction.channelId, messageId: reference } }),
    },
    data,
    files,
  );
}

/** The interaction whose token still edits and follows up. Refuses 50027 after 15 minutes, 10015 before the first response. */
export function followable(
  world: World,
  interactions: Interactions,
  applicationId: string,
  token: string,
): Interaction {
  const interaction = interactions.byToken.get(token);
  if (!interaction || applicationId !== botId(world)) throw refused(50027);
  if (world.clock.now() - interaction.createdAt > TOKEN_LIFE_MS) throw refused(50027);
  if (interaction.state !== 'answered') throw refused(10015);
  return interaction;
}

/** A follow-up. The first one after a deferral becomes the deferred answer itself, with its visibility. */
export function followUp(
  world: World,
  interactions: Interactions,
  interaction: Interaction,
  data: MessageContent,
  files: readonly UploadedFile[],
): Message {
  const original = originalOf(world, interaction);
  if (interaction.answer === 5 && interaction.pending && original) {
    interaction.pending = false;
    const edited = editMessage(world, original, data, files, false);
    interactions.changed(interaction);
    return edited;
  }
  const ephemeral = (Number(data.flags ?? 0) & EPHEMERAL) !== 0;
  const message = respond(world, interaction, data, files, ephemeral, original?.id);
  interaction.followUps.push(message.id);
  interaction.pending = false;
  interactions.changed(interaction);
  return message;
}

export const originalOf = (world: World, interaction: Interaction): Message | undefined =>
  interaction.originalId === undefined
    ? undefined
    : world.state.messages.get(interaction.channelId)?.get(interaction.originalId);

/** PATCH of `@original` or of a follow-up. */
export function editAnswer(
  world: World,
  interactions: Interactions,
  interaction: Interaction,
  message: Message,
  data: MessageContent,
  files: readonly UploadedFile[],
): Message {
  const first = message.id === interaction.originalId && interaction.pending;
  const edited = editMessage(world, message, data, files, !(first && interaction.answer === 5));
  if (message.id === interaction.originalId) interaction.pending = false;
  interactions.changed(interaction);
  return edited;
}
