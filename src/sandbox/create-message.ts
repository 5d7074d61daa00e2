import { announceMessage } from './announce-message.ts';
import { type UploadedFile, storeAttachments } from './files.ts';
import { MESSAGE_MENTIONS, WEBHOOK_MENTIONS, mentionsOf } from './mentions.ts';
import {
  EPHEMERAL,
  LOADING,
  SUPPRESS_EMBEDS,
  type MessageContent,
  type MessageOrigin,
  checkFiles,
  componentsOf,
  embedsOf,
} from './message-content.ts';
import type { Channel, Message } from './model.ts';
import { reviveThread } from './threads.ts';
import { COMPONENTS_V2, checkMessage } from './validation/message-rules.ts';
import type { World } from './world.ts';

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
  announceMessage(world, 'MESSAGE_CREATE', message);
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
