import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { message } from './chat-page.ts';
import { hasBrowser, launch } from './browser.ts';

/** Hostile words from people cannot run, break the layout or mislead; and a very full channel stays quick. */
describe.skipIf(!hasBrowser)('the chat page under hostile text and load', { timeout: 120_000 }, () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let page: Page;
  const alarms: string[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox();
    browser = await launch();
    page = await browser.newPage({ viewport: { width: 900, height: 700 } });
    page.setDefaultTimeout(60_000);
    page.on('dialog', (dialog) => {
      alarms.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => alarms.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(sandbox.url)) alarms.push(`asked for ${request.url()}`);
    });
    await page.goto(`${sandbox.url}/?as=ada`);
    await page.locator('.shell[data-connection=open]').waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await sandbox.close();
  });

  const shown = async (text: string, channel = 'general'): Promise<Locator> => {
    const { id } = sandbox.as('ben').send(channel, text);
    const row = page.locator(`[data-message="${id}"]`);
    await row.waitFor();
    return row;
  };

  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[click](javascript:alert(1))',
    '<javascript:alert(1)>',
    '[x](data:text/html,<script>alert(1)</script>)',
    '```html\n<svg onload=alert(1)>\n```',
    '<@123" onmouseover="alert(1)>',
    '</incident"><img src=x onerror=alert(1)>:1323802873036800007>',
  ])('does not run: %s', async (text) => {
    const row = await shown(text);
    expect(await row.locator('script, img, svg:not(.drawn), iframe, [onload], [onerror], [onmouseover]').count()).toBe(
      0,
    );
    for (const link of await row.locator('a').all()) expect(await link.getAttribute('href')).toMatch(/^https?:/);
    expect(alarms).toEqual([]);
  });

  test('a link that claims another address than it has says the one that it has', async () => {
    const link = (await shown('[https://bank.example](https://evil.example/x)')).locator('.markdown a');
    expect(await link.textContent()).toBe('https://evil.example/x');
  });

  test('a right-to-left override in a file’s name is made visible', async () => {
    const content = Buffer.from('x');
    const { id } = sandbox.as('ben').send('general', 'see', {
      attachments: [{ index: 0, filename: 'invoice\u202egpj.exe', contentType: 'text/plain', content }],
    });
    const name = page.locator(`[data-message="${id}"] .file-name`);
    await name.waitFor();
    expect(await name.textContent()).not.toContain('\u202e');
  });

  test.each([
    ['2,000 combining characters', `a${'\u0335\u0316\u0301'.repeat(600)}`],
    ['a word of 1,990 characters', 'w'.repeat(1990)],
    ['300 levels of quotes and stars', '> '.repeat(300) + '*'.repeat(300)],
    ['right-to-left overrides', '\u202e\u202e\u202eevil\u2066 text'],
    ['a wall of line ends', `${'x\n'.repeat(400)}`],
    ['a thousand spoilers', '||a||'.repeat(390)],
  ])('does not break the layout: %s', async (_, text) => {
    const row = await shown(text);
    const box = await row.boundingBox();
    const chat = await page.locator('.message-scroller').boundingBox();
    expect(box && chat && box.x >= chat.x && box.x + box.width <= chat.x + chat.width + 1).toBe(true);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(900);
    // Nothing is drawn outside its message: the row above keeps its own pixels.
    const id = (await row.getAttribute('data-message')) ?? '';
    const overflow = await page.evaluate<string>(
      `getComputedStyle(document.querySelector('[data-message="${id}"] .markdown')).contain`,
    );
    expect(overflow).toContain('paint');
  });

  test('pictures from elsewhere are not loaded', async () => {
    expect(alarms.filter((alarm) => alarm.startsWith('asked for'))).toEqual([]);
  });

  test('10,000 messages scroll with few rows in the document, back to the first ones and to the newest again', async () => {
    const ben = sandbox.as('ben');
    for (let index = 0; index < 10_000; index++)
      ben.send('random', `Message ${index}: **bold** \`code\` and some more words to fill the line`);
    await page.locator('[data-channel="random"]').click();
    await message(page, 'Message 9999').waitFor();
    // Each arrival at the top asks for older messages: up again until those of long ago are there.
    await expect
      .poll(
        async () => {
          await page.evaluate("document.querySelector('.message-scroller').scrollTop = 0");
          const first = await page.locator('.message').first().textContent();
          return Number(/Message (\d+):/.exec(first ?? '')?.[1] ?? Number.POSITIVE_INFINITY);
        },
        { timeout: 90_000 },
      )
      .toBeLessThanOrEqual(8500);
    expect(await page.locator('.message').count()).toBeLessThan(120);
    const end = page.getByRole('button', { name: /To the newest/ });
    await end.click();
    await message(page, 'Message 9999').waitFor();
    sandbox.as('ben').send('random', 'and one more');
    await message(page, 'and one more').waitFor();
  }, 180_000);
});
