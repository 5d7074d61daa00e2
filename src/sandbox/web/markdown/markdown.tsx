import type { Token } from 'marked';
import { memo } from 'preact/compat';
import { type ComponentChildren, type JSX, createElement } from 'preact';
import { misleads } from '../../../base/link-target.ts';
import { drawnWords } from '../../../base/prose-tokens.ts';
import { CodeBlock } from './code-block.tsx';
import { Mention } from './mention.tsx';
import { messageLink } from './message-link.ts';
import { LinkToMessage } from './link-to-message.tsx';
import { isJumbo, isMarkedToken, parseInline, parseMarkdown, safeHref } from './parse.ts';
import type { MentionToken } from './rules.ts';
import { Spoiler } from './spoiler.tsx';
import { Timestamp } from './timestamp.tsx';
import { withVisibleOverrides, plainName } from './visible-controls.ts';

/** Deeper nesting than this is shown as the text it was written as. */
const DEEPEST = 12;

const children = (token: { readonly tokens?: readonly Token[] | undefined; readonly raw: string }, depth: number) =>
  depth > DEEPEST
    ? withVisibleOverrides(token.raw)
    : (token.tokens ?? []).map((child) => <Piece token={child} depth={depth + 1} />);

/** `words`: as they are drawn. */
function Link({ href, words, inner }: { href: string; words: string; inner: ComponentChildren }): JSX.Element {
  const safe = safeHref(href);
  if (!safe) return <>{withVisibleOverrides(words)}</>;
  const isFalse = words !== href && misleads(words, safe);
  const message = messageLink(safe);
  if (message)
    return <LinkToMessage link={message} href={safe} inner={words === href || isFalse ? undefined : inner} />;
  // Somebody's link that claims another address than it has is shown as the address that it has.
  const shown = isFalse ? plainName(safe) : inner;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow" title={safe}>
      <bdi>{shown}</bdi>
    </a>
  );
}

const custom = (token: Token, depth: number): ComponentChildren => {
  const generic: Record<string, unknown> = { ...token };
  const tokens: readonly Token[] = 'tokens' in token && Array.isArray(token.tokens) ? token.tokens : [];
  switch (token.type) {
    case 'underline':
      return <u>{children({ tokens, raw: token.raw }, depth)}</u>;
    case 'spoiler':
      return <Spoiler>{children({ tokens, raw: token.raw }, depth)}</Spoiler>;
    case 'subtext':
      return <p class="subtext">{children({ tokens, raw: token.raw }, depth)}</p>;
    case 'timestamp':
      return <Timestamp seconds={Number(generic.seconds)} style={String(generic.style)} />;
    case 'customEmoji':
      return <span class="custom-emoji">:{String(generic.name)}:</span>;
    case 'mention':
      return <Mention token={token as MentionToken} />;
    default:
      return withVisibleOverrides(token.raw);
  }
};

function Piece({ token, depth }: { token: Token; depth: number }): ComponentChildren {
  if (!isMarkedToken(token)) return custom(token, depth);
  switch (token.type) {
    case 'heading':
      // Headings of a message stand below the page's own in the outline.
      return createElement(
        `h${Math.min(6, token.depth + 3)}`,
        { class: `heading-${token.depth}` },
        children(token, depth),
      );
    case 'paragraph':
      return <p>{children(token, depth)}</p>;
    case 'text':
      return 'tokens' in token && token.tokens ? <>{children(token, depth)}</> : withVisibleOverrides(token.text);
    case 'escape':
      return token.text;
    case 'strong':
      return <strong>{children(token, depth)}</strong>;
    case 'em':
      return <em>{children(token, depth)}</em>;
    case 'del':
      return <s>{children(token, depth)}</s>;
    case 'codespan':
      return <code class="inline-code">{plainName(token.text)}</code>;
    case 'code':
      return <CodeBlock text={token.text} language={token.lang ?? ''} />;
    case 'blockquote':
      return <blockquote>{children(token, depth)}</blockquote>;
    case 'list':
      return createElement(
        token.ordered ? 'ol' : 'ul',
        token.ordered && token.start !== '' ? { start: Number(token.start) } : null,
        token.items.map((item) => <li>{children(item, depth)}</li>),
      );
    case 'link':
      return <Link href={token.href} words={drawnWords(token)} inner={children(token, depth)} />;
    case 'br':
      return <br />;
    case 'space':
      return token.raw.length > 2 ? <div class="blank-line" /> : null;
    case 'image':
      return withVisibleOverrides(token.raw);
    default:
      return custom(token, depth);
  }
}

/** Somebody's text, formatted. The tokens become elements directly: no HTML is ever made of foreign text. */
export const Markdown = memo(function Markdown({ text }: { text: string }): JSX.Element {
  return (
    <div class={isJumbo(text) ? 'markdown jumbo' : 'markdown'} dir="auto">
      {parseMarkdown(text).map((token) => (
        <Piece token={token} depth={0} />
      ))}
    </div>
  );
});

export const InlineMarkdown = memo(function InlineMarkdown({ text }: { text: string }): JSX.Element {
  return (
    <bdi class="inline-markdown">
      {parseInline(text).map((token) => (
        <Piece token={token} depth={0} />
      ))}
    </bdi>
  );
});
