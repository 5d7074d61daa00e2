import {
  AllowedMentionsTypes,
  type APIEmbed,
  MessageFlags,
  type RESTPostAPIChannelMessageJSONBody,
} from 'discord-api-types/v10';
import type { Block, Message, Tone } from '../commands/message.ts';
import { type DrawnBlock, drawBlock } from './blocks.ts';
import { drawComponents } from './components.ts';
import { fit, fitLabel, oneLine, takeWhole } from './fit.ts';
import { LIMITS } from './limits.ts';
import { fitMarkdown } from './markdown.ts';
import { plainLine, plainText } from './plain-text.ts';

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

const COLOURS: Readonly<Record<Tone, number>> = {
  neutral: 0x5b6b7f,
  good: 0x2e9e62,
  warning: 0xd9a21b,
  bad: 0xe0662b,
  critical: 0xd1304a,
};

const FULL_TEXT = 'full-text.txt';

/** Data only, complete in every field, so that an edit with it leaves nothing of the former message behind. */
export function renderMessage(message: Message): DiscordMessage {
  const { rows, leftOut } = drawComponents(message);
  const drawn = isPlain(message) ? drawContent(message) : drawEmbeds(message);
  const files = (message.files ?? []).slice(0, LIMITS.attachments - 1).map((file) => ({
    name: file.name,
    data: Buffer.from(file.content instanceof Uint8Array ? file.content : Buffer.from(file.content.base64, 'base64')),
    contentType: file.contentType,
    alt: file.alt,
  }));
  if (drawn.cut || leftOut > 0) {
    const left = leftOut > 0 ? `\n${leftOut} more buttons are not shown in the chat.\n` : '';
    const data = Buffer.from(plainText(message) + left);
    files.push({ name: FULL_TEXT, data, contentType: 'text/plain; charset=utf-8', alt: 'The whole text' });
  }
  const pings = drawPings(message);
  return {
    body: {
      content: [pings, drawn.content].filter((part) => part !== '').join('\n'),
      embeds: drawn.embeds,
      components: rows,
      allowed_mentions: {
        parse: message.ping?.here ? [AllowedMentionsTypes.Everyone] : [],
        users: [...new Set(message.ping?.people)].slice(0, 100),
        roles: [...new Set(message.ping?.roles)].slice(0, 100),
      },
      // No previews of addresses in somebody's words. Said each time, because an edit keeps the flags it is not told of.
      flags: drawn.embeds.length === 0 ? MessageFlags.SuppressEmbeds : 0,
      attachments: files.map((file, id) => ({
        id,
        filename: file.name,
        ...(file.alt !== undefined && { description: fit(file.alt, LIMITS.attachmentDescription) }),
      })),
    },
    files: files.map(({ name, data, contentType }) => ({ name, data, contentType })),
  };
}

/** Only a mention in the content pings, one in an embed never does: so whom it may ping stands there. */
function drawPings(message: Message): string {
  const people = [...new Set(message.ping?.people)].map((id) => `<@${id}>`);
  const roles = [...new Set(message.ping?.roles)].map((id) => `<@&${id}>`);
  return takeMentions([...(message.ping?.here ? ['@here'] : []), ...roles, ...people], LIMITS.content / 2);
}

const takeMentions = (mentions: readonly string[], most: number): string => {
  let text = '';
  for (const mention of mentions) if (text.length + mention.length < most) text += (text === '' ? '' : ' ') + mention;
  return text;
};

interface Drawn {
  readonly content: string;
  readonly embeds: APIEmbed[];
  readonly cut: boolean;
}

/** A few words need no frame: an answer like "Noted as #12" is a line of the chat, which people's phones show as it is. */
const isPlain = (message: Message): boolean =>
  message.title === undefined &&
  message.footer === undefined &&
  (message.tone ?? 'neutral') === 'neutral' &&
  message.blocks.every((block) => block.type !== 'picture');

function drawContent(message: Message): Drawn {
  const most = LIMITS.content - drawPings(message).length - NOTE.length - 2;
  const text = flow(message.blocks.filter(isText), [most]);
  if (text.cut) return drawEmbeds(message); // an embed holds more than twice as much
  return { content: text.parts[0] ?? '', embeds: [], cut: false };
}

const NOTE = `-# … shortened: all of it stands in ${FULL_TEXT}`;

/**
 * Blocks in their order as descriptions of one or more embeds; facts at the end become fields, side by side.
 * See docs/decisions/discord-messages.md for why embeds.
 */
function drawEmbeds(message: Message): Drawn {
  const color = COLOURS[message.tone ?? 'neutral'];
  const title = message.title ? fitMarkdown(flat(message.title), LIMITS.embedTitle).trim() : '';
  const footer = message.footer ? fit(oneLine(plainLine(message.footer)), 500) : '';
  const { body, facts } = splitFacts(message.blocks);
  const fields = facts.map((fact) => ({
    name: fitMarkdown([oneLine(fact.name)], LIMITS.embedFieldName) || '–',
    value: fitMarkdown(fact.value, LIMITS.embedFieldValue).trim() || '–',
    inline: plainLine(fact.value).length <= 40,
  }));
  const fieldTotal = fields.reduce((sum, field) => sum + field.name.length + field.value.length, 0);
  const room = LIMITS.embedTotal - title.length - footer.length - fieldTotal - NOTE.length - 10;
  const first = Math.min(LIMITS.embedDescription - NOTE.length - 2, room);
  const text = flow(body, [first, Math.min(LIMITS.embedDescription - NOTE.length - 2, room - first)]);
  const pictures = message.blocks.filter((block) => block.type === 'picture').slice(0, LIMITS.embeds - 2);

  const embeds: APIEmbed[] = text.parts.map((description) => ({ color, description }));
  if (embeds.length === 0) embeds.push({ color });
  const top = embeds[0];
  const last = embeds.at(-1);
  if (!top || !last) throw new Error('unreachable: there is at least one embed');
  if (title !== '') top.title = title;
  if (text.cut) last.description = last.description ? `${last.description}\n${NOTE}` : NOTE;
  if (fields.length > 0) last.fields = fields;
  if (footer !== '') last.footer = { text: footer };
  for (const [index, picture] of pictures.entries()) {
    const image = { url: `attachment://${picture.file}` };
    if (index === 0) last.image = image;
    else embeds.push({ color, image });
  }
  // Discord refuses an embed with nothing in it.
  if (!last.description && !last.fields && !last.image && title === '' && footer === '') last.description = '–';
  // What is pinged about stands in the content, because that is what a phone shows.
  const content = message.ping && message.title ? fitLabel(fitMarkdown(flat(message.title), 300), 300) : '';
  return { content, embeds, cut: text.cut };
}

const flat = (text: Message['title'] & object) =>
  text.map((inline) => (typeof inline === 'string' ? inline.replace(/\s+/g, ' ') : inline));

type TextBlock = Exclude<Block, { type: 'picture' }>;
const isText = (block: Block): block is TextBlock => block.type !== 'picture';

/** Facts that nothing but pictures follows can be fields: those stand below the description. Few and short enough ones. */
function splitFacts(blocks: readonly Block[]) {
  const texts = blocks.filter(isText);
  const last = texts.at(-1);
  const fits =
    last?.type === 'facts' &&
    last.facts.length <= LIMITS.embedFields &&
    last.facts.every((fact) => fitMarkdown(fact.value, 2000).length <= LIMITS.embedFieldValue) &&
    last.facts.reduce((sum, fact) => sum + fact.name.length + fitMarkdown(fact.value, 2000).length, 0) <= 3000;
  return fits ? { body: texts.slice(0, -1), facts: last.facts } : { body: texts, facts: [] };
}

/** Fills the rooms one after another with whole blocks; one that fits into no room is shortened into the last. */
function flow(blocks: readonly TextBlock[], rooms: readonly number[]): { parts: string[]; cut: boolean } {
  const parts: string[] = [];
  let part = '';
  let room = 0;
  const between = (block: TextBlock): string =>
    (part === '' ? '' : block.type === 'heading' ? '\n' : '\n\n').slice(0, 2);
  for (const block of blocks) {
    const free = (): number => (rooms[room] ?? 0) - part.length - between(block).length;
    let drawn: DrawnBlock = drawBlock(block, Math.max(0, free()));
    const next = rooms[room + 1] ?? 0;
    if (drawn.cut && next > 200 && (part !== '' || next > (rooms[room] ?? 0))) {
      parts.push(part);
      part = '';
      room++;
      drawn = drawBlock(block, free());
    }
    if (drawn.markdown !== '') part += between(block) + drawn.markdown;
    if (drawn.cut) {
      parts.push(takeWhole(part, rooms[room] ?? 0));
      return { parts: parts.filter((each) => each.trim() !== ''), cut: true };
    }
  }
  parts.push(part);
  return { parts: parts.filter((each) => each.trim() !== ''), cut: false };
}
