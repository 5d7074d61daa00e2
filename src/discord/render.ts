import {
  AllowedMentionsTypes,
  type APIEmbed,
  MessageFlags,
  type RESTPostAPIChannelMessageJSONBody,
} from 'discord-api-types/v10';
import type { Message } from '../commands/message.ts';
import { drawComponents } from './components.ts';
import { drawEmbeds, unbroken } from './embeds.ts';
import { withFilesThatFit, wholeText } from './files.ts';
import { fit } from './fit.ts';
import { FULL_TEXT, flow, shortenedNote } from './flow.ts';
import { LIMITS } from './limits.ts';
import { fitMarkdown } from './markdown.ts';
import { textBlocks } from './prose.ts';

export interface DiscordFile {
  readonly name: string;
  readonly data: Buffer;
  readonly contentType: string;
}

/** A message as Discord's API takes it: the JSON body, and the files that go beside it. */
export interface DiscordMessage {
  readonly body: Pick<
    RESTPostAPIChannelMessageJSONBody,
    'allowed_mentions' | 'attachments' | 'components' | 'content' | 'embeds'
  > & { readonly flags: number };
  readonly files: readonly DiscordFile[];
}

/** Data only, complete in every field, so that an edit with it leaves nothing of the former message behind. */
export function renderMessage(given: Message): DiscordMessage {
  const message = withFilesThatFit(given);
  const { rows, leftOut } = drawComponents(message);
  const drawn = (isPlain(message) ? drawContent(message) : undefined) ?? drawFramed(message);
  const files = (message.files ?? []).map((file) => ({
    name: file.name,
    data: Buffer.from(file.content instanceof Uint8Array ? file.content : Buffer.from(file.content.base64, 'base64')),
    contentType: file.contentType,
    alt: file.alt,
  }));
  if (drawn.cut || leftOut > 0) {
    const left = leftOut > 0 ? `\n${leftOut} more buttons are not shown in the chat.\n` : '';
    files.push({
      name: FULL_TEXT,
      data: wholeText(message, left),
      contentType: 'text/plain; charset=utf-8',
      alt: 'The whole text',
    });
  }
  const pings = drawPings(message, drawn.content);
  // Discord refuses a message with nothing in it.
  const filler = drawn.embeds.length + rows.length + files.length === 0 ? '–' : '';
  return {
    body: {
      content: [pings, drawn.content].filter((part) => part.trim() !== '').join('\n') || filler,
      embeds: drawn.embeds,
      components: rows,
      allowed_mentions: {
        parse: message.ping?.here ? [AllowedMentionsTypes.Everyone] : [],
        users: [...new Set(message.ping?.people)].slice(0, 100),
        roles: [...new Set(message.ping?.roles)].slice(0, 100),
      },
      // No previews of addresses in somebody's words. Said each time, because an edit keeps the flags it is not told of.
      flags:
        (drawn.embeds.length === 0 ? MessageFlags.SuppressEmbeds : 0) |
        (message.quiet ? MessageFlags.SuppressNotifications : 0),
      attachments: files.map((file, id) => ({
        id,
        filename: file.name,
        ...(file.alt !== undefined && { description: fit(file.alt, LIMITS.attachmentDescription) }),
      })),
    },
    files: files.map(({ name, data, contentType }) => ({ name, data, contentType })),
  };
}

/** Only a mention in the content pings, one in an embed never does: so whom it may ping, and does not name, stands there. */
function drawPings(message: Message, content: string): string {
  const { people = [], roles = [], here } = message.ping ?? {};
  const mentions = [
    ...(here ? ['@here'] : []),
    ...new Set(roles.map((id) => `<@&${id}>`)),
    ...new Set(people.map((id) => `<@${id}>`)),
  ];
  return takeMentions(
    mentions.filter((mention) => !content.includes(mention)),
    LIMITS.content / 2,
  );
}

const takeMentions = (mentions: readonly string[], most: number): string => {
  let text = '';
  for (const mention of mentions) if (text.length + mention.length < most) text += (text === '' ? '' : ' ') + mention;
  return text;
};

/** About as much as a locked phone shows. */
const LONGEST_PREVIEW = 300;

interface Drawn {
  readonly content: string;
  readonly embeds: APIEmbed[];
  readonly cut: boolean;
}

/**
 * A few words need no frame: an answer like "Noted as #12" is a line of the chat, which people's phones show as it is. Of
 * a frame they show nothing, so words that ping somebody stand before it, whatever their tone.
 */
const isPlain = (message: Message): boolean =>
  message.title === undefined &&
  message.footer === undefined &&
  ((message.tone ?? 'neutral') === 'neutral' || (message.ping !== undefined && message.preview === undefined)) &&
  message.blocks.every((block) => block.type !== 'picture');

function drawContent(message: Message): Drawn | undefined {
  const most = LIMITS.content - drawPings(message, '').length - shortenedNote.length - 2;
  const text = flow(textBlocks(message.blocks), [most]);
  if (text.cut) return undefined; // an embed holds more than twice as much
  return { content: text.parts[0] ?? '', embeds: [], cut: false };
}

/**
 * In a frame. What it pings about stands in the content, because that is what a phone shows; a title that the content
 * begins with is not said again below.
 */
function drawFramed(message: Message): Drawn {
  const { title, preview = title, ...rest } = message;
  if (!message.ping || !preview) return { ...drawEmbeds(message), content: '' };
  const content = fitMarkdown(unbroken(preview), LONGEST_PREVIEW).trim();
  const said = title === undefined || content.startsWith(fitMarkdown(unbroken(title), LONGEST_PREVIEW).trim());
  if (said && rest.blocks.length === 0 && rest.footer === undefined) return { embeds: [], cut: false, content };
  return { ...drawEmbeds(said ? rest : message), content };
}

/** For an edit, which may change nothing but whether addresses are previewed. */
export const editBody = ({ body }: DiscordMessage): DiscordMessage['body'] => ({
  ...body,
  flags: body.flags & MessageFlags.SuppressEmbeds,
});
