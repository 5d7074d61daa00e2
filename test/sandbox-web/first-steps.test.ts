import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runningClock } from '../../src/sandbox/page/running-clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { hasBrowser, launch } from './browser.ts';
import { message, openChat, say } from './chat-page.ts';
import { tinyBot } from './tiny-bot.ts';

/** Whether what is in the middle of the element is the element: nothing cuts it off or covers it. */
const uncovered = (element: Locator): Promise<boolean> =>
  element.evaluate(
    (node: {
      getBoundingClientRect(): { left: number; top: number; width: number; height: number };
      contains(other: unknown): boolean;
      ownerDocument: { elementFromPoint(x: number, y: number): unknown };
    }) => {
      const box = node.getBoundingClientRect();
      return node.contains(node.ownerDocument.elementFromPoint(box.left + box.width / 2, box.top + box.height - 4));
    },
  );

/** Where somebody who knows nothing got stuck on the chat page. */
describe.skipIf(!hasBrowser)('first steps on the chat page', { timeout: 120_000 }, () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let bot: Awaited<ReturnType<typeof tinyBot>>;
  const contexts: BrowserContext[] = [];

  const open = async (as: string): Promise<Page> => {
    const page = await openChat(browser, `${sandbox.url}/?as=${as}`);
    contexts.push(page.context());
    return page;
  };

  beforeAll(async () => {
    sandbox = await startSandbox({ clock: runningClock() });
    bot = await tinyBot(sandbox);
    browser = await launch();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });
  afterAll(async () => {
    await browser.close();
    await bot.destroy();
    await sandbox.close();
  });

  test('a command that is pasted with any of its options is sent by Enter, and left by Escape', async () => {
    const page = await open('ada');
    await say(page, '/who at:"2026-12-02 12:00"');
    await page.keyboard.press('Enter');
    await message(page, 'Asked at 2026-12-02 12:00').waitFor();
    await say(page, '/who at:now');
    await page.locator('.command-form').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.composer textarea').waitFor();
    await page.locator('.composer textarea:focus').waitFor();
  });

  test('a command that was not answered comes back with what was typed, by arrow up', async () => {
    const page = await open('ada');
    sandbox.faults.add({ kind: 'error', route: '/callback' });
    await say(page, '/who at:"2026-12-24 18:00"');
    await page.keyboard.press('Enter');
    await page.getByText('/who failed.').waitFor();
    sandbox.faults.clear();
    await page.locator('.composer textarea').press('ArrowUp');
    await expect.poll(() => page.getByRole('combobox', { name: /^at/ }).inputValue()).toBe('2026-12-24 18:00');
    await page.keyboard.press('Enter');
    await message(page, 'Asked at 2026-12-24 18:00').waitFor();
  });

  test('a name that fits one person alone is that person; else those that fit are offered', async () => {
    const page = await open('ada');
    await say(page, '/who person:@fatima');
    await page.keyboard.press('Enter');
    await message(page, 'of fatima').waitFor();
    await say(page, '/who person:@a');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('“@a” does not fit person').waitFor();
    await page.getByRole('option', { name: 'Ada Lindqvist' }).waitFor();
    await page.getByRole('button', { name: /Add option schedule/ }).click();
    await page.getByRole('option', { name: 'checkout service' }).waitFor();
    await page.getByRole('combobox', { name: /^person/ }).fill('zz');
    await page.getByRole('option', { name: 'Nothing fits “zz”' }).waitFor();
  });

  test('suggestions have the width of the composer', async () => {
    const page = await open('ada');
    await say(page, '/who at:now');
    await page.getByRole('button', { name: /Add option person/ }).click();
    const list = await page.locator('.popup').boundingBox();
    const composer = await page.locator('.composer').boundingBox();
    expect(list && composer && list.width > composer.width - 4).toBe(true);
  });

  test('the list of a select lies over its small dialog, whole, and begins at what is chosen', async () => {
    const page = await open('ada');
    await say(page, '/severity');
    await page.getByRole('button', { name: /^Run/ }).click();
    const select = page.getByRole('combobox', { name: 'How bad is it?' });
    await select.click();
    expect(await select.getAttribute('placeholder')).toBe('SEV-2');
    expect(await page.locator('.dialog li.active').textContent()).toContain('SEV-2');
    expect(await uncovered(page.getByRole('option', { name: 'SEV-4' }))).toBe(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => select.inputValue()).toBe('SEV-3');
  });

  test('the answer to a button far up comes into view', async () => {
    const page = await open('ada');
    await say(page, '/parts');
    await page.getByRole('button', { name: /^Run/ }).click();
    await message(page, 'Pressed 0 times').waitFor();
    for (let index = 0; index < 60; index++) sandbox.as('ben').send('general', `Meanwhile ${index}`);
    await message(page, 'Meanwhile 59').waitFor();
    await page.locator('.message-scroller').hover();
    await page.mouse.wheel(0, -3000);
    await page.getByRole('button', { name: 'Secondary' }).scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: 'To the newest' }).waitFor();
    await page.getByRole('button', { name: 'Secondary' }).click();
    await message(page, 'Only for you.').waitFor();
    await expect.poll(() => uncovered(message(page, 'Only for you.'))).toBe(true);
  });

  test('in direct messages the page says where commands work', async () => {
    const { id } = sandbox.as('ada').directMessages('ben');
    sandbox.as('ben').send(id, 'Hello');
    const page = await open('ada');
    await page.locator('.channel', { hasText: 'Ben Okafor' }).click();
    await expect.poll(() => page.locator('h1').textContent()).toBe('@Ben Okafor');
    await page.getByRole('textbox', { name: 'Message @Ben Okafor' }).fill('/');
    await page.getByText('Commands work in the server’s channels').waitFor();
    await say(page, '/who at:now');
    await page.locator('.toasts').getByText('Commands work in the server’s channels').waitFor();
  });

  test('what is too long is said to be', async () => {
    const page = await open('ada');
    await say(page, 'x'.repeat(2500));
    await page.getByRole('alert').getByText('Too long by 500 characters: a message may have 2000.').waitFor();
  });

  test('what told of a channel goes when that channel is opened', async () => {
    const page = await open('ada');
    sandbox.as('ben').send('random', `<@${sandbox.as('ada').id}> look here`);
    await page.getByRole('button', { name: 'mentioned you in #random' }).waitFor();
    await page.locator('.channel[data-channel="random"]').click();
    await message(page, 'look here').waitFor();
    // At once: after some seconds it would have gone by itself.
    expect(await page.locator('.toasts > *').count()).toBe(0);
  });
});
