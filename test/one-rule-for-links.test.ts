import { expect, test } from 'vitest';
import { linkTarget, misleads } from '../src/base/link-target.ts';
import { drawnWords, type ProseToken } from '../src/base/prose-tokens.ts';
import { toMarkdown } from '../src/discord/markdown.ts';
import { textBlocks } from '../src/discord/prose.ts';
import { loadHtmlProse } from '../src/incidents/export/html-prose.ts';
import { loadMarkdownProse } from '../src/incidents/export/markdown-prose.ts';
import { parseInline, safeHref } from '../src/sandbox/web/markdown/parse.ts';

/*
 * Three places decide whether somebody's words become a link: exports and pages, what Discord is sent, and the chat page.
 * None of them may import another; here they answer the same questions.
 */
const byExports = (text: string, href: string): boolean => linkTarget({ text, href }) !== undefined;
const byDiscord = (text: string, href: string): boolean => {
  const markdown = toMarkdown([{ text, link: href }]);
  return markdown.startsWith('[') || (text === href && markdown.startsWith('<http'));
};
const byChatPage = (text: string, href: string): boolean => {
  const safe = safeHref(href);
  return safe !== undefined && !misleads(text, safe);
};

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
  ['See https://bank.example/login', 'https://evil.example/x', false],
  ['See github.com for more', 'https://github.com/example', true],
  ['🏦https://bank.example/login', 'https://evil.example/x', false],
  ['\u200bhttps://bank.example/login', 'https://evil.example/x', false],
  ['\u2060bank.example', 'https://evil.example/x', false],
  ['ba\u00adnk.exa\u200dmple', 'https://evil.example/x', false],
  ['(bank.example)', 'https://evil.example/x', false],
  ['bank.example?x', 'https://evil.example/x', false],
  ['bank.example#x', 'https://evil.example/x', false],
  ['bank.example:443/x', 'https://evil.example/x', false],
  ['http:bank.example', 'https://evil.example/x', false],
  ['ｂａｎｋ．example', 'https://evil.example/x', false],
  ['bank\u3002example', 'https://evil.example/x', false],
  ['банк.рф', 'https://evil.example/x', false],
  ['bаnk.example', 'https://bank.example/', false], // the second letter is Cyrillic
  ['банк.рф', 'https://банк.рф/login', true],
  ['10.0.0.1', 'https://evil.example/x', false],
  ['attached: graph.png', 'https://cdn.example/7/graph.png', true],
  ['attached: bank.png.example', 'https://evil.example/graph.png', false],
  ['Runbook 1.2, step 3.', 'https://wiki.example/a', true],
] as const)('“%s” to %s: a link is %s', (text, href, is) => {
  expect({ exports: byExports(text, href), discord: byDiscord(text, href), chatPage: byChatPage(text, href) }).toEqual({
    exports: is,
    discord: is,
    chatPage: is,
  });
});

const marked = (text: string): readonly string[] =>
  parseInline(text)
    .filter((token) => token.type === 'link')
    .map((token) => drawnWords(token as ProseToken));

test.each([
  ['**https://bank.example/login**', 'https://bank.example/login'],
  ['`https://bank.example/login`', 'https://bank.example/login'],
  ['*www.*bank.**example**', 'www.bank.example'],
  ['bank\\.example', 'bank.example'],
  ['__Log in__ at ~~bank~~.example', 'Log in at bank.example'],
])('%s is judged by what is drawn of it', async (words, drawn) => {
  const link = `[${words}](https://evil.example/x)`;
  const [ofChatPage = ''] = marked(link);
  const discord = textBlocks([{ type: 'prose', text: link, lead: [] }]).flatMap((block) =>
    block.type === 'text' ? [toMarkdown(block.text)] : [],
  );
  expect(misleads(ofChatPage, 'https://evil.example/x')).toBe(true);
  expect((await loadHtmlProse())(link)).not.toContain('<a');
  expect((await loadMarkdownProse())(link)).not.toMatch(/(?<!\\)\]\(</);
  expect(discord).toEqual([expect.not.stringMatching(/(?<!\\)\]\(/)]);
  expect(ofChatPage.replace('__', '')).toContain(drawn.slice(-12));
});

test('a spoiler around an address hides nothing from the chat page’s check', () => {
  expect(marked('[||https://bank.example/login||](https://evil.example/x)')).toEqual(['https://bank.example/login']);
});
