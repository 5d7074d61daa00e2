import fc from 'fast-check';
import { expect, test } from 'vitest';
import { link, type RichText, strong } from '../../src/base/rich-text.ts';
import { expectOk } from '../../src/base/result.ts';
import type { Message } from '../../src/commands/message.ts';
import { drawBlock } from '../../src/discord/blocks.ts';
import { renderMessage } from '../../src/discord/render.ts';
import { textBlocks } from '../../src/discord/prose.ts';
import { ALICE, openChannel, openDesk } from '../incidents/desk.ts';

const prose = (lead: RichText, text: string) => textBlocks([{ type: 'prose', lead, text }]);

/** As Discord is sent it. */
const drawn = (text: string): string =>
  prose([], text)
    .map((block) => drawBlock(block, 4000).markdown)
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
  expect(prose([strong('Summary')], '')).toEqual([{ type: 'text', text: [strong('Summary')] }]);
});

test('links lead where their words say; what has no shape in a message stands as it was typed', () => {
  expect(prose([], '[the board](https://grafana.example/d/1)')).toEqual([
    { type: 'text', text: [link('the board', 'https://grafana.example/d/1')] },
  ]);
  expect(drawn('at https://status.example/a_b now')).toBe('at https://status.example/a_b now');
  expect(drawn('[https://bank.example](https://evil.example)')).toBe(
    '\\[<https://bank.example>\\](https://evil.example)',
  );
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
      // Nothing has a meaning between backticks, and a backtick behind a backslash is a character.
      const shown = drawn(text).replace(/\\[\s\S]|(`{1,3})[\s\S]*?\1/g, (all, ticks) => (ticks ? 'code' : all));
      expect(shown).not.toMatch(/@(everyone|here)|(?<!\\)<[@#]|^\s*(> )?#{1,3} /m);
    }),
    { numRuns: 2000 },
  );
});

test('whatever shows what was written at length shows it so: answers, updates, card, announcement, direct messages', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE, '200000000000000001');
  await alice.type('incident declare', { title: 'Orders fail', severity: 'SEV-2', description: 'See **this**' });
  await openChannel(desk, 1, '200000000000000001');
  await alice.press('incident.subscribe', ['1']);
  const stream = await desk.streamOf(1);
  const shown = (message: Message | undefined): string => JSON.stringify(message && renderMessage(message).body);
  const card = async (): Promise<string> => shown((await desk.incidents.boards.card(stream))?.message);
  const answer = async (name: string, raw: Record<string, string>): Promise<string> => {
    const said = expectOk(await alice.type(name, raw));
    return said.reply === 'form' ? '' : shown(said.message);
  };

  expect(await card()).toContain('**Description** See **this**');
  expect(await answer('incident summary', { text: 'Orders **fail**' })).toMatch(
    /\*\*#\d+\*\* \*\*Summary\*\* Orders \*\*fail\*\*/,
  );
  expect(await answer('incident impact', { text: '- EU\n- US' })).toContain(String.raw`**Impact**\n\n- EU\n- US`);
  expect(await answer('incident update', { conditions: '`db-1` is back', actions: 'Watch **it**' })).toContain(
    '**Conditions** `db-1` is back\\n\\n**Actions** Watch **it**',
  );
  for (const part of ['**Summary** Orders **fail**', String.raw`**Impact**\n\n- EU`, '`db-1` is back', 'Watch **it**'])
    expect(await card()).toContain(part);
  expect(shown((await desk.incidents.boards.announcement(stream)).message)).toContain('**Update** `db-1` is back');
  const [told] = await desk.store.effects({ kind: 'direct-message.send', limit: 10 });
  expect(shown((told?.payload as { message: Message } | undefined)?.message)).toContain('**Update** `db-1` is back');
});
