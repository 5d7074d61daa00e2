import { announceMessage } from './announce-message.ts';
import { type UploadedFile, storeAttachments } from './files.ts';
import { MESSAGE_MENTIONS, WEBHOOK_MENTIONS, mentionsOf } from './mentions.ts';
import {
  LOADING,
  SUPPRESS_EMBEDS,
  type MessageContent,
  checkFiles,
  componentsOf,
  embedsOf,
} from './message-content.ts';
import type { Message } from './model.ts';
import { requireActive } from './threads.ts';
import { COMPONENTS_V2, checkMessage } from './validation/message-rules.ts';
import type { World } from './world.ts';

/**
 * Changes what `body` names and leaves the rest. `marked` false leaves the edit unmarked (the first answer to a deferral).
 * Refuses 50083 in an archived thread.
 */
export function editMessage(
  world: World,
  message: Message,
  body: MessageContent,
  files: readonly UploadedFile[] = [],
  marked = true,
): Message {
  const channel = world.state.channels.get(message.channelId);
  if (channel) requireActive(world, channel);
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
  announceMessage(world, 'MESSAGE_UPDATE', message);
  return message;
}
