import { expect, onTestFinished, test } from 'vitest';
import { startBot } from '../../src/testing.ts';
import { labels, words } from './words.ts';

const PATIENCE = 60_000;

test('what Discord refuses stands on the card, and its button tries it again', async () => {
  const bot = await startBot({ sandbox: { rateLimits: false } });
  onTestFinished(() => bot.stop());
  const ada = bot.as('ada');
  const ben = bot.as('ben');
  const type = async (channel: string, command: string): Promise<void> => {
    const exchange = await ben.type(channel, command);
    if ('final' in exchange) await exchange.final();
  };
  const takesMessages = (takes: boolean): void => {
    const user = bot.sandbox.world.state.users.get(ada.id);
    if (user) user.closedToDirectMessages = !takes;
  };
  await type('#general', '/incident declare title:"Shop is slow" severity:SEV-3');
  const channel = await ben.waitFor(() => ben.channels().find(({ name }) => name === 'inc-1-shop-is-slow')?.id);
  const announced = await ada.waitFor(() =>
    ada.see('#incidents').find((message) => words(message).includes('Shop is slow')),
  );
  await (await ada.press(announced.id, 'Subscribe')).final();

  takesMessages(false);
  await type(channel, '/incident update conditions:"The pool is empty" actions:look needs:none');
  const card = () => ben.see(channel).find(({ pinned }) => pinned);
  await ben.waitFor(() => words(card()).includes('could not be done'), PATIENCE);
  expect(words(card())).toContain('Sending a direct message');
  expect(words(card())).toContain('They can allow it in their privacy settings');
  const heard = () => ada.see(ada.directMessages().id).filter((one) => words(one).includes('The pool is empty'));
  expect(heard()).toHaveLength(0);

  takesMessages(true);
  const again = await (await ben.press(card()?.id ?? '', 'Try again')).final();
  expect(words(again.message)).toContain('will be tried again now');
  await ada.waitFor(() => heard().length > 0, PATIENCE);
  await ben.waitFor(() => !words(card()).includes('could not be done'), PATIENCE);
  expect(labels(card())).not.toContain('Try again');
  await bot.settled();
  expect(heard()).toHaveLength(1);
}, 180_000);
