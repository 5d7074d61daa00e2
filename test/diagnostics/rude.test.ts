import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderMessage } from '../../src/discord/render.ts';
import { type Bot, messageIn, startBot } from './bot.ts';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot(
    { plugins: { rude: { from: './plugins/rude.ts', memoryMb: 64 } } },
    { secrets: ['secret-of-ours'] },
  );
});
afterAll(() => bot.close());

/** What Discord is sent, files included. */
async function drawn(name: string): Promise<{ readonly text: string; readonly bytes: number }> {
  const command = bot.diagnostics.commands.find((one) => one.name.endsWith(` ${name}`))?.name ?? name;
  const { body, files } = renderMessage(messageIn(await bot.command(command)));
  const text = JSON.stringify(body) + files.map(({ data }) => data.toString()).join('\n');
  return { text, bytes: text.length };
}

test.each([
  ['wide-cell', 'more was found than is kept'],
  ['many-rows', 'more was found than is kept'],
  ['many-facts', 'more was found than is kept'],
  ['deep-tree', 'more was found than is kept'],
  ['cyclic', 'more was found than is kept'],
  ['many-points', 'more was found than is kept'],
  ['many-series', 'more was found than is kept'],
  ['odd-times', 'series.png'],
  ['infinite', 'not a list of findings'],
  ['no-words', 'Run again'],
  ['long-words', 'full-text.txt'],
  ['wide-graphemes', 'full-text.txt'],
  ['returns-odd', 'not iterable'],
  ['yields-odd', 'not a list of findings'],
  ['throws-nothing', 'without saying why'],
  ['target-0', 'done'],
  ['target-1', 'done'],
  ['target-2', 'done'],
  ['target-4', 'done'],
])('%s is drawn as far as it can be, and costs no more than it shows', async (name, said) => {
  const { text, bytes } = await drawn(name);
  expect(text).toContain(said);
  expect(bytes).toBeLessThan(2_500_000);
});

test('what a plugin holds outside of the heap counts, too', async () => {
  expect((await drawn('big-buffers')).text).toContain('more than 64 MB of memory');
});

test('colours and joiners hide no secret, nor does a column that is named like one', async () => {
  const { text } = await drawn('coloured');
  expect(text).toContain('password=[masked] token=[masked]');
  expect(text).not.toMatch(/hunter2|abcdefgh|\u001b|u001b|of-ours/);
  const kept = JSON.stringify(await bot.entries());
  expect(kept).not.toMatch(/hunter2|abcdefgh|u001b|of-ours/);
});

test('Markdown, mentions and fences stay the words that they are', async () => {
  const { text } = await drawn('marked-down');
  const parts = text.split('```');
  expect(parts).toHaveLength(3); // our own fence, and nothing that opens or ends another
  // In a fence of an embed nobody is pinged; around it the signs themselves are broken.
  expect(`${parts[0]}${parts[2]}`).not.toMatch(/@everyone|<@\d|[^\\]\[click/);
});
