import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from '../../src/testing.ts';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
});
afterAll(() => bot.stop());

const shown = async (
  who: string,
  label?: string,
): Promise<{ readonly id: string; readonly text: string; readonly files: number }> => {
  const exchange = await bot.as(who).type('#general', '/muster help');
  if (!('final' in exchange)) throw new Error('no answer');
  let { message } = await exchange.final();
  if (label !== undefined) ({ message } = await (await bot.as(who).press(message?.id ?? '', label)).final());
  return { id: message?.id ?? '', text: JSON.stringify(message), files: message?.attachments.length ?? 0 };
};

test('help fits into a message: each group with what is needed first, and a button for the rest', async () => {
  const { text, files } = await shown('ben');
  expect(files).toBe(0);
  expect(text).toContain('/incident declare');
  expect(text).not.toContain('/incident backfill');
  const button = /All \d+ of \/incident/.exec(text)?.[0] ?? '';
  const all = await shown('ben', button);
  expect(all.text).toContain('/incident backfill');
  expect(all.files).toBe(0);
});

test('help names nothing that one may not do', async () => {
  const button = /All \d+ of \/muster/.exec((await shown('ben')).text)?.[0] ?? '';
  const { text } = await shown('ben', button);
  expect(text).toContain('/muster whoami');
  expect(text).not.toMatch(/muster release|muster erase/);
});
