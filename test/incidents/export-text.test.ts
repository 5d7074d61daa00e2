import fc from 'fast-check';
import { marked } from 'marked';
import { expect, test } from 'vitest';
import { csvCell } from '../../src/incidents/export/csv.ts';
import { html, htmlLink } from '../../src/incidents/export/html-text.ts';
import { markdownLink, markdownQuote, markdownWords } from '../../src/incidents/export/markdown-text.ts';
import { parseCsv } from '../../src/incidents/parse-csv.ts';
import { ALICE, openDesk, whole } from './desk.ts';

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        '`',
        '```',
        '\n',
        '*',
        '_',
        '[x](javascript:alert(1))',
        '<img src=x onerror=alert(1)>',
        '@everyone',
        '|',
        '#',
        '> ',
        '- ',
        '1. ',
        '&lt;',
        '\\',
        '~~',
        '!',
        '](',
        '<!--',
        '$',
        'https://e.example/a_b',
        '=',
        '---',
        ' ',
        'word',
        '\u202e',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

test('words in Markdown make no markup of any kind', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const rendered = marked.parse(`- **14:05** ${markdownWords(text)}`, { async: false, gfm: true });
      const tags = [...rendered.matchAll(/<(\/?\w+)/g)].map((match) => match[1]);
      expect(tags.filter((tag) => !/^\/?(ul|li|strong|a|p)$/.test(tag ?? ''))).toEqual([]);
      expect(rendered).not.toMatch(/href="(?!https?:)/);
      expect(rendered.match(/<strong>/g)).toHaveLength(1);
    }),
    { numRuns: 1000 },
  );
});

test('a quotation stays one, whatever stands in it', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const rendered = marked.parse(`${markdownQuote(text)}\n\nafter`, { async: false, gfm: true });
      expect(rendered.trimEnd().endsWith('<p>after</p>')).toBe(true);
      expect(rendered).not.toMatch(/<(img|script|h\d|code|pre|table|em|del)/);
    }),
    { numRuns: 1000 },
  );
});

test('a link leads where it says, and cannot be broken out of', () => {
  expect(markdownLink('a](b) [c', 'https://e.example/(x y)>')).toBe('[a\\](b) \\[c](<https://e.example/(x%20y)%3E>)');
  expect(htmlLink('x', 'javascript:alert(1)')).toBe('x (javascript:alert(1))');
  expect(htmlLink('https://bank.example', 'https://evil.example')).toBe('https://bank.example (https://evil.example)');
  expect(htmlLink('https://e.example/', 'https://e.example/')).toContain('<a href="https://e.example/"');
  expect(markdownLink('https://bank.example', 'https://evil.example')).toBe(
    '<https://bank.example> (<https://evil.example>)',
  );
  expect(html(`<a href="'&`)).toBe('&lt;a href=&quot;&#39;&amp;');
});

test('what a spreadsheet would calculate is text; every record comes back cell by cell', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1', ' =1'])
    expect(csvCell(text).replace('"', '')).toMatch(/^'/);
  fc.assert(
    fc.property(fc.array(nasty, { minLength: 2, maxLength: 4 }), (cells) => {
      const [record] = parseCsv(`${cells.map(csvCell).join(',')}\r\n`);
      expect(record?.map((cell, index) => (cell === cells[index] ? cell : cell.replace(/^'/, '')))).toEqual(cells);
    }),
  );
});

test('hostile words in every field leave every export well-formed', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  const words = '</script><script>alert(1)</script>\u202e```\n# x | @everyone =1+1 "quoted", 🔥';
  await alice.type('incident declare', { title: words, description: words, severity: 'SEV-2' });
  await alice.type('incident note', { text: words, incident: '1' });
  await alice.type('incident update', { conditions: words, actions: words, needs: words, incident: '1' });
  await alice.type('incident impact', { text: words, incident: '1' });
  const of = async (format: 'md' | 'json' | 'csv' | 'html') =>
    whole((await desk.incidents.exportOf(1, format, alice.context().viewer))?.text);
  const page = await of('html');
  expect(page.match(/<script>/g)).toHaveLength(1);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<(?:link|img|iframe)|src=|url\(/);
  expect(await of('md')).not.toMatch(/@everyone/);
  expect(JSON.parse(await of('json'))).toMatchObject({ schema: 'muster.incident/1' });
  const table = parseCsv(await of('csv'));
  expect(new Set(table.map((record) => record.length)).size).toBe(1);
});

test('the CSV names the entry behind which one without a time is recorded, whatever stands between them', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Slow', severity: 'SEV-3' });
  const note = async (text: string, at?: string) =>
    alice.type('incident note', { text, incident: '1', ...(at !== undefined && { at }) });
  const seqOf = async (text: string) =>
    (await desk.entries(1)).find(({ data }) => JSON.stringify(data).includes(text))?.seq ?? 0;
  await note('failover');
  const failover = await seqOf('failover');
  await note('first thing', `after #${failover}`);
  await note('second thing', `after #${failover}`);
  await note('moved');
  await alice.type('incident correct', {
    entry: `#${await seqOf('moved')}`,
    at: 'after #1',
    reason: 'x',
    incident: '1',
  });
  const csv = parseCsv(await whole((await desk.incidents.exportOf(1, 'csv', alice.context().viewer))?.text));
  const after = (text: string) => csv.find((record) => record[7]?.includes(text))?.[3];
  expect(['failover', 'first thing', 'second thing', 'moved'].map(after)).toEqual([
    '',
    String(failover),
    String(failover),
    '1',
  ]);
});

test('what was given at the command line has no address, and every export says so in words', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Slow', severity: 'SEV-3' });
  const { cause, ...context } = alice.context();
  const atTheCommandLine = { ...context, cause: { ...cause, source: { kind: 'cli' as const } } };
  expect(
    (await desk.dispatcher.command('incident note', { text: 'Discord is down', incident: '1' }, atTheCommandLine)).ok,
  ).toBe(true);
  for (const format of ['md', 'csv', 'html'] as const) {
    const file = await whole((await desk.incidents.exportOf(1, format, alice.context().viewer))?.text);
    expect(file.slice(file.indexOf('Discord is down'))).toContain('command line');
  }
});
