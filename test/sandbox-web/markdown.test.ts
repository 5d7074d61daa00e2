import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatInstant, relativeTime } from '../../src/sandbox/web/markdown/instant.ts';
import { parseInline, parseMarkdown } from '../../src/sandbox/web/markdown/parse.ts';

const kinds = (text: string): readonly string[] => parseInline(text).map(({ type }) => type);
/** The kinds of the blocks with what they say; a blank line between two is none. */
const blocks = (text: string): readonly string[] =>
  parseMarkdown(text)
    .filter(({ type }) => type !== 'space')
    .map((token) => `${token.type}: ${'text' in token ? String(token.text) : token.raw.trim()}`);

test('an address with its scheme is a link, as Discord has it; a bare name or mailbox is not', () => {
  expect(kinds('see https://www.example.com/x now')).toEqual(['text', 'link', 'text']);
  expect(kinds('www.shop.test A')).not.toContain('link');
  expect(kinds('ask ann@example.com')).not.toContain('link');
});

describe('Markdown as Discord has it', () => {
  test.each([
    ['**bold**', 'strong'],
    ['*slanted*', 'em'],
    ['_slanted_', 'em'],
    ['__under__', 'underline'],
    ['~~gone~~', 'del'],
    ['||hidden||', 'spoiler'],
    ['`code`', 'codespan'],
    ['<t:1764500000:R>', 'timestamp'],
    ['<t:1764500000:s>', 'timestamp'],
    ['<t:1764500000:S>', 'timestamp'],
    ['<:party:123456789012345678>', 'customEmoji'],
    ['<@123456789012345678>', 'mention'],
    ['<@&123456789012345678>', 'mention'],
    ['<#123456789012345678>', 'mention'],
    ['</incident declare:123456789012345678>', 'mention'],
    ['@everyone', 'mention'],
    ['[words](https://example.com)', 'link'],
    ['<https://example.com>', 'link'],
  ])('%s is %s', (text, kind) => {
    expect(kinds(text)).toEqual([kind]);
  });

  test.each([
    ['<t:soon>'],
    ['<@12>'],
    ['<b>bold</b>'],
    ['snake_case_name'],
    ['\\*not slanted\\*'],
    ['&amp;'],
    ['2 * 3 * 4'],
  ])('%s stays as it is written', (text) => {
    expect(kinds(text).filter((kind) => kind !== 'text' && kind !== 'escape')).toEqual([]);
  });

  test('three sizes of headings, and small print; a fourth # is text', () => {
    expect(blocks('# One\n## Two\n### Three\n-# small\n#### Four')).toEqual([
      'heading: One',
      'heading: Two',
      'heading: Three',
      'subtext: -# small',
      'paragraph: #### Four',
    ]);
  });

  test('> quotes a line, >>> all the rest', () => {
    expect(parseMarkdown('> one\n> two\nthree').map(({ type }) => type)).toEqual(['blockquote', 'paragraph']);
    expect(parseMarkdown('>>> one\n\ntwo').map(({ type }) => type)).toEqual(['blockquote']);
    expect(blocks('>no quote')).toEqual(['paragraph: >no quote']);
  });

  test('a list ends at the first line that is no item; a fence keeps everything as it is', () => {
    expect(parseMarkdown('- a\n- b\nnot c').map(({ type }) => type)).toEqual(['list', 'space', 'paragraph']);
    expect(blocks('```ts\nconst **x** = 1;\n```')).toEqual(['code: const **x** = 1;']);
  });

  test('what Discord does not have is text: tables, rules, HTML, indented code', () => {
    for (const text of [
      '| a | b |\n|---|---|\n| 1 | 2 |',
      '---',
      '<script>alert(1)</script>',
      '    indented',
      'Title\n=====',
    ])
      expect(
        parseMarkdown(text).every(({ type }) => type === 'paragraph' || type === 'text'),
        text,
      ).toBe(true);
  });
});

test.each(['_**a', '**a<', '*_a'])(
  'thousands of %s are shown as they were typed: they would keep the page from drawing',
  (marks) => {
    const text = marks.repeat(1024);
    expect(parseMarkdown(text)).toEqual([{ type: 'text', raw: text, text }]);
    // In a block of code they mean nothing, and cost nothing.
    expect(blocks(`Figures:\n\`\`\`\n${text}\n\`\`\``)).toEqual(['paragraph: Figures:', `code: ${text}`]);
  },
);

test.each([
  ['a fence that is none', (marks: string) => `x \`\`\`a\n\n${marks}\n\n\`\`\``],
  ['a fence behind a backslash', (marks: string) => `\\\`\`\`a\n\n${marks}\n\n\`\`\``],
  ['a fence inside of another', (marks: string) => `~~~\n\`\`\`\n~~~\n${marks}\n\`\`\``],
  ['a fence in a list', (marks: string) => `- \`\`\`\n${marks}\n\`\`\``],
  ['a fence in code', (marks: string) => `    \`\`\`\n${marks}\n\`\`\``],
  ['a fence that an indented one opened', (marks: string) => `  \`\`\`\ncode\n\`\`\`\n${marks}\n\`\`\``],
  ['one line', (marks: string) => marks],
])('thousands of marks are not parsed for %s', (_, around) => {
  const text = around('_**a'.repeat(990));
  expect(parseMarkdown(text)).toEqual([{ type: 'text', raw: text, text }]);
  expect(parseInline(text)).toEqual([{ type: 'text', raw: text, text }]);
});

describe('times of a message', () => {
  const at = new Date(2026, 0, 5, 9, 7, 3).getTime();

  test.each([
    ['t', '09:07'],
    ['T', '09:07:03'],
    ['d', '05/01/2026'],
    ['D', '5 January 2026'],
    ['f', '5 January 2026 at 09:07'],
    ['F', 'Monday, 5 January 2026 at 09:07'],
    ['s', '05/01/2026, 09:07'],
    ['S', '05/01/2026, 09:07:03'],
  ] as const)('%s is %s, on the clock of who looks', (style, shown) => {
    expect(formatInstant(at, style)).toBe(shown);
  });

  test.each([
    ['Asia/Kathmandu', 'Tuesday, 6 January 2026 at 03:45'],
    ['America/St_Johns', 'Monday, 5 January 2026 at 18:30'],
  ])('in %s it is %s', (zone, shown) => {
    const module = join(import.meta.dirname, '../../src/sandbox/web/markdown/instant.ts');
    const script = `import { formatInstant } from '${module}'; console.log(formatInstant(${Date.UTC(2026, 0, 5, 22)}, 'F'));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: { TZ: zone } });
    expect(said.toString().trim()).toBe(shown);
  });

  test('how long ago or until, rounded', () => {
    const ago = (seconds: number): string => relativeTime(at / 1000 - seconds, at);
    expect([0, 1, 59, 60, 3599, 7200, 172_799, -60, -86_400].map(ago)).toEqual([
      'now',
      '1 second ago',
      '1 minute ago',
      '1 minute ago',
      '1 hour ago',
      '2 hours ago',
      '2 days ago',
      'in 1 minute',
      'in 1 day',
    ]);
  });

  test('what no calendar has is said to be none', () => {
    expect(formatInstant(9e15, 'f')).toBe('Invalid date');
    expect(formatInstant(Number.NaN, 'f')).toBe('Invalid date');
  });
});
