import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Inline, instant } from '../../src/base/rich-text.ts';
import { inlineText } from '../../src/commands/render-text.ts';
import { codeBlock, escapeMarkdown, fitMarkdown, toMarkdown, webAddress } from '../../src/discord/markdown.ts';
import { plainLine } from '../../src/discord/plain-text.ts';

/** What Discord's client makes of a backslash: the next character as it stands. */
const shown = (markdown: string): string =>
  markdown.replace(/\\([^0-9A-Za-z\s])/g, '$1').replace(/[\u200b\u2068\u2069]/g, '');

/** Markup that is left when escaped characters and addresses are taken out. */
const bare = (markdown: string): string =>
  markdown.replace(/<https?:\/\/[^<>\s]+>|https?:\/\/[\w\-./?=&%#~+]+/gi, '').replace(/\\[^0-9A-Za-z\s]/g, 'x');

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['*', '_', '~~', '`', '```', '||', '\\', '<', '>', '[', '](', ')', '#', '-', '\n', ' ', '1.', '@everyone'],
        ...['@here', '<@1234567890123456789>', '<t:0:R>', '[x](https://evil.example)', '\u202e', '\u2067', '\u0000'],
        ...['https://a.example/x_y*z', '-# ', '>>> ', 'עברית', '😀', '👨‍👩‍👧', 'é', '<:a:123456789012345678>', '\r\n', '+'],
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

test('nothing in somebody’s words is markup, a mention or a control character', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const markdown = escapeMarkdown(text);
      expect(bare(markdown)).not.toMatch(/[*_~`|<>[\]\\]/);
      expect(markdown).not.toMatch(/@(everyone|here|[!&]?\d)/i);
      expect(bare(markdown)).not.toMatch(/^\s*(#|-|\+|\d+[.)])/m);
      expect(markdown).not.toMatch(/[\u0000\u202a-\u202e\u2066\u2067]/);
      expect(markdown.isWellFormed()).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('no line of texts put together begins a heading, a list or a quote', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 5 }), (texts) => {
      const lines = toMarkdown(texts).replace(/[\u2068\u2069]/g, '');
      expect(lines).not.toMatch(/^[ \t]*(#|-|\+|>|\d+[.)])/m);
    }),
    { numRuns: 1000 },
  );
  expect(toMarkdown(['Noted ', { strong: '#12' }, ' (SEV-1) - now'])).toBe('Noted **#12** (SEV-1) - now');
});

test('what was said is what is shown', () => {
  for (const text of [
    '2 * 3 * 4',
    'a_b_c',
    '# no heading',
    '1. one',
    'see https://a.example/x_y_z?q=1 (twice)',
    '<b>',
  ]) {
    expect(shown(escapeMarkdown(text))).toBe(text);
  }
  expect(escapeMarkdown('plain words, nothing else!')).toBe('plain words, nothing else!');
  expect(escapeMarkdown('https://a.example/x_y_z')).toBe('https://a.example/x_y_z');
  // A backslash right behind an address would become part of it.
  expect(escapeMarkdown('[https://bank.example](https://evil.example)')).toBe(
    '\\[<https://bank.example>\\](https://evil.example)',
  );
});

const inline: fc.Arbitrary<Inline> = fc.oneof(
  hostile,
  hostile.map((strong) => ({ strong })),
  fc.constantFrom<Inline>(
    { instant: 1_485_820_800_000, style: 'relative' },
    { person: '123456789012345678' },
    { channel: '123456789012345678' },
    { link: 'https://a.example/(x)', text: 'here [now]' },
    { link: 'javascript:alert(1)', text: 'click' },
  ),
);

test('fitted text fits, is well formed, and keeps mentions, times and links whole', () => {
  fc.assert(
    fc.property(fc.array(inline, { maxLength: 8 }), fc.integer({ min: 1, max: 120 }), (text, most) => {
      const markdown = fitMarkdown(text, most);
      expect(markdown.length).toBeLessThanOrEqual(most);
      expect(markdown.isWellFormed()).toBe(true);
      const rest = markdown
        .replace(/\\[^0-9A-Za-z\s]/g, 'x')
        .replace(/<(@|#)\d{17,20}>|<t:\d+:R>|<https?:[^<>\s]+>|\[[^\]]*\]\(<https:[^<>\s]+>\)/g, '');
      expect(rest).not.toMatch(/[<>[\]]/);
    }),
    { numRuns: 2000 },
  );
});

test('a person without a Discord account is shown by name, and never as a mention', () => {
  expect(toMarkdown([{ person: '123456789012345678' }])).toBe('<@123456789012345678>');
  expect(toMarkdown([{ person: 'alice' }])).toBe('alice');
  expect(toMarkdown([{ role: '1>@everyone' }])).toBe('@&1\\>@\u200beveryone'.replace('@&1', '@\u200b&1'));
});

test('a link leads where it says, or nowhere', () => {
  expect(toMarkdown([{ link: 'https://a.example/x', text: 'the log' }])).toBe('[the log](<https://a.example/x>)');
  expect(toMarkdown([{ link: 'https://evil.example/', text: 'https://good.example' }])).toBe(
    'https://good.example (<https://evil.example/>)',
  );
  expect(toMarkdown([{ link: 'javascript:alert(1)', text: 'click' }])).toBe('click');
  expect(webAddress('https://a.example/)>`x')).toBe('https://a.example/%29%3E%60x');
});

test('no text breaks out of its code block, and it fits', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 20, max: 80 }), (text, most) => {
      const { text: block } = codeBlock(text, 'sql', most);
      expect(block.length).toBeLessThanOrEqual(most);
      expect(block.match(/```/g)).toHaveLength(2);
      expect(block.startsWith('```sql\n') && block.endsWith('\n```')).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('inline code with backticks stays inside', () => {
  expect(toMarkdown([{ code: 'a`b' }])).toBe('`` a`b ``');
  expect(toMarkdown([{ code: 'x```y' }])).not.toMatch(/```/);
});

test('a moment days away names its day of the week, in Discord, in a file and at the command line', () => {
  const text = [instant(Date.UTC(2026, 11, 4, 22), 'day')];
  expect(toMarkdown(text)).toBe(`<t:${Date.UTC(2026, 11, 4, 22) / 1000}:F>`);
  expect(plainLine(text)).toBe('Fri 2026-12-04T22:00:00.000Z');
  expect(inlineText(text, { timeZone: 'Europe/Berlin' })).toBe('Fri 2026-12-04 23:00 CET');
});
