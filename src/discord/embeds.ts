import type { APIEmbed } from 'discord-api-types/v10';
import type { RichText } from '../base/rich-text.ts';
import type { Block, Message, Tone } from '../commands/message.ts';
import { fit, oneLine } from './fit.ts';
import { flow, shortenedNote } from './flow.ts';
import { LIMITS } from './limits.ts';
import { fitMarkdown } from './markdown.ts';
import { plainLine } from './plain-text.ts';
import { type TextBlock, textBlocks } from './prose.ts';

const COLOURS: Readonly<Record<Tone, number>> = {
  neutral: 0x5b6b7f,
  good: 0x2e9e62,
  warning: 0xd9a21b,
  bad: 0xe0662b,
  critical: 0xd1304a,
};

type Facts = Extract<Block, { type: 'facts' }>['facts'];

/** A stretch of blocks that one embed shows: text, and facts below it as fields. */
interface Stretch {
  readonly body: readonly TextBlock[];
  readonly facts: Facts;
}

/** More embeds than this in a row look like a wall. */
const MOST_STRETCHES = 4;
/** From this many on facts are worth a grid of their own in the midst of a message. */
const GRID = 3;

/**
 * Blocks in their order, as embeds: facts become fields, side by side, and what follows them starts the next embed.
 * `cut` when something had to be left out. docs/decisions/discord-messages.md says why embeds.
 */
export function drawEmbeds(message: Message): { readonly embeds: APIEmbed[]; readonly cut: boolean } {
  const color = COLOURS[message.tone ?? 'neutral'];
  const title = message.title ? fitMarkdown(unbroken(message.title), LIMITS.embedTitle).trim() : '';
  const footer = message.footer ? fit(oneLine(plainLine(message.footer)), 500) : '';
  const note = shortenedNote.length + 1;
  let left = LIMITS.embedTotal - title.length - footer.length - note;
  const embeds: APIEmbed[] = [];
  let cut = false;
  for (const stretch of stretches(message.blocks)) {
    const fields = stretch.facts.map(drawField);
    const weight = fields.reduce((sum, field) => sum + field.name.length + field.value.length, 0);
    const asFields = fields.length <= LIMITS.embedFields && weight <= Math.min(3000, left);
    const body: readonly TextBlock[] = asFields
      ? stretch.body
      : [...stretch.body, { type: 'facts', facts: stretch.facts }];
    const room = left - (asFields ? weight : 0);
    const first = Math.min(LIMITS.embedDescription - note, room);
    const text = flow(body, [first, Math.min(LIMITS.embedDescription - note, room - first)]);
    for (const description of text.parts) embeds.push({ color, description });
    if (asFields && fields.length > 0) {
      if (text.parts.length === 0) embeds.push({ color });
      const last = embeds.at(-1);
      if (last) last.fields = fields;
      left -= weight;
    }
    left -= text.parts.reduce((sum, part) => sum + part.length, 0);
    cut ||= text.cut;
    if (cut) break;
  }
  const top = embeds[0] ?? { color };
  const last = embeds.at(-1) ?? top;
  if (embeds.length === 0) embeds.push(top);
  if (title !== '') top.title = title;
  if (cut) last.description = last.description ? `${last.description}\n${shortenedNote}` : shortenedNote;
  if (footer !== '') last.footer = { text: footer };
  drawPictures(message, embeds, last);
  // Discord refuses an embed with nothing in it.
  if (!top.description && !top.fields && !top.image && title === '' && footer === '') top.description = '–';
  return { embeds, cut };
}

function drawPictures(message: Message, embeds: APIEmbed[], last: APIEmbed): void {
  const pictures = message.blocks.filter((block) => block.type === 'picture');
  for (const [index, { file }] of pictures.slice(0, LIMITS.embeds - embeds.length).entries()) {
    const image = { url: `attachment://${file}` };
    if (index === 0) last.image = image;
    else embeds.push({ ...(last.color !== undefined && { color: last.color }), image });
  }
}

const drawField = (fact: Facts[number]) => ({
  name: fitMarkdown([oneLine(fact.name)], LIMITS.embedFieldName).trim() || '–',
  value: fitMarkdown(fact.value, LIMITS.embedFieldValue).trim() || '–',
  inline: shownLength(fact.value) <= 40,
});

/** About how long it looks: a mention shows a name, a time shows as one. */
const shownLength = (text: RichText): number =>
  text.reduce((sum, inline) => {
    if (typeof inline === 'string') return sum + inline.length;
    return sum + ('strong' in inline || 'code' in inline || 'link' in inline ? plainLine([inline]).length : 14);
  }, 0);

/** Ends a stretch behind facts that make a grid. Facts too few for one, or with too long a value, stay lines of the text. */
function stretches(blocks: readonly Block[]): readonly Stretch[] {
  const texts = textBlocks(blocks);
  const found: Stretch[] = [];
  let body: TextBlock[] = [];
  for (const [index, block] of texts.entries()) {
    const grid =
      block.type === 'facts' &&
      found.length < MOST_STRETCHES - 1 &&
      (block.facts.length >= GRID || index === texts.length - 1) &&
      block.facts.every(({ value }) => fitMarkdown(value, 1100).length <= LIMITS.embedFieldValue);
    if (grid) {
      found.push({ body, facts: block.facts });
      body = [];
    } else body.push(block);
  }
  if (body.length > 0) found.push({ body, facts: [] });
  return found;
}

/** In one line. */
export const unbroken = (text: RichText): RichText =>
  text.map((inline) => (typeof inline === 'string' ? inline.replace(/\s+/g, ' ') : inline));
