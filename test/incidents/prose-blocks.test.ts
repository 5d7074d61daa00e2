import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { link, strong } from '../../src/base/rich-text.ts';
import { drawBlock } from '../../src/discord/blocks.ts';
import { loadProseBlocks, type ProseBlocks } from '../../src/incidents/prose-blocks.ts';
import { ALICE, openChannel, openDesk } from './desk.ts';

let prose: ProseBlocks;
beforeAll(async () => {
  prose = await loadProseBlocks();
});

/** As Discord is sent it. */
const drawn = (text: string): string =>
  prose([], text)
    .map((block) => (block.type === 'picture' ? '' : drawBlock(block, 4000).markdown))
    .join('\n\n')
    .trim();

test('what is written at length keeps its shape: paragraphs, what is strong, lists, quotations, code, links', () => {
  expect(drawn('One **bold** and _slanted_ word,\nthen `a < b`.\n\nNext.')).toBe(
    'One **bold** and slanted word,\nthen `a < b`.\n\nNext.',
  );
  expect(drawn('- first\n  - inner\n- [x] second')).toBe('- first\n  – inner\n- ☑ second');
  expect(drawn('1. one\n2. two')).toBe('1. one\n2. two');
  expect(drawn('3. three\n4. four')).toBe('3\\. three\n4\\. four');
  expect(drawn('> said\n\n```sql\nSELECT 1 < 2;\n```')).toBe('> said\n\n```\nSELECT 1 < 2;\n```');
  expect(drawn('**see `a`  now**')).toBe('**see** `a`  **now**');
});

test('a heading is no larger than what else is strong, and stands apart', () => {
  expect(drawn('# Customers\nOne in ten')).toBe('**Customers**\n\nOne in ten');
  expect(prose([strong('Summary')], '- EU\n- US')).toEqual([
    { type: 'text', text: [strong('Summary')] },
    { type: 'list', items: [['EU'], ['US']] },
  ]);
  expect(prose([strong('Summary')], '')).toEqual([]);
});

test('links lead where their words say; what has no shape in a message stands as it was typed', () => {
  expect(prose([], '[the board](https://grafana.example/d/1)')).toEqual([
    { type: 'text', text: [' ', link('the board', 'https://grafana.example/d/1')] },
  ]);
  expect(drawn('at https://status.example/a_b now')).toBe('at https://status.example/a_b now');
  expect(drawn('[https://bank.example](https://evil.example)')).toContain('\\[https://bank.example\\]');
  expect(drawn('~~not~~ affected')).toBe('\\~\\~not\\~\\~ affected');
  expect(drawn('| a | b |\n|---|---|\n| 1 | 2 |')).toContain('\\| a \\| b \\|');
});

const PARTS = [
  '`',
  '\n',
  '\n\n',
  '*',
  '**',
  '_',
  '# ',
  '> ',
  '- ',
  '1. ',
  '~~',
  '\\',
  '[x](https://e.example)',
  '<',
  '>',
];
const MORE = [
  '@everyone',
  '@here',
  '<@&1',
  '<@100000000000000001>',
  '<#1>',
  'word',
  ' ',
  '\u202e',
  '@',
  'everyone',
  '![',
];

test('whatever is typed mentions nobody, and makes no heading', () => {
  const hostile = fc.array(fc.constantFrom(...PARTS, ...MORE), { maxLength: 40 }).map((all) => all.join(''));
  fc.assert(
    fc.property(hostile, (text) => {
      // Nothing has a meaning between backticks.
      const shown = drawn(text).replace(/(`{1,3})[\s\S]*?\1/g, 'code');
      expect(shown).not.toMatch(/@(everyone|here)|(?<!\\)<[@#]|^\s*(> )?#{1,3} /m);
    }),
    { numRuns: 2000 },
  );
});

test('the card shows summary, impact and the last update so', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE, '200000000000000001');
  await alice.type('incident declare', { title: 'Orders fail', severity: 'SEV-2' });
  await openChannel(desk, 1, '200000000000000001');
  await alice.type('incident summary', { text: 'Orders **fail**' });
  await alice.type('incident impact', { text: '- EU\n- US' });
  await alice.type('incident update', { conditions: '`db-1` is back' });
  const card = await desk.incidents.boards.card(await desk.streamOf(1));
  expect(card?.message.blocks).toEqual(
    expect.arrayContaining([
      { type: 'text', text: [strong('Summary'), ' ', 'Orders ', strong('fail')] },
      { type: 'list', items: [['EU'], ['US']] },
      { type: 'text', text: [expect.anything(), ' ', { code: 'db-1' }, ' is back'] },
    ]),
  );
});
