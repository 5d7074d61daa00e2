import { expect, test } from 'vitest';
import { drawBlock } from '../../src/discord/blocks.ts';
import { findingsToMessage } from '../../src/diagnostics/findings/findings-to-message.ts';
import { bad, type Findings, ok, warn } from '../../src/diagnostics/kit/finding.ts';

/** As a chat shows it. */
async function drawn(findings: Findings): Promise<string> {
  const { blocks } = await findingsToMessage(findings, { name: 'test' });
  return (blocks ?? []).map((block) => (block.type === 'picture' ? '' : drawBlock(block, 4000).markdown)).join('\n');
}

test('the worst verdict stands on top, below what a comparison says', async () => {
  const text = await drawn([
    ok('Fine.'),
    warn('Soon.'),
    { ...ok('Nothing differs.'), id: 'comparison' },
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
