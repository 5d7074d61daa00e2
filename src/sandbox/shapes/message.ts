import type { APIAttachment, APIMessage, APIReaction, APIUser } from 'discord-api-types/v10';
import type { Attachment, Message, Reaction } from '../model.ts';
import { instantOf } from '../snowflake.ts';
import type { World } from '../world.ts';
import { channelShape } from './channel.ts';
import { userShape } from './user.ts';
import { memberWithoutUser } from './member.ts';

const iso = (instant: number): string => new Date(instant).toISOString();

/** `viewer` decides `me` of the reactions. */
export function messageShape(world: World, message: Message, viewer: string, depth = 0): APIMessage {
  const shape: APIMessage = {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    content: message.content,
    author: authorShape(world, message),
    timestamp: iso(instantOf(message.id)),
    edited_timestamp: message.editedAt === null ? null : iso(message.editedAt),
    tts: message.tts,
    mention_everyone: message.mentionEveryone,
    mentions: message.mentions.flatMap((id) => userShapeOf(world, id)),
    mention_roles: message.mentionRoles,
    attachments: message.attachments.map((attachment) => attachmentShape(world, message.channelId, attachment)),
    embeds: message.embeds,
    components: message.components,
    pinned: message.pinnedAt !== null,
    flags: message.flags,
  };
  if (message.reactions.length > 0) shape.reactions = message.reactions.map((one) => reactionShape(one, viewer));
  if (message.nonce !== undefined) shape.nonce = message.nonce;
  if (message.webhookId !== undefined) shape.webhook_id = message.webhookId;
  if (message.webhookId === world.state.applicationId) shape.application_id = message.webhookId;
  if (message.interaction) {
    shape.interaction_metadata = message.interaction;
    const { id, type, user } = message.interaction;
    // Deprecated, and still sent: nothing else tells the command's name.
    if (message.commandName !== undefined) shape.interaction = { id, type, user, name: message.commandName };
  }
  if (message.reference) {
    const { channelId, messageId } = message.reference;
    const guildId = world.state.channels.get(channelId)?.guildId;
    shape.message_reference = {
      type: 0,
      channel_id: channelId,
      message_id: messageId,
      ...(guildId != null && { guild_id: guildId }),
    };
    const referenced = world.state.messages.get(channelId)?.get(messageId);
    if (depth === 0 && message.type === 19)
      shape.referenced_message = referenced ? messageShape(world, referenced, viewer, 1) : null;
  }
  const thread = message.threadId === undefined ? undefined : world.state.channels.get(message.threadId);
  if (thread) Object.assign(shape, { thread: channelShape(world.state, thread) });
  return shape;
}

function authorShape(world: World, message: Message): APIUser {
  if (message.webhookName !== undefined) return standIn(message.authorId, message.webhookName);
  return userShapeOf(world, message.authorId)[0] ?? standIn(message.authorId, 'deleted_user');
}

/** An author who is no user: a webhook, or somebody who is gone. */
const standIn = (id: string, username: string): APIUser => ({
  ...userShape({ id, username, globalName: null, bot: true }),
  discriminator: '0000',
});

const userShapeOf = (world: World, id: string): APIUser[] => {
  const user = world.state.users.get(id);
  return user ? [userShape(user)] : [];
};

/** As MESSAGE_CREATE and MESSAGE_UPDATE carry it: with the guild and the author's membership. */
export function messageEvent(world: World, message: Message): APIMessage & { guild_id?: string } {
  const guildId = world.state.channels.get(message.channelId)?.guildId;
  const shape = messageShape(world, message, '');
  if (guildId == null) return shape;
  const member = world.state.guilds.get(guildId)?.members.get(message.authorId);
  return Object.assign(shape, { guild_id: guildId }, member && { member: memberWithoutUser(member) });
}

export function attachmentShape(world: World, channelId: string, attachment: Attachment): APIAttachment {
  const url = `${world.url}/attachments/${channelId}/${attachment.id}/${encodeURIComponent(attachment.filename)}`;
  return {
    id: attachment.id,
    filename: attachment.filename,
    size: attachment.size,
    url,
    proxy_url: url,
    content_type: attachment.contentType,
    ...(attachment.description !== undefined && { description: attachment.description }),
    ...(attachment.width !== undefined && { width: attachment.width, height: attachment.height ?? null }),
  };
}

const reactionShape = (reaction: Reaction, viewer: string): APIReaction => ({
  emoji: { id: reaction.emoji.id, name: reaction.emoji.name, ...(reaction.emoji.id !== null && { animated: false }) },
  count: reaction.users.length,
  count_details: { burst: 0, normal: reaction.users.length },
  burst_colors: [],
  me: reaction.users.includes(viewer),
  me_burst: false,
});
