import fc from 'fast-check';
import { marked } from 'marked';
import { beforeAll, expect, test } from 'vitest';
import { loadHtmlProse } from '../../src/incidents/export/html-prose.ts';
import { loadMarkdownProse } from '../../src/incidents/export/markdown-prose.ts';
import type { Prose } from '../../src/base/load-prose.ts';

let html: Prose;
let markdown: Prose;
beforeAll(async () => {
  [html, markdown] = await Promise.all([loadHtmlProse(), loadMarkdownProse()]);
});

test('prose keeps its shape in Markdown, and what is no prose is escaped', () => {
  expect(markdown('One **bold** and _slanted_ word,\nthen ~~this~~.\n\n- a\n  1. inner\n- b\n\n> said')).toBe(
    'One **bold** and *slanted* word,\nthen ~~this~~.\n\n- a\n  1. inner\n- b\n\n> said',
  );
  expect(markdown('See [the board](https://grafana.example/d/1), https://status.example')).toBe(
    'See [the board](<https://grafana.example/d/1>), <https://status.example>',
  );
  expect(markdown('# Loud\n<b>x</b> [x](javascript:alert(1)) a_b')).toBe(
    '**Loud**\n\n\\<b\\>x\\</b\\> \\[x\\](javascript:alert(1)) a\\_b',
  );
  expect(markdown('```\nSELECT 1;\n```\n@everyone look')).toBe('```\nSELECT 1;\n```\n\n@\u200beveryone look');
  expect(markdown('| a | b |\n|---|---|\n| 1 | 2 |')).toContain('\\| a \\| b \\|');
});

const word = fc.constantFrom('db1', 'a_b', '5 < 6', 'C*', '1. no list', '# no', 'é', '[x]', '<b>', '&amp;', '\\', '-');
const phrase = fc.oneof(
  { weight: 4, arbitrary: word },
  fc.constantFrom('**db1**', '**5 < 6**', '**a_b**', '**é**'),
  fc.constantFrom(
    '_slanted_',
    '*both*',
    '~~gone~~',
    '`code`',
    '[board](https://g.example/d?a=1&b=2)',
    'https://s.example/x',
  ),
);
const line = fc.array(phrase, { minLength: 1, maxLength: 5 }).map((all) => `so ${all.join(' and ')}`);
const blockOf = fc.oneof(
  fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
  fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.map((each) => `- ${each}`).join('\n')),
  fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.map((each, n) => `${n + 2}. ${each}`).join('\n')),
  line.map((each) => `- ${each}\n  - ${each}\n    > ${each}\n- last`),
  line.map((each) => `> ${each}\n>\n> ${each}`),
  line.map((each) => `## ${each}`),
);

/** A space before the end of a line shows nowhere. */
const looks = (made: string): string => made.replace(/ +(?=<br>|<\/)/g, '');

test('what the Markdown export says is what the page says: read again, it looks the same', () => {
  fc.assert(
    fc.property(
      fc.array(blockOf, { minLength: 1, maxLength: 4 }).map((all) => all.join('\n\n')),
      (text) => {
        expect(looks(html(markdown(text)))).toBe(looks(html(text)));
      },
    ),
    { numRuns: 500 },
  );
});

const PARTS = ['`', '```', '\n', '\n\n', '*', '**', '_', '[x](javascript:alert(1))', '<img src=x onerror=alert(1)>'];
const MORE = [
  '> ',
  '- ',
  '1. ',
  '    ',
  '&lt;',
  '\\',
  '~~',
  '!',
  '](',
  '<!--',
  '[a]: data:x',
  '"',
  '| - |',
  '\t',
  '@everyone',
];
const nasty = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(fc.constantFrom(...PARTS, ...MORE, 'word', 'https://e.example', ' '), { maxLength: 40 })
    .map((all) => all.join('')),
);

test('a block stands on lines of its own, also behind words that end with a space', () => {
  expect(markdown('- `> \n\n\t    <img src=x onerror=alert(1)>')).toBe(
    '- \\`\\>\n\n  ```\n    <img src=x onerror=alert(1)>\n  ```',
  );
});

test('whatever is typed: no tag, picture or address of its own, and nobody is pinged', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const rendered = marked.parse(markdown(text), { async: false, gfm: true });
      expect(
        rendered.replace(
          /<\/?(p|strong|em|del|code|pre|ul|ol|li|blockquote|br|hr|a)( start="\d+"| href="https?:[^"]*")*>/g,
          '',
        ),
      ).not.toMatch(/<[a-z!/]/i);
      // What stands in code calls nobody anywhere.
      expect(rendered.replace(/<code>[^<]*<\/code>/g, '')).not.toContain('@everyone');
    }),
    { numRuns: 500 },
  );
});
