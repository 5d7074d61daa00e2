import { expect, test } from 'vitest';
import { drawBlock } from '../../src/discord/blocks.ts';
import { textBlocks } from '../../src/discord/prose.ts';
import { diagnosticFinished } from '../../src/diagnostics/entries/diagnostic-finished.ts';
import { findingsToMessage } from '../../src/diagnostics/findings/findings-to-message.ts';
import { bad, type Findings, ok, warn } from '../../src/diagnostics/kit/finding.ts';
import { parseFindings } from '../../src/diagnostics/kit/finding-schema.ts';

/** As a chat shows it. */
async function drawn(findings: Findings): Promise<string> {
  const { blocks } = await findingsToMessage(findings, { name: 'test' });
  return textBlocks(blocks ?? [])
    .map((block) => drawBlock(block, 4000).markdown)
    .join('\n');
}

test('the worst verdict stands on top, below what a comparison says', async () => {
  const text = await drawn([
    ok('Fine.'),
    warn('Soon.'),
    { type: 'text', text: 'Nothing differs.', id: 'comparison' },
    bad('Broken.'),
    bad('Burnt.'),
  ]);
  const order = ['Nothing differs', 'Broken', 'Burnt', 'Soon', 'Fine'].map((word) => text.indexOf(word));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order[0]).toBeGreaterThanOrEqual(0);
});

test('of log lines that are too many the last are shown, and the whole is attached', async () => {
  const lines = Array.from({ length: 50 }, (_, n) => `line ${n}`).join('\n');
  const finding = { type: 'lines', text: lines, shows: 'end' } as const;
  const text = await drawn([finding]);
  expect(text).toMatch(/…\nline 32\n/);
  expect(text).toContain('line 49\n');
  const [whole] = (await findingsToMessage([finding], { name: 'logs' })).files ?? [];
  expect(whole?.content instanceof Uint8Array && new TextDecoder().decode(whole.content)).toContain('line 0\n');
  expect(await drawn([{ ...finding, text: 'x'.repeat(5000) }])).toContain('xxx …');
  expect(await drawn([{ ...finding, text: 'one\ntwo' }])).toContain('\none\ntwo\n');
});

test('a branch of a tree stays whole where its words are long', async () => {
  const condition = 'filter: (customer_id = ? AND country = ? AND state = ? AND total > ?)';
  const text = await drawn([
    {
      type: 'tree',
      roots: [{ label: 'Limit', children: [{ label: 'Seq Scan', details: [condition], children: [{ label: 'x' }] }] }],
    },
  ]);
  const lines = text.split('\n').slice(1, -1);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(34);
  expect(lines).toEqual([
    'Limit',
    '└─ Seq Scan',
    '   │   filter: (customer_id = ?',
    '   │     AND country = ? AND state',
    '   │     = ? AND total > ?)',
    '   └─ x',
  ]);
});

test('a number that names a row says of what it is one', async () => {
  const text = await drawn([
    {
      type: 'table',
      columns: [{ name: 'ttl' }, { name: 'data' }],
      rows: [
        [300, 'v=spf1 include:somebody.example.com include:somebody-else.example.com'],
        [{ text: 'missing', mark: 'differs' }, 'x'],
      ],
    },
  ]);
  expect(text).toContain('- **ttl 300** · data: ');
  expect(text).toContain('- **ttl ≠ missing** · data: x');
});

test('of more files than a message takes the pictures come first, and what is left out is named', async () => {
  const many: Findings = Array.from({ length: 12 }, (_, n) => ({
    type: 'file' as const,
    name: n === 0 ? '' : `part ${n}.csv`,
    contentType: 'text/csv',
    text: 'a',
  }));
  const series: Findings = [{ type: 'series', series: [] }];
  const draw = async () => ({ name: 'series.png', contentType: 'image/png', content: Buffer.from('') });
  const { files, blocks } = await findingsToMessage([...many, ...series], { name: 'test', draw });
  expect(files?.map(({ name }) => name)).toEqual([
    'series.png',
    'file',
    ...Array.from({ length: 7 }, (_, n) => `part-${n + 1}.csv`),
  ]);
  expect(JSON.stringify(blocks)).toContain(
    '4 more files than a message takes, not attached: part-8.csv, part-9.csv, part-10.csv, part-11.csv',
  );
});

test('the evidence of a table whose columns are very wide stays small', () => {
  const rows = ['x'.repeat(9000), ...Array.from({ length: 300 }, (_, n) => `row ${n}`)].map((text) => [text, 1, text]);
  const table = { type: 'table' as const, columns: ['a', 'b', 'c'].map((name) => ({ name })), rows: rows.slice(0, 50) };
  const described = diagnosticFinished.describe({
    data: {
      run: 'r',
      diagnostic: 'wide',
      target: null,
      outcome: 'done',
      durationMs: 1,
      verdict: 'ok',
      findings: [table],
      truncated: false,
    },
  } as unknown as Parameters<typeof diagnosticFinished.describe>[0]);
  const [file] = described.files ?? [];
  expect(file?.name).toBe('wide.txt');
  expect(file?.text.length).toBeLessThan(257_000);
  expect(file?.text).toMatch(/… cut here: the whole is [\d,]+ characters long\n$/);
  expect(JSON.stringify(described.line)).toContain('ℹ️');
});

test('a type of content that is no type is cut, and its finding stays readable', () => {
  const [file] = parseFindings([{ type: 'file', name: 'a', contentType: 'x'.repeat(1e6), text: '' }]) ?? [];
  expect(file).toMatchObject({ contentType: 'x'.repeat(100) });
});
