import type { Token } from 'marked';
import { sandboxNow } from '../state/sandbox-time.ts';
import { formatInstant, isStyle, relativeTime } from './instant.ts';
import { mentionText, type Names } from './names.ts';
import { parseInline } from './parse.ts';
import type { MentionToken } from './rules.ts';
import { withVisibleOverrides } from './visible-controls.ts';

/** A message's text as it is read aloud: without marks, with names for ids; what a spoiler hides is not told. */
export const spokenText = (text: string, names: Names): string =>
  withVisibleOverrides(
    parseInline(text)
      .map((token) => spoken(token, names))
      .join(''),
  );

function spoken(token: Token, names: Names): string {
  const generic: Record<string, unknown> = { ...token };
  switch (token.type) {
    case 'spoiler':
      return 'spoiler';
    case 'mention':
      return mentionText(token as MentionToken, names);
    case 'timestamp':
      return instant(Number(generic.seconds), String(generic.style));
    case 'customEmoji':
      return String(generic.name);
    default: {
      const inner: readonly Token[] = 'tokens' in token && Array.isArray(token.tokens) ? token.tokens : [];
      if (inner.length > 0) return inner.map((child) => spoken(child, names)).join('');
      return 'text' in token && typeof token.text === 'string' ? token.text : token.raw;
    }
  }
}

const instant = (seconds: number, style: string): string =>
  style === 'R' ? relativeTime(seconds, sandboxNow()) : formatInstant(seconds * 1000, isStyle(style) ? style : 'f');
