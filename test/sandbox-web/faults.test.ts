import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { message, run } from './chat-page.ts';
import { startTinyChat, type TinyChat } from './tiny-chat.ts';

/** Each switch of the workbench, turned on the page: what somebody in the chat then sees, and that it ends when it is turned back. */
describe.skipIf(!hasBrowser)('bad days, switched on in the workbench', { timeout: 120_000 }, () => {
  let sandbox: TinyChat['sandbox'];
  let bot: TinyChat['bot'];
  let page: Page;
  let stop: TinyChat['stop'];

  beforeAll(async () => {
    ({ sandbox, bot, page, stop } = await startTinyChat());
    await page.getByRole('button', { name: /Workbench/ }).click();
  });
  afterAll(() => stop());

  const tab = (name: string): Promise<void> => page.getByRole('tab', { name }).click();
  const named = (label: string) => page.getByRole('switch', { name: new RegExp(`^${label}`) });
  /** The bot is quiet first: what it still tries again would use up what is meant for the test. */
  const turn = async (label: string, on: boolean): Promise<void> => {
    if (on) await bot.quiet();
    await tab('Faults');
    await named(label).setChecked(on);
    await page
      .getByRole('status')
      .getByText(`${label}: ${on ? 'on' : 'off'}.`)
      .waitFor();
  };
  const frame = (words: RegExp) => page.locator('.frames > li', { hasText: words }).first();
  /** The first frame from here on that has this name, and was refused with these words. */
  const framesFromHere = () => {
    const last = sandbox.frames.after(-1).at(-1)?.n ?? -1;
    return (name: RegExp, why = '') =>
      sandbox.frames.after(last).find(({ what, refused = '' }) => name.test(what) && refused.includes(why));
  };
  test.each([
    ['Failing', '500', 'deploy history', 'Nothing lately.'],
    ['Rate limited', '429', 'who', 'Asked at no time'],
  ] as const)(
    '%s: the command is not answered, the frames say why, and how many are left',
    async (name, status, command, answer) => {
      await turn(name, true);
      await run(page, `/${command}`);
      await page.getByText(`/${command} failed.`).waitFor();
      expect(await page.getByText(answer).count()).toBe(0);
      await named(name)
        .locator('..')
        .getByText(/\d+ left/)
        .waitFor();
      await tab('Frames');
      await frame(new RegExp(`POST /interactions/.*callback.*${status}`)).waitFor();
      await turn(name, false);
      await run(page, `/${command}`);
      await message(page, answer).waitFor();
    },
  );

  test('answers that get lost: what was answered is there, once', async () => {
    await turn('Answers get lost', true);
    await run(page, '/whisper');
    await message(page, 'Between us.').waitFor();
    await tab('Frames');
    await frame(/POST \/interactions\/.*callback.*fault: answer lost/).waitFor();
    await bot.quiet();
    expect(await page.locator('.message', { hasText: 'Between us.' }).count()).toBe(1);
    // Those that were not used up.
    sandbox.faults.clear();
  });

  test('slow: the answer comes as much later as the switch says', async () => {
    await turn('Slow', true);
    const later = framesFromHere();
    await run(page, '/whisper');
    await expect.poll(() => later(/\/callback$/)).toBeDefined();
    await turn('Slow', false);
    // By the sandbox's clock: no machine makes it less.
    expect((later(/\/callback$/)?.at ?? 0) - (later(/^INTERACTION_CREATE$/)?.at ?? 0)).toBeGreaterThanOrEqual(2000);
  });

  test('events that come twice: what was asked once is answered once, and the second answer refused', async () => {
    await turn('Events come twice', true);
    const later = framesFromHere();
    const before = await page.locator('.message', { hasText: 'Nothing lately.' }).count();
    await run(page, '/deploy history');
    await expect.poll(() => later(/\/callback$/, '40060')).toBeDefined();
    await tab('Frames');
    await frame(/INTERACTION_CREATE.*fault: sent 2 times/).waitFor();
    await turn('Events come twice', false);
    await expect.poll(() => page.locator('.message', { hasText: 'Nothing lately.' }).count()).toBe(before + 1);
  });

  test('a switch that is turned back before the sandbox has answered is off', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route(/\/page\/faults\?/, async (route) => {
      if (route.request().method() === 'POST') await released;
      await route.continue();
    });
    const added = page.waitForResponse(
      (response) => response.request().method() === 'POST' && /\/page\/faults\?/.test(response.url()),
    );
    await tab('Faults');
    await named('Slow').check();
    await named('Slow').uncheck();
    release();
    await added;
    await page.getByRole('status').getByText('Slow: off.').waitFor();
    expect(sandbox.faults.list()).toEqual([]);
    expect(await named('Slow').isChecked()).toBe(false);
    await page.unrouteAll();
  });

  test.each([
    ['Cut the gateway', 'the bot resumes', /RESUMED/],
    ['Cut and forget the session', 'the bot identifies anew', /READY/],
  ] as const)('%s: the bot comes back by itself and answers', async (name, said, comes) => {
    await tab('Frames');
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await tab('Faults');
    await page.getByRole('button', { name, exact: true }).click();
    await page.getByRole('status').getByText(said).waitFor();
    await tab('Frames');
    await frame(comes).waitFor();
    const before = await page.locator('.message', { hasText: 'Nothing lately.' }).count();
    await run(page, '/deploy history');
    await expect.poll(() => page.locator('.message', { hasText: 'Nothing lately.' }).count()).toBe(before + 1);
  });
});
