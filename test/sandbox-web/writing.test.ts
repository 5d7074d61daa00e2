import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runningClock } from '../../src/sandbox/page/running-clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { seriousFindings } from './axe.ts';
import { hasBrowser, launch } from './browser.ts';
import { keptWindows, message, say } from './chat-page.ts';

/** What the hands of somebody who chats all day do without thinking. */
describe.skipIf(!hasBrowser)('reading and writing on the chat page', { timeout: 120_000 }, () => {
  let sandbox: Sandbox;
  let browser: Browser;

  const windows = keptWindows(() => browser);
  const open = (path: string): Promise<Page> => windows.open(`${sandbox.url}${path}`);
  const line = (page: Page): Locator => page.locator('.composer textarea');
  const inView = async (row: Locator): Promise<boolean> => {
    const box = await row.boundingBox();
    const area = await row.page().locator('.message-scroller').boundingBox();
    return box !== null && area !== null && box.y >= area.y - 1 && box.y + box.height <= area.y + area.height + 1;
  };

  beforeAll(async () => {
    sandbox = await startSandbox({ clock: runningClock() });
    browser = await launch();
  });
  afterEach(() => windows.leave());
  afterAll(async () => {
    await browser.close();
    await sandbox.close();
  });

  test('who comes for the first time reads from the beginning, who comes back from where they were', async () => {
    for (let index = 0; index < 60; index++) sandbox.as('ben').send('general', `Lesson ${index}`);
    const page = await open('/?as=ada');
    await expect.poll(() => inView(message(page, 'Lesson 0'))).toBe(true);
    await page.getByRole('button', { name: 'To the newest' }).click();
    await expect.poll(() => inView(message(page, 'Lesson 59'))).toBe(true);

    await page.locator('.channel[data-channel="random"]').click();
    for (let index = 0; index < 40; index++) sandbox.as('ben').send('general', `Later ${index}`);
    await expect.poll(() => page.locator('.channel[data-channel="general"]').getAttribute('class')).toContain('unread');
    await page.locator('.channel[data-channel="general"]').click();
    await page.getByRole('button', { name: /^To the newest · \d+ new/ }).waitFor();
    await expect.poll(() => inView(page.locator('.new-here'))).toBe(true);
    await expect.poll(() => inView(message(page, /Later 0$/))).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('where nothing was read yet, one begins with what is pinned', async () => {
    for (let index = 0; index < 30; index++) sandbox.as('ben').send('random', `Chatter ${index}`);
    sandbox.as('ada').pin(sandbox.as('ada').send('random', 'The rules of this channel').id);
    for (let index = 0; index < 40; index++) sandbox.as('ben').send('random', `Banter ${index}`);
    const page = await open('/?as=chiara');
    await page.evaluate(`localStorage.setItem('read:${sandbox.as('chiara').id}', '{"started":"1"}')`);
    await page.reload();
    await page.locator('.channel[data-channel="random"]').click();
    await expect.poll(() => inView(message(page, 'The rules of this channel'))).toBe(true);
    await page.getByRole('button', { name: /^To the newest/ }).waitFor();
  });

  test('what comes while one reads further up is counted', async () => {
    const page = await open('/?as=grace');
    await page.getByRole('button', { name: 'To the newest' }).click();
    await expect.poll(() => inView(message(page, /Later 39$/))).toBe(true);
    await page.locator('.message-scroller').hover();
    await page.mouse.wheel(0, -1500);
    await page.getByRole('button', { name: 'To the newest', exact: true }).waitFor();
    for (const text of ['one more', 'another']) sandbox.as('ben').send('general', text);
    await page.getByRole('button', { name: 'To the newest · 2 new' }).click();
    await expect.poll(() => inView(message(page, 'another'))).toBe(true);
    await page.getByRole('button', { name: 'To the newest' }).waitFor({ state: 'hidden' });
  });

  test('the arrow up edits what one wrote last, not what Discord said in one’s name', async () => {
    const page = await open('/?as=ada');
    await say(page, 'The disk is fulll');
    await message(page, 'fulll').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Pin', exact: true }).click();
    await message(page, 'pinned a message').waitFor();
    await line(page).focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => line(page).inputValue()).toBe('The disk is fulll');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Enter');
    await message(page, /The disk is full$|The disk is full\(edited\)/).waitFor();
    await message(page, 'pinned a message').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Reply' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Edit' }).count()).toBe(0);
  });

  test('what could not be sent is in the line again, with its files and what it answers; so is a change', async () => {
    const page = await open('/?as=ada');
    const { id } = sandbox.as('ben').send('general', 'Which disk is it?');
    // The sandbox is out of reach for as long as it takes to ask once.
    const cut = () => page.route(/\/page\/act/, (route) => route.abort(), { times: 1 });
    await message(page, 'Which disk is it?').waitFor();
    await page.locator(`[data-message="${id}"]`).focus();
    await page.keyboard.press('r');
    await page.getByLabel('Attach files').setInputFiles({
      name: 'disks.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('sda'),
    });
    await page.getByRole('button', { name: 'Remove disks.txt' }).waitFor();
    await line(page).pressSequentially('The first one');
    await cut();
    await page.keyboard.press('Enter');
    await page.getByText('The sandbox does not answer.').waitFor();
    await expect.poll(() => line(page).inputValue()).toBe('The first one');
    await page.getByRole('button', { name: 'Remove disks.txt' }).waitFor();
    await page.getByText('Answering Ben Okafor').waitFor();
    await page.keyboard.press('Enter');
    await message(page, 'The first one').getByRole('link', { name: 'disks.txt' }).waitFor();
    expect(await message(page, 'The first one').locator('.reply-line').textContent()).toContain('Which disk is it?');

    await page.keyboard.press('ArrowUp');
    await page.keyboard.type(', sda');
    await cut();
    await page.keyboard.press('Enter');
    await page.getByText('Editing your message').waitFor();
    await expect.poll(() => line(page).inputValue()).toBe('The first one, sda');
    await page.keyboard.press('Enter');
    await message(page, 'The first one, sda').waitFor();
  });

  test('what was begun is there again when a change of another message was left or sent', async () => {
    const page = await open('/?as=ada');
    await say(page, 'Half of it is gon');
    await message(page, 'Half of it is gon').waitFor();
    for (const key of ['Escape', 'Enter']) {
      await line(page).fill('I was about to');
      await message(page, 'Half of it is gon').focus();
      await page.keyboard.press('e');
      await expect.poll(() => line(page).inputValue()).toBe('Half of it is gon');
      await page.keyboard.type('e');
      await page.keyboard.press(key);
      await expect.poll(() => line(page).inputValue()).toBe('I was about to');
    }
    await message(page, 'Half of it is gone').waitFor();
  });

  test('an answer calls who is answered, unless that is switched off', async () => {
    const { id } = sandbox.as('ben').send('deploys', 'Shall I?');
    const page = await open('/?as=ada');
    const ben = await open('/?as=ben');
    const badge = ben.locator('.channel[data-channel="deploys"] .badge');
    await page.locator('.channel[data-channel="deploys"]').click();
    const answer = async (text: string, ping: boolean): Promise<void> => {
      await page.locator(`[data-message="${id}"]`).focus();
      await page.keyboard.press('r');
      if (!ping) await page.getByRole('button', { name: '@ on' }).click();
      await say(page, text);
      await message(page, text).waitFor();
    };
    await answer('Do it', true);
    await expect.poll(() => badge.textContent()).toContain('1');
    await answer('Quietly', false);
    await answer('And loudly', true);
    await expect.poll(() => badge.textContent()).toContain('2');
  });

  test('keys write the marks of Markdown', async () => {
    const page = await open('/?as=ada');
    await line(page).fill('the disk is full');
    for (let index = 0; index < 'is full'.length + 1; index++) await page.keyboard.press('ArrowLeft');
    for (let index = 0; index < 'disk'.length; index++) await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Control+b');
    await expect.poll(() => line(page).inputValue()).toBe('the **disk** is full');
    await page.keyboard.press('Control+i');
    await expect.poll(() => line(page).inputValue()).toBe('the ***disk*** is full');
    await page.keyboard.type('database');
    await page.keyboard.press('Enter');
    await message(page, 'the database is full').locator('strong em, em strong').waitFor();
  });

  test('files are dropped anywhere on the chat, and pictures pasted', async () => {
    const page = await open('/?as=ada');
    const give = (kind: string, target: string): Promise<void> =>
      page.evaluate(`(() => {
        const data = new DataTransfer();
        data.items.add(new File(['x'], '${kind}.txt', { type: 'text/plain' }));
        const init = { bubbles: true, cancelable: true };
        const event = '${kind}' === 'paste'
          ? new ClipboardEvent('paste', { ...init, clipboardData: data })
          : new DragEvent('${kind}', { ...init, dataTransfer: data });
        document.querySelector('${target}').dispatchEvent(event);
      })()`);
    await give('dragover', '.message-scroller');
    await page.getByText('Drop the files to attach them to your message in #general').waitFor();
    await give('drop', '.message-scroller');
    await page.getByRole('button', { name: 'Remove drop.txt' }).waitFor();
    expect(await page.getByText('Drop the files').count()).toBe(0);
    await give('paste', '.composer textarea');
    await page.getByRole('button', { name: 'Remove paste.txt' }).waitFor();
    await say(page, 'Two files');
    await message(page, 'Two files').getByRole('link', { name: 'paste.txt' }).waitFor();
    await message(page, 'Two files').getByRole('link', { name: 'drop.txt' }).waitFor();
  });

  test('an eleventh file is said to be left out, and files wait while a message is edited', async () => {
    sandbox.as('ada').send('general', 'To be edited');
    const page = await open('/?as=ada');
    const eleven = Array.from({ length: 11 }, (_, index) => ({
      name: `file-${index}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from('x'),
    }));
    await page.getByLabel('Attach files').setInputFiles(eleven);
    await page.locator('.toasts').getByText('A message may have up to 10 files: one was left out.').waitFor();
    const chosen = page.getByRole('button', { name: /^Remove file-/ });
    expect(await chosen.count()).toBe(10);
    await message(page, 'To be edited').waitFor();
    await line(page).press('ArrowUp');
    await page.getByText('Editing your message').waitFor();
    expect(await chosen.count()).toBe(0);
    await say(page, 'Edited');
    await message(page, 'Edited').getByText('(edited)').waitFor();
    expect(await chosen.count()).toBe(10);
    await line(page).press('Enter');
    await message(page, 'file-9.txt').waitFor();
    expect(await chosen.count()).toBe(0);
  });
});
