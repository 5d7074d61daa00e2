import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from '../../src/testing.ts';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({ config: 'organisation: { timeZone: Europe/Berlin }' });
});
afterAll(() => bot.stop());

const answer = async (command: string) => {
  const exchange = await bot.as('ben').type('#general', command);
  if (!('final' in exchange)) throw new Error(`Discord would not send ${command}`);
  return exchange.final();
};

test('all that is wrong in a form is said at once, and a button opens it again with what was typed', async () => {
  const ben = bot.as('ben');
  await answer('/incident declare title:"Checkout fails" severity:SEV-2');
  await answer('/incident resolve incident:1');
  const asked = await ben.type('#general', '/incident close incident:1');
  if (!('final' in asked)) throw new Error('no form');
  const form = await asked.final();
  expect(JSON.stringify(form)).toContain('Without a zone, the time is meant in Europe/Berlin');
  const refused = await (
    await ben.submit(asked, { started: '25:00', detected: 'half past nonsense', reason: 'Written up' })
  ).final();
  const said = refused.message;
  expect(JSON.stringify(said)).toMatch(/Impact started: .*25:00.*Detected: .*nonsense/s);
  const again = await ben.press(said?.id ?? '', 'Try again');
  const opened = JSON.stringify(await again.final());
  for (const typed of ['25:00', 'half past nonsense', 'Written up']) expect(opened).toContain(`"value":"${typed}"`);
  await expect(bot.as('ada').press(said?.id ?? '', 'Try again')).rejects.toThrow();
});

test('a note with a time says which zone it was read in, to who never told Muster theirs', async () => {
  const { message } = await answer('/incident note incident:1 text:x at:"yesterday 08:00"');
  expect(JSON.stringify(message)).toContain('Without a zone, the time is meant in Europe/Berlin');
});
