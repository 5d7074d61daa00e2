import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toPng } from '../../src/pictures/to-png.ts';
import { runningClock } from '../../src/sandbox/page/running-clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { hasBrowser, launch } from './browser.ts';
import { expectSound, message, openChat } from './chat-page.ts';

const picture = async (index: number, filename: string, colour: string) => ({
  index,
  filename,
  contentType: 'image/png',
  content: await toPng(
    `<svg xmlns="http://www.w3.org/2000/svg" width="2400" height="900"><rect width="2400" height="900" fill="${colour}"/></svg>`,
  ),
});

describe.skipIf(!hasBrowser)('pictures on the chat page', { timeout: 120_000 }, () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let page: Page;

  const lightbox = (): Locator => page.getByRole('dialog');
  const shown = (): Promise<string | null> => lightbox().locator('img').getAttribute('src');

  beforeAll(async () => {
    sandbox = await startSandbox({ clock: runningClock() });
    sandbox.as('ben').send('general', 'Three graphs', {
      attachments: [
        await picture(0, 'errors.png', '#a33'),
        await picture(1, 'SPOILER_latency.png', '#3a3'),
        await picture(2, 'load.png', '#33a'),
      ],
    });
    browser = await launch();
    page = await openChat(browser, `${sandbox.url}/?as=ada`);
  });
  afterAll(async () => {
    await browser.close();
    await sandbox.close();
  });

  test('one that is pressed is shown large; arrow keys lead to the others, not to what a spoiler hides', async () => {
    const links = message(page, 'Three graphs').locator('a.picture');
    await links.first().click();
    await lightbox().getByRole('status').getByText('1 of 2').waitFor();
    await lightbox().getByRole('heading', { name: 'errors.png' }).waitFor();
    expect(await lightbox().getByRole('img').getAttribute('alt')).toBe('errors.png');
    await expectSound(page);
    await page.keyboard.press('ArrowRight');
    await lightbox().getByRole('status').getByText('2 of 2').waitFor();
    expect(await shown()).toContain('load.png');
    await page.keyboard.press('ArrowRight');
    expect(await shown()).toContain('errors.png');
    await page.keyboard.press('ArrowLeft');
    expect(await shown()).toContain('load.png');
    expect(await lightbox().getByRole('link', { name: 'Download' }).getAttribute('download')).toBe('load.png');
    expect(page.context().pages()).toHaveLength(1);
    await page.keyboard.press('Escape');
    await lightbox().waitFor({ state: 'hidden' });
    // Whoever came by keyboard is where they were.
    expect(await page.evaluate<string>('document.activeElement.href')).toContain('errors.png');
  });

  test('the focus stays with the picture, and a press beside it closes', async () => {
    await message(page, 'Three graphs').locator('a.picture').first().focus();
    await page.keyboard.press('Enter');
    await lightbox().waitFor();
    for (let index = 0; index < 12; index++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate<string>(
        `document.activeElement === document.body ? 'the browser' : document.activeElement.closest('dialog') ? 'dialog' : document.activeElement.outerHTML`,
      );
      expect(['dialog', 'the browser']).toContain(at);
    }
    await page.mouse.click(5, 5);
    await lightbox().waitFor({ state: 'hidden' });
  });

  test('at its own size it can be looked at part by part, also on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await message(page, 'Three graphs').locator('a.picture').first().click();
    const widths = (): Promise<number[]> =>
      page.evaluate<number[]>(
        `[...document.querySelectorAll('.lightbox-picture, .lightbox-picture img')].map((one) => one.clientWidth)`,
      );
    await lightbox().waitFor();
    const [room = 0, fitting = 0] = await widths();
    expect(fitting).toBeLessThanOrEqual(room);
    await expectSound(page);
    await page.getByRole('button', { name: 'errors.png' }).click();
    await expect.poll(async () => (await widths())[1]).toBe(2400);
    await expectSound(page);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('what a browser may not draw, or cannot, is a file to save', async () => {
    const file = (index: number, filename: string, contentType: string) => ({
      index,
      filename,
      contentType,
      content: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    });
    sandbox.as('ben').send('general', 'Drawn elsewhere', {
      attachments: [
        file(0, 'flow.svg', 'image/svg+xml'),
        file(1, 'phone.heic', 'image/heic'),
        file(2, 'cut.png', 'image/png'),
      ],
    });
    for (const name of ['flow.svg', 'phone.heic', 'cut.png']) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        message(page, 'Drawn elsewhere').getByRole('link', { name }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(name);
    }
  });

  test('the list of members goes when the window becomes too narrow for it, and comes back', async () => {
    const members = page.getByRole('complementary', { name: 'Members' });
    await members.waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    await members.waitFor({ state: 'hidden' });
    await page.setViewportSize({ width: 1280, height: 800 });
    await members.waitFor();
    await page.getByRole('button', { name: 'Search messages' }).click();
    await page.setViewportSize({ width: 900, height: 740 });
    await page.getByRole('complementary', { name: 'Search' }).waitFor();
  });
});
