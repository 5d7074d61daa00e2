import type { APIEmbed } from 'discord-api-types/v10';
import type { Attachment, StoredFile } from './model.ts';
import { refused } from './refused.ts';
import { attachmentShape } from './shapes/message.ts';
import type { World } from './world.ts';

/** A file of a multipart request: `files[0]` or an attachment uploaded by a person. */
export interface UploadedFile {
  /** The number in `files[N]`; the body's attachment with this id describes it. */
  readonly index: number;
  readonly filename: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

export interface AttachmentBody {
  readonly id: string | number;
  readonly filename?: string | null | undefined;
  readonly description?: string | null | undefined;
}

const LARGEST_FILE_BYTES = 10 * 1024 * 1024;

/** Keeps the files; what of `existing` the body does not name is dropped. Refuses 40005 for a file over 10 MiB. */
export function storeAttachments(
  world: World,
  files: readonly UploadedFile[],
  body: readonly AttachmentBody[] | null | undefined,
  existing: readonly Attachment[] = [],
): Attachment[] {
  const kept = body ? existing.filter((one) => body.some((named) => String(named.id) === one.id)) : [...existing];
  for (const file of files) {
    if (file.content.byteLength > LARGEST_FILE_BYTES) throw refused(40005);
    const described = body?.find((named) => String(named.id) === String(file.index));
    const filename = safeName(described?.filename ?? file.filename);
    const id = world.newSnowflake();
    const stored: StoredFile = { filename, contentType: file.contentType, content: file.content };
    world.state.files.set(id, stored);
    kept.push({
      id,
      filename,
      size: file.content.byteLength,
      contentType: file.contentType,
      ...pictureSize(file.content),
      ...(described?.description != null && { description: described.description }),
    });
  }
  return kept;
}

/** Discord keeps letters, digits, dots, dashes and underscores of a file's name. */
const safeName = (name: string): string => name.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(-200) || 'file';

/** Width and height of a PNG, as its header says (RFC 2083, section 4.1.1). */
function pictureSize(content: Uint8Array): { width: number; height: number } | undefined {
  const png = [0x89, 0x50, 0x4e, 0x47];
  if (content.byteLength < 24 || png.some((byte, at) => content[at] !== byte)) return undefined;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** `attachment://NAME` anywhere in embeds or components becomes the file's address. */
export function linkAttachments<T>(world: World, channelId: string, attachments: readonly Attachment[], part: T): T {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string' && value.startsWith('attachment://')) {
      const named = attachments.find((one) => one.filename === value.slice('attachment://'.length));
      return named ? attachmentShape(world, channelId, named).url : value;
    }
    if (Array.isArray(value)) return value.map(walk);
    if (value && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
    }
    return value;
  };
  return walk(part) as T; // the walk keeps the shape: only strings change
}

/** Embeds as Discord gives them back. */
export const embedShape = (embed: APIEmbed): APIEmbed => ({
  ...Object.fromEntries(Object.entries(embed).filter(([, value]) => value !== null)),
  type: 'rich' as APIEmbed['type'] & string,
  ...(embed.timestamp && { timestamp: new Date(embed.timestamp).toISOString() }),
  ...(embed.fields && { fields: embed.fields.map((field) => ({ ...field, inline: field.inline ?? false })) }),
});
