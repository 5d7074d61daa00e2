import { lexer, type Token, type Tokens } from 'marked';
import { linkTarget } from '../base/link-target.ts';
import { drawnWords, type ProseToken, readProse } from '../base/prose-tokens.ts';
import { type Inline, link, type RichText, strong } from '../base/rich-text.ts';
import { type Block, ledBy } from '../commands/message.ts';

/** What is drawn as it is: neither a picture, which stands beside the text, nor prose, which is made of these. */
export type TextBlock = Exclude<Block, { type: 'picture' | 'prose' }>;

/**
 * A message's blocks, with what somebody wrote at length as blocks of its own: what has no shape in a message (tables,
 * HTML, strikes) stands as it was typed.
 */
export const textBlocks = (blocks: readonly Block[]): readonly TextBlock[] =>
  blocks.flatMap((block): readonly TextBlock[] => {
    if (block.type === 'picture') return [];
    return block.type === 'prose' ? led(block.lead, prose(block.text)) : [block];
  });

function led(lead: RichText, shown: readonly TextBlock[]): readonly TextBlock[] {
  const [first, ...rest] = shown;
  return first?.type === 'text'
    ? [{ type: 'text', text: ledBy(lead, first.text) }, ...rest]
    : [...words(lead), ...shown];
}

const prose = readProse<readonly TextBlock[]>(lexer, {
  blocks: (tokens) => tokens.flatMap((token): readonly TextBlock[] => block(token as ProseToken)),
  plain: (text) => [{ type: 'text', text: [text] }],
});

function block(token: ProseToken): readonly TextBlock[] {
  const { raw, text, tokens = [] } = token;
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'paragraph':
      return words(inline(tokens));
    // A card has its own outline: nobody's words are larger than that.
    case 'heading':
      return words(emboldened(inline(tokens)));
    case 'text':
      return words(inline([token]));
    case 'blockquote':
      return [{ type: 'quote', text: raw.replace(/^ {0,3}> ?/gm, '').trim() }];
    case 'code':
      return [{ type: 'code', text: text ?? raw }];
    case 'hr':
      return [{ type: 'divider' }];
    case 'list':
      return [list(token as Tokens.List)];
    default:
      return words([raw.trimEnd()]);
  }
}

const words = (text: RichText): readonly TextBlock[] => (text.length === 0 ? [] : [{ type: 'text', text }]);

function list({ ordered, start, items }: Tokens.List): TextBlock {
  const lines = items.map(({ tokens }) => item(tokens));
  // A message counts from one: what begins elsewhere keeps its own numbers.
  if (ordered && start !== 1)
    return {
      type: 'text',
      text: lines.flatMap((line, index) => [`${index > 0 ? '\n' : ''}${Number(start) + index}. `, ...line]),
    };
  return { type: 'list', items: lines, ...(ordered && { ordered: true as const }) };
}

/** Its blocks line by line; a list inside by dashes. */
function item(tokens: readonly Token[]): RichText {
  const lines = (tokens as readonly ProseToken[]).flatMap((token): readonly RichText[] => {
    if (token.type === 'space' || token.type === 'checkbox') return [];
    if (token.type === 'list') return (token as Tokens.List).items.map((inner) => ['– ', ...item(inner.tokens)]);
    if (token.type === 'code') return [[{ code: token.text ?? token.raw }]];
    return [inline(token.type === 'text' || token.tokens === undefined ? [token] : token.tokens)];
  });
  const box = (tokens as readonly ProseToken[]).find(({ type }) => type === 'checkbox') as Tokens.Checkbox | undefined;
  return merged([
    ...(box === undefined ? [] : [box.checked ? '☑ ' : '☐ ']),
    ...lines.flatMap((line, index) => (index === 0 ? line : ['\n', ...line])),
  ]);
}

const inline = (tokens: readonly Token[]): RichText => merged(tokens.flatMap((token) => mark(token as ProseToken)));

function mark(token: ProseToken): RichText {
  const { raw, text = raw, tokens = [] } = token;
  switch (token.type) {
    case 'text':
      return tokens.length > 0 ? inline(tokens) : [text];
    case 'escape':
      return [text];
    case 'strong':
      return emboldened(inline(tokens));
    case 'em':
      return inline(tokens);
    case 'codespan':
      return [{ code: text }];
    case 'br':
      return ['\n'];
    case 'link':
    case 'image': {
      const drawn = drawnWords(token);
      const target = linkTarget({ ...token, text: drawn });
      if (target === undefined) return [raw];
      return drawn === target ? [drawn] : [link(drawn === '' ? target : drawn, target)];
    }
    default:
      return [raw];
  }
}

/** White space stands outside of what is strong: it would be lost, or keep the marks from meaning anything. */
const emboldened = (text: RichText): RichText =>
  text.flatMap((part): RichText => {
    if (typeof part !== 'string') return [part];
    const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(part) ?? [];
    return [before, ...(inner === '' ? [] : [strong(inner)]), after].filter((each) => each !== '');
  });

/** Words that stand side by side are escaped as one: what is harmless in two halves may be a mention in one. */
function merged(text: RichText): RichText {
  const made: Inline[] = [];
  for (const part of text) {
    const last = made.at(-1);
    if (typeof part === 'string' && typeof last === 'string') made[made.length - 1] = last + part;
    else if (typeof part === 'object' && 'strong' in part && typeof last === 'object' && 'strong' in last)
      made[made.length - 1] = strong(last.strong + part.strong);
    else made.push(part);
  }
  return made;
}
