import { misleads } from '../base/link-target.ts';
import { type Inline, type RichText } from '../base/rich-text.ts';
import { takeWhole } from '../base/take-whole.ts';
import { fit, oneLine } from './fit.ts';
import { LIMITS } from './limits.ts';

/*
 * RichText as Discord's Markdown. A plain string is somebody's words: shown as it stands, able to do nothing.
 * Discord unescapes a backslash before any character that is no letter, digit or white space.
 */

const ZERO_WIDTH = '\u200b';

/** A channel's topic, which Discord shows as Markdown: somebody's words in it show as they stand. */
export const topicText = (words: string): string => fit(escapeMarkdown(oneLine(words)), LIMITS.channelTopic);

/** Left alone, because a backslash inside would break the address; what could end or open something is not in it. */
const ADDRESS = /https?:\/\/[\w\-./?=&%#~+]{1,500}[\w/]/gi;

const MARKS = /[\\*_~`|<>[\]]/g;

/** Somebody's words, so that they show as they stand: no format, no mention, no link in disguise, no reordering. */
export function escapeMarkdown(text: string, lineStart = true): string {
  const clean = neutralise(text);
  if (!/[^\p{L}\p{N} ,;!?'"=$€%&/]/u.test(clean)) return clean;
  let escaped = '';
  let from = 0;
  for (const { 0: address, index } of clean.matchAll(ADDRESS)) {
    escaped += escapeMarks(clean.slice(from, index), lineStart && from === 0);
    from = index + address.length;
    // The client would take a backslash that follows into the address.
    escaped += clean.charAt(from).search(MARKS) === 0 ? `<${address}>` : address;
  }
  return escaped + escapeMarks(clean.slice(from), lineStart && from === 0);
}

/** `lineStart`: the part may stand at the start of a line, where #, -, > and numbers mean something. */
function escapeMarks(part: string, lineStart: boolean): string {
  return part
    .replace(MARKS, '\\$&')
    .replace(/@(?=everyone|here|silent|[!&\d])/gi, `@${ZERO_WIDTH}`)
    .replace(lineStart ? /(^|\n)([ \t\u2068]*)([#+-])/g : /(\n)([ \t\u2068]*)([#+-])/g, '$1$2\\$3')
    .replace(lineStart ? /(^|\n)([ \t\u2068]*\d*)([.)])/g : /(\n)([ \t\u2068]*\d*)([.)])/g, '$1$2\\$3');
}

/** Without control characters and explicit direction marks; right-to-left text is isolated from what surrounds it. */
export function neutralise(text: string): string {
  const clean = /[^\n\x20-\x7e]/.test(text)
    ? text
        .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
        .replace(
          /[\u0000-\u0008\u000b-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu,
          '',
        )
        .toWellFormed()
    : text;
  // First strong isolate … pop isolate, line by line: a direction never reaches beyond the line.
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(clean) ? clean.replace(/[^\n]+/g, '\u2068$&\u2069') : clean;
}

/** One piece of Markdown, and how to make it shorter when it has to be. */
interface Piece {
  readonly markdown: string;
  readonly words?: { readonly text: string; draw(text: string): string };
}

function piece(inline: Inline, lineStart: boolean): Piece {
  if (typeof inline === 'string') return cuttable(inline, lineStart ? atLineStart : withinLine);
  if ('strong' in inline) return cuttable(inline.strong, drawStrong);
  if ('code' in inline) return cuttable(inline.code, drawCode);
  if ('instant' in inline) return { markdown: timestamp(inline.instant, inline.style) };
  if ('person' in inline) return { markdown: mention('@', inline.person) };
  if ('channel' in inline) return { markdown: mention('#', inline.channel) };
  if ('role' in inline) return { markdown: mention('@&', inline.role) };
  return { markdown: drawLink(inline.text, inline.link) };
}

const atLineStart = (text: string): string => escapeMarkdown(text, true);
const withinLine = (text: string): string => escapeMarkdown(text, false);

/** Whether what comes next begins a line, or goes on with a number that began one. */
const isLineStart = (markdown: string): boolean => /(^|\n)[ \t\d\u2068\u2069]*$/.test(markdown.slice(-40));

const cuttable = (text: string, draw: (text: string) => string): Piece => ({
  markdown: draw(text),
  words: { text, draw },
});

const drawStrong = (text: string): string => (text.trim() === '' ? text : `**${escapeMarkdown(text.trim(), false)}**`);

/** Inline code; backticks inside are kept apart, so that they cannot close it. */
function drawCode(text: string): string {
  const line = neutralise(text)
    .replace(/\s+/g, ' ')
    .replace(/`(?=`)/g, `\`${ZERO_WIDTH}`);
  if (line.trim() === '') return '` `';
  if (!line.includes('`')) return `\`${line}\``;
  return `\`\` ${line} \`\``;
}

const STYLES = { time: 't', 'date-time': 'f', day: 'F', relative: 'R' } as const;

/** Every reader sees it in a zone of their own. Discord takes seconds. */
const timestamp = (at: number, style: keyof typeof STYLES = 'time'): string =>
  `<t:${Math.floor(at / 1000)}:${STYLES[style]}>`;

/** Somebody without a Discord account has a key instead of an id: shown as text. */
const mention = (mark: '@' | '#' | '@&', id: string): string =>
  /^\d{17,20}$/.test(id)
    ? `<${mark}${id}>`
    : mark === '@' && id !== ''
      ? escapeMarkdown(id)
      : escapeMarkdown(mark + id);

function drawLink(text: string, url: string): string {
  const address = webAddress(url);
  const words = escapeMarkdown(text.replace(/\s+/g, ' ').trim(), false);
  if (address === undefined || words === '') return words || escapeMarkdown(url);
  // Discord shows a masked link as plain text when its words have a scheme.
  if (text !== url && (text.includes('://') || misleads(text, address))) return `${words} (<${address}>)`;
  return text === url ? `<${address}>` : `[${words}](<${address}>)`;
}

/** The address in a form that cannot leave its brackets; undefined when it is none of http or https. */
export function webAddress(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return undefined;
  return parsed.href.replace(/[<>()\s\\`*|"]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The whole text as Markdown, however long. */
export function toMarkdown(text: RichText): string {
  let markdown = '';
  for (const inline of text) markdown += piece(inline, isLineStart(markdown)).markdown;
  return markdown;
}

/** As Markdown in at most `most` UTF-16 units: cut between or inside words, never inside an escape, a mention, a time or a link. */
export function fitMarkdown(text: RichText, most: number): string {
  const whole = toMarkdown(text);
  if (whole.length <= most) return whole;
  let markdown = '';
  for (const inline of text) {
    const next = piece(inline, isLineStart(markdown));
    const room = most - 1 - markdown.length; // one for the ellipsis
    if (next.markdown.length <= room) markdown += next.markdown;
    else {
      if (next.words) markdown += cut(next.words, room);
      break;
    }
  }
  return most > 0 ? `${markdown.trimEnd()}…` : '';
}

/** The longest beginning of the words whose drawing fits; drawn text only gets longer, so a search by halves finds it. */
function cut(words: { readonly text: string; draw(text: string): string }, room: number): string {
  let least = 0;
  let most = Math.min(words.text.length, room);
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (words.draw(takeWhole(words.text, middle)).length <= room) least = middle;
    else most = middle - 1;
  }
  const taken = takeWhole(words.text, least);
  const drawn = taken === '' ? '' : words.draw(taken);
  return drawn.length <= room ? drawn : '';
}

/** A code block that its text cannot break out of, in at most `most` UTF-16 units. */
export function codeBlock(text: string, language: string | undefined, most: number): { text: string; cut: boolean } {
  const tag = language !== undefined && /^[a-z0-9+#-]{1,20}$/i.test(language) ? language : '';
  const frame = `\`\`\`${tag}\n\n\`\`\``.length;
  const body = fenceSafe(text);
  const cut = body.length > most - frame;
  const shown = cut ? `${takeWhole(body, most - frame - 2).trimEnd()}\n…` : body;
  return { text: `\`\`\`${tag}\n${shown}\n\`\`\``, cut };
}

/** No three backticks in a row, whatever is put around it. */
const fenceSafe = (text: string): string => neutralise(text).replace(/``(?=`)/g, `\`\`${ZERO_WIDTH}`) || ' ';
