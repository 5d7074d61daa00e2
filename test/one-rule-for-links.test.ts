import { expect, test } from 'vitest';
import { toMarkdown } from '../src/discord/markdown.ts';
import { linkTarget } from '../src/base/prose-tokens.ts';
import { misleads, safeHref } from '../src/sandbox/web/markdown/parse.ts';

/*
 * Three places decide whether somebody's words become a link: exports and pages, what Discord is sent, and the chat page, which
 * knows nothing of Muster's. None of them may import another; here they answer the same questions.
 */
const byExports = (text: string, href: string): boolean => linkTarget({ text, href }) !== undefined;
const byDiscord = (text: string, href: string): boolean => {
  const markdown = toMarkdown([{ text, link: href }]);
  return markdown.startsWith('[') || (text === href && markdown.startsWith('<http'));
};
const byChatPage = (text: string, href: string): boolean => safeHref(href) !== undefined && !misleads(text, href);

test.each([
  ['a dashboard', 'https://grafana.example/d/1', true],
  ['a dashboard', 'http://grafana.example/d/1?from=now-1h#panel', true],
  ['https://grafana.example/d/1', 'https://grafana.example/d/1', true],
  ['Störung im Lager', 'https://wiki.example/a', true],
  ['github.com', 'https://github.com/example/shop/issues/7', true],
  ['GitHub.com', 'https://github.com/example/shop/issues/7', true],
  ['wiki.example:8443', 'https://wiki.example:8443/a', true],
  ['x', 'javascript:alert(1)', false],
  ['x', 'JaVaScRiPt:alert(1)', false],
  ['x', ' javascript:alert(1)', false],
  ['x', 'java\nscript:alert(1)', false],
  ['x', 'data:text/html,<script>alert(1)</script>', false],
  ['x', 'vbscript:msgbox(1)', false],
  ['x', 'file:///etc/passwd', false],
  ['x', 'mailto:ann@example.com', false],
  ['x', 'discord://-/channels/1', false],
  ['x', '//evil.example', false],
  ['x', '/relative', false],
  ['x', 'not an address', false],
  ['x', 'https://', false],
  ['https://bank.example', 'https://evil.example', false],
  [' HTTPS://bank.example', 'https://evil.example/', false],
  ['www.bank.example', 'https://evil.example', false],
  ['bank.example', 'https://evil.example', false],
  ['bank.example/login', 'https://evil.example', false],
  ['https://bank.example@evil.example', 'https://evil.example', false],
  ['bank.example', 'https://bank.example@evil.example/', false],
  ['bank.example', 'https://bank.example.evil.example/', false],
  ['github.com/login', 'https://github.com/evil', false],
] as const)('“%s” to %s: a link is %s', (text, href, is) => {
  expect({ exports: byExports(text, href), discord: byDiscord(text, href), chatPage: byChatPage(text, href) }).toEqual({
    exports: is,
    discord: is,
    chatPage: is,
  });
});
