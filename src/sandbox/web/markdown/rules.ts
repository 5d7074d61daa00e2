import { Marked, type TokenizerAndRendererExtension, type Tokens } from 'marked';

/** The kinds of token that Discord's Markdown has beyond (or unlike) marked's own. */
export interface MentionToken extends Tokens.Generic {
  readonly type: 'mention';
  readonly of: 'user' | 'role' | 'channel' | 'command' | 'everyone';
  readonly id: string;
  readonly name: string;
}

const inline = (
  name: string,
  hint: string,
  pattern: RegExp,
  build: (match: RegExpExecArray, inner: (text: string) => Tokens.Generic['tokens']) => Record<string, unknown>,
): TokenizerAndRendererExtension => ({
  name,
  level: 'inline',
  start: (source) => {
    const at = source.indexOf(hint);
    return at === -1 ? undefined : at;
  },
  tokenizer(source) {
    const match = pattern.exec(source);
    if (!match) return undefined;
    return { type: name, raw: match[0], ...build(match, (text) => this.lexer.inlineTokens(text)) };
  },
});

const mention = (match: RegExpExecArray): Record<string, unknown> => {
  const [, sigil = '', id = '', command, commandId] = match;
  if (command !== undefined) return { of: 'command', id: commandId ?? '', name: command };
  return { of: sigil === '#' ? 'channel' : sigil === '@&' ? 'role' : 'user', id, name: '' };
};

const subtext: TokenizerAndRendererExtension = {
  name: 'subtext',
  level: 'block',
  start: (source) => /(^|\n)-# /.exec(source)?.index,
  tokenizer(source) {
    const match = /^-# +([^\n]+)(?:\n|$)/.exec(source);
    return match ? { type: 'subtext', raw: match[0], tokens: this.lexer.inline(match[1] ?? '') } : undefined;
  },
};

/** `>>> ` quotes everything to the end of the message. */
const quoteToEnd: TokenizerAndRendererExtension = {
  name: 'quoteToEnd',
  level: 'block',
  start: (source) => /(^|\n)>>> /.exec(source)?.index,
  tokenizer(source) {
    const match = /^>>> ([\s\S]+)$/.exec(source);
    return match ? { type: 'blockquote', raw: match[0], tokens: this.lexer.blockTokens(match[1] ?? '') } : undefined;
  },
};

/** Discord quotes only lines that begin with `> `; a bare line after it is no part of the quote. */
const quoteLines: TokenizerAndRendererExtension = {
  name: 'quoteLines',
  level: 'block',
  start: (source) => /(^|\n)> /.exec(source)?.index,
  tokenizer(source) {
    const match = /^(?:> [^\n]*(?:\n|$))+/.exec(source);
    if (!match) return undefined;
    const inner = match[0].replace(/^> /gm, '').replace(/\n$/, '');
    return { type: 'blockquote', raw: match[0], tokens: this.lexer.blockTokens(inner) };
  },
};

/** A fence opens and closes anywhere in a line with Discord, and needs no line of its own. */
const fence: TokenizerAndRendererExtension = {
  name: 'fence',
  level: 'block',
  start: (source) => {
    const at = source.indexOf('```');
    return at === -1 ? undefined : at;
  },
  tokenizer(source) {
    const match = /^```(?:([a-z0-9_+\-.#]+)\n)?\n*([\s\S]*?[^\n])?\n*```(?:\n|$)?/i.exec(source);
    if (!match?.[2]) return undefined;
    return { type: 'code', raw: match[0], lang: match[1] ?? '', text: match[2] };
  },
};

/** Discord-flavoured rules on top of marked's; nothing here ever becomes HTML. */
export const discordMarkdown = new Marked({ gfm: true, breaks: true }).use({
  extensions: [
    fence,
    quoteToEnd,
    quoteLines,
    subtext,
    inline('underline', '__', /^__(?=\S)((?:\\.|[^\\])+?)__(?!_)/, (match, inner) => ({
      tokens: inner(match[1] ?? ''),
    })),
    inline('spoiler', '||', /^\|\|([\s\S]+?)\|\|/, (match, inner) => ({ tokens: inner(match[1] ?? '') })),
    inline('mention', '<', /^<(@!?|@&|#)(\d{15,20})>|^<\/([^:>\n]{1,100}):(\d{15,20})>/, (match) => mention(match)),
    inline('mention', '@', /^@(everyone|here)\b/, (match) => ({ of: 'everyone', id: '', name: match[1] ?? '' })),
    inline('timestamp', '<t:', /^<t:(-?\d{1,13})(?::([tTdDfFsSR]))?>/, (match) => ({
      seconds: Number(match[1]),
      style: match[2] ?? 'f',
    })),
    inline('customEmoji', '<', /^<(a?):(\w{2,32}):(\d{15,20})>/, (match) => ({ name: match[2] ?? '' })),
    inline('link', '<http', /^<(https?:\/\/[^\s<>]+)>/, (match) => ({
      href: match[1] ?? '',
      tokens: [{ type: 'text', raw: match[1] ?? '', text: match[1] ?? '' }],
    })),
  ],
  tokenizer: {
    // What Discord does not have. `undefined` means "no token here"; `false` would fall back to marked's own rule.
    html: () => undefined,
    tag: () => undefined,
    table: () => undefined,
    lheading: () => undefined,
    hr: () => undefined,
    def: () => undefined,
    reflink: () => undefined,
    code: () => undefined,
    fences: () => undefined,
    blockquote: () => undefined,
    autolink: () => undefined,
    // An address is one with its scheme: Discord makes no link of www.example.com or ann@example.com.
    url: (source) => (/^https?:\/\//i.test(source) ? false : undefined),
    heading(source) {
      const match = /^(#{1,3}) +([^\n]+)(?:\n|$)/.exec(source);
      if (!match) return undefined;
      const text = (match[2] ?? '').trim();
      return {
        type: 'heading',
        raw: match[0],
        depth: (match[1] ?? '#').length,
        text,
        tokens: this.lexer.inline(text),
      };
    },
  },
});
