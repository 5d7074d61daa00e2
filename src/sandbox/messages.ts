import type { APIEmbed, APIMessageInteractionMetadata } from 'discord-api-types/v10';
import { type AttachmentBody, type UploadedFile, embedShape, linkAttachments, storeAttachments } from './files.ts';
import { type AllowedMentions, MESSAGE_MENTIONS, WEBHOOK_MENTIONS, mentionsOf } from './mentions.ts';
import type { Channel, Message } from './model.ts';
import { messageComponents } from './shapes/components.ts';
import { messageEvent } from './shapes/message.ts';
import { reviveThread } from './threads.ts';
import { COMPONENTS_V2, checkMessage } from './validation/message-rules.ts';
import { invalidField } from './refused.ts';
import type { World } from './world.ts';

/** What a sender says a message is; the same for bots, webhooks and people. */
export interface MessageContent {
  readonly content?: string | null | undefined;
  readonly embeds?: readonly APIEmbed[] | null | undefined;
  readonly components?: readonly unknown[] | null | undefined;
  readonly attachments?: readonly AttachmentBody[] | null | undefined;
  readonly allowed_mentions?: AllowedMentions | null | undefined;
  readonly flags?: number | string | null | undefined;
  readonly tts?: boolean | null | undefined;
  readonly nonce?: string | number | null | undefined;
  readonly poll?: unknown;
  readonly sticker_ids?: readonly string[] | null | undefined;
}

/** Who and where: what the sender does not choose. */
export interface MessageOrigin {
  readonly channel: Channel;
  readonly authorId: string;
  readonly type?: number;
  readonly ephemeralFor?: string;
  readonly webhookId?: string;
  readonly webhookName?: string;
  readonly interaction?: APIMessageInteractionMetadata;
  readonly commandName?: string;
  readonly reference?: { readonly channelId: string; readonly messageId: string };
  /** The flags a sender may set here; others are ignored as Discord ignores them. */
  readonly flags?: number;
}

export const EPHEMERAL = 1 << 6;
export const LOADING = 1 << 7;
const SUPPRESS_EMBEDS = 1 << 2;
const SUPPRESS_NOTIFICATIONS = 1 << 12;
const SENDABLE = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2 | EPHEMERAL;

/** Checks, keeps and announces a message. Refuses 50035, 50006, 40005. Permissions are the caller's to check. */
export function createMessage(
  world: World,
  origin: MessageOrigin,
  body: MessageContent,
  files: readonly UploadedFile[] = [],
): Message {
  const flags = (Number(body.flags ?? 0) & (SENDABLE | (origin.flags ?? 0))) | (origin.ephemeralFor ? EPHEMERAL : 0);
  if (!(flags & LOADING)) checkMessage(body, flags, files.length);
  checkFiles(body.attachments, files);
  const { channel, authorId } = origin;
  if (channel.thread) reviveThread(world, channel);
  const attachments = storeAttachments(world, files, body.attachments);
  const content = body.content?.trim() ?? '';
  const allowed = body.allowed_mentions ?? (origin.webhookId === undefined ? MESSAGE_MENTIONS : WEBHOOK_MENTIONS);
  const mentions = mentionsOf(world, channel, authorId, content, allowed);
  const users = [...mentions.users];
  const replied =
    origin.reference && world.state.messages.get(origin.reference.channelId)?.get(origin.reference.messageId);
  const pingsReplied =
    origin.type === 19 && (body.allowed_mentions ? body.allowed_mentions.replied_user === true : true);
  if (replied && pingsReplied && !users.includes(replied.authorId)) users.push(replied.authorId);
  const message: Message = {
    id: world.newSnowflake(),
    channelId: channel.id,
    authorId,
    type: origin.type ?? 0,
    content,
    embeds: embedsOf(world, channel.id, attachments, body.embeds),
    components: componentsOf(world, channel.id, attachments, body.components),
    attachments,
    flags,
    tts: body.tts ?? false,
    mentionEveryone: mentions.everyone,
    mentions: users,
    mentionRoles: mentions.roles,
    editedAt: null,
    pinnedAt: null,
    reactions: [],
    ...(body.nonce != null && { nonce: body.nonce }),
    ...(origin.reference && { reference: origin.reference }),
    ...(origin.ephemeralFor !== undefined && { ephemeralFor: origin.ephemeralFor }),
    ...(origin.webhookId !== undefined && { webhookId: origin.webhookId }),
    ...(origin.webhookName !== undefined && { webhookName: origin.webhookName }),
    ...(origin.interaction && { interaction: origin.interaction }),
    ...(origin.commandName !== undefined && { commandName: origin.commandName }),
  };
  keep(world, channel, message);
  announce(world, 'MESSAGE_CREATE', message);
  return message;
}

function keep(world: World, channel: Channel, message: Message): void {
  let inChannel = world.state.messages.get(channel.id);
  if (!inChannel) {
    inChannel = new Map();
    world.state.messages.set(channel.id, inChannel);
  }
  inChannel.set(message.id, message);
  if (message.ephemeralFor !== undefined) return;
  channel.lastMessageId = message.id;
  if (channel.thread) {
    channel.thread.messageCount++;
    channel.thread.totalMessageSent++;
    if (!channel.thread.members.has(message.authorId)) channel.thread.members.set(message.authorId, world.clock.now());
  }
}

/** Changes what `body` names and leaves the rest. `seenAt` false leaves the edit unmarked (the first answer to a deferral). */
export function editMessage(
  world: World,
  message: Message,
  body: MessageContent,
  files: readonly UploadedFile[] = [],
  marked = true,
): Message {
  const channel = world.state.channels.get(message.channelId);
  const kept = body.attachments
    ? message.attachments.filter((one) => body.attachments?.some((named) => String(named.id) === one.id))
    : message.attachments;
  const asked = body.flags == null ? message.flags : Number(body.flags);
  const flags = (message.flags & ~(SUPPRESS_EMBEDS | LOADING)) | (asked & (SUPPRESS_EMBEDS | COMPONENTS_V2));
  const next = {
    content: body.content === undefined ? message.content : body.content,
    embeds: body.embeds === undefined ? message.embeds : body.embeds,
    components: body.components === undefined ? message.components : body.components,
  };
  checkMessage({ ...body, ...next }, flags, files.length + kept.length);
  checkFiles(body.attachments, files);
  message.attachments = storeAttachments(world, files, body.attachments, message.attachments);
  if (body.content !== undefined) {
    message.content = body.content?.trim() ?? '';
    if (channel) {
      const allowed = body.allowed_mentions ?? (message.webhookId === undefined ? MESSAGE_MENTIONS : WEBHOOK_MENTIONS);
      const mentions = mentionsOf(world, channel, message.authorId, message.content, allowed);
      message.mentions = mentions.users;
      message.mentionRoles = mentions.roles;
      message.mentionEveryone = mentions.everyone;
    }
  }
  if (body.embeds !== undefined) message.embeds = embedsOf(world, message.channelId, message.attachments, body.embeds);
  if (body.components !== undefined) {
    message.components = componentsOf(world, message.channelId, message.attachments, body.components);
  }
  message.flags = flags;
  if (marked) message.editedAt = world.clock.now();
  announce(world, 'MESSAGE_UPDATE', message);
  return message;
}

export function deleteMessage(world: World, message: Message): void {
  const inChannel = world.state.messages.get(message.channelId);
  inChannel?.delete(message.id);
  for (const attachment of message.attachments) world.state.files.delete(attachment.id);
  const channel = world.state.channels.get(message.channelId);
  if (channel?.thread && message.ephemeralFor === undefined) channel.thread.messageCount--;
  world.events.publish({
    t: 'MESSAGE_DELETE',
    d: {
      id: message.id,
      channel_id: message.channelId,
      ...(channel?.guildId != null && { guild_id: channel.guildId }),
    },
    guildId: channel?.guildId ?? null,
    channelId: message.channelId,
    ...(message.ephemeralFor !== undefined && { onlyFor: [message.ephemeralFor] }),
  });
}

export function announce(world: World, t: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE', message: Message): void {
  world.events.publish({
    t,
    d: messageEvent(world, message),
    guildId: world.state.channels.get(message.channelId)?.guildId ?? null,
    channelId: message.channelId,
    ...(message.ephemeralFor !== undefined && { onlyFor: [message.ephemeralFor] }),
  });
}

/** Each described new file must have come along, or Discord says that it cannot find it. */
function checkFiles(described: readonly AttachmentBody[] | null | undefined, files: readonly UploadedFile[]): void {
  described?.forEach((one, index) => {
    const id = String(one.id);
    if (id.length < 3 && !files.some((file) => String(file.index) === id)) {
      throw invalidField(
        `attachments.${index}`,
        'ATTACHMENT_NOT_FOUND',
        `Attachment data for the id "${id}" not found`,
      );
    }
  });
}

const embedsOf = (
  world: World,
  channelId: string,
  attachments: Message['attachments'],
  embeds: MessageContent['embeds'],
): APIEmbed[] => linkAttachments(world, channelId, attachments, (embeds ?? []).map(embedShape));

const componentsOf = (
  world: World,
  channelId: string,
  attachments: Message['attachments'],
  components: MessageContent['components'],
): Message['components'] =>
  messageComponents(linkAttachments(world, channelId, attachments, components ?? []), attachments, world.newSnowflake);
