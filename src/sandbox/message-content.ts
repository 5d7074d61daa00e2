import type { APIEmbed, APIMessageInteractionMetadata } from 'discord-api-types/v10';
import { type AttachmentBody, type UploadedFile, embedShape, linkAttachments } from './files.ts';
import type { AllowedMentions } from './mentions.ts';
import type { Channel, Message } from './model.ts';
import { invalidField } from './refused.ts';
import { messageComponents } from './shapes/components.ts';
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
export const SUPPRESS_EMBEDS = 1 << 2;

/** Each described new file must have come along, or Discord says that it cannot find it. */
export function checkFiles(
  described: readonly AttachmentBody[] | null | undefined,
  files: readonly UploadedFile[],
): void {
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

export const embedsOf = (
  world: World,
  channelId: string,
  attachments: Message['attachments'],
  embeds: MessageContent['embeds'],
): APIEmbed[] => linkAttachments(world, channelId, attachments, (embeds ?? []).map(embedShape));

export const componentsOf = (
  world: World,
  channelId: string,
  attachments: Message['attachments'],
  components: MessageContent['components'],
): Message['components'] =>
  messageComponents(linkAttachments(world, channelId, attachments, components ?? []), attachments, world.newSnowflake);
