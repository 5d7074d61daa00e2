import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { message, run } from './chat-page.ts';
import { startTinyChat, type TinyChat } from './tiny-chat.ts';

/** Each switch of the workbench, turned on the page: what somebody in the chat then sees, and that it ends when it is turned back. */
describe.skipIf(!hasBrowser)('bad days, switched on in the workbench', { timeout: 120_000 }, () => {
  let sandbox: TinyChat['sandbox'];
  let page: Page;
  let stop: TinyChat['stop'];

  beforeAll(async () => {
    ({ sandbox, page, stop } = await startTinyChat());
    await page.getByRole('button', { name: /Workbench/ }).click();
  });
  afterAll(() => stop());

  const tab = (name: string): Promise<void> => page.getByRole('tab', { name }).click();
  const turn = async (name: RegExp, on: boolean): Promise<void> => {
    await tab('Faults');
    await page.getByRole('switch', { name }).setChecked(on);
    await expect.poll(() => sandbox.faults.active()).toBe(on);
  };
  const frame = (words: RegExp) => page.locator('.frames > li', { hasText: words }).first();
  test.each([
    [/^Failing/, '500', 'deploy history', 'Nothing lately.'],
    [/^Rate limited/, '429', 'who', 'Asked at no time'],
  ] as const)(
    '%s: the command is not answered, the frames say why, and how many are left',
    async (name, status, command, answer) => {
      await turn(name, true);
      await run(page, `/${command}`);
      await page.getByText(`/${command} failed.`).waitFor();
      expect(await page.getByText(answer).count()).toBe(0);
      await page
        .getByRole('switch', { name })
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
    await turn(/^Answers get lost/, true);
    await run(page, '/whisper');
    await message(page, 'Between us.').waitFor();
    await turn(/^Answers get lost/, false);
    expect(await page.locator('.message', { hasText: 'Between us.' }).count()).toBe(1);
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
