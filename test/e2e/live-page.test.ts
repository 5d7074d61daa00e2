import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAppWeb } from '../../src/serve-web.ts';
import { type Bot, startBot, virtualClock } from '../../src/testing.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { signLink } from '../../src/web/signed-link.ts';
import { hasBrowser, launch } from '../sandbox-web/browser.ts';

const DAY = 86_400_000;

/** An open incident's page, beside the bot that records: what is typed in Discord comes to it. */
describe.skipIf(!hasBrowser)('an open incident’s page, beside the whole bot', { timeout: 120_000 }, () => {
  const clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
  const errors: string[] = [];
  let bot: Bot;
  let web: Awaited<ReturnType<typeof createAppWeb>>['web'];
  let port: number;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    bot = await startBot({ clock, sandbox: { rateLimits: false } });
    const served = await createAppWeb(bot.app, bot.serving.discord, createMetrics('1.2.3'));
    web = served.web;
    port = await web.listen('127.0.0.1', 0);
    browser = await launch();
    await type('/incident declare title:"Checkout fails" severity:SEV-2');
    await note('"Before the page"');
    page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (said) => {
      if (said.type() === 'error' && !said.text().includes('favicon')) errors.push(said.text());
    });
    const link = { person: bot.as('dmitri').id, expiresAt: clock.now() + DAY, scope: 'pages' };
    await page.goto(`http://127.0.0.1:${port}/incidents/1?${signLink(served.linkSecret, link)}`);
    await live();
  });
  afterAll(async () => {
    await browser.close();
    await web.close();
    await bot.stop();
  });

  async function type(command: string): Promise<void> {
    const exchange = await bot.as('dmitri').type('#general', command);
    if (!('final' in exchange)) throw new Error(`${command} is no command`);
    await exchange.final();
    await bot.settled();
  }
  const note = (text: string): Promise<void> => type(`/incident note incident:1 text:${text}`);
  const live = (): Promise<void> => page.locator('.live[data-state=live]').waitFor();
  const row = (text: string) => page.locator('li.entry', { hasText: text });
  const beforePrint = async (): Promise<number> => {
    const devtools = await page.context().newCDPSession(page);
    const { result } = await devtools.send('Runtime.evaluate', { expression: 'window' });
    const found = await devtools.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' });
    return found.listeners.filter((listener) => listener.type === 'beforeprint').length;
  };

  test('shows what is recorded, keeps filters and unfolded rows, and its policy lets its script run', async () => {
    const kind = page.locator('input[data-kind]').first();
    await kind.uncheck();
    await page.getByRole('searchbox', { name: 'Search the timeline' }).fill('the page');
    await row('Before the page').locator('summary').click();
    await note('"After the page was opened"');
    await row('After the page was opened').waitFor();
    await expect.poll(() => page.locator('li.entry:visible').count()).toBe(2);
    expect(await kind.isChecked()).toBe(false);
    expect(await row('Before the page').locator('details[open]').count()).toBe(1);
    expect(await page.locator('#shown').textContent()).toMatch(/^2 of \d+ entries$/);
    expect(await beforePrint()).toBe(1);
    expect(errors).toEqual([]);
  });

  test('stays unfolded when something is recorded, but for what was folded again', async () => {
    await page.getByRole('searchbox', { name: 'Search the timeline' }).fill('');
    await expect.poll(() => page.locator('li.entry:visible').count()).toBeGreaterThan(2);
    await page.getByRole('button', { name: 'Unfold all' }).click();
    await row('Before the page').locator('summary').click();
    await note('"While all is unfolded"');
    await row('While all is unfolded').locator('details[open]').waitFor();
    await page.getByRole('button', { name: 'Fold all', exact: true }).waitFor();
    expect(await row('After the page was opened').locator('details[open]').count()).toBe(1);
    expect(await row('Before the page').locator('details[open]').count()).toBe(0);
    await page.getByRole('button', { name: 'Fold all', exact: true }).click();
    await expect.poll(() => page.locator('li.entry details[open]').count()).toBe(0);
  });

  test('keeps the keyboard where it was: on a row, on a filter, between two letters of the search', async () => {
    await row('Before the page').locator('summary').focus();
    await note('"While a row had the keyboard"');
    await row('While a row had the keyboard').waitFor();
    const focused = page.locator(':focus');
    expect(await focused.textContent()).toContain('Before the page');
    await page.locator('input[data-kind]').nth(1).focus();
    const kind = await focused.getAttribute('data-kind');
    await note('"While a filter had it"');
    await row('While a filter had it').waitFor();
    expect(await focused.getAttribute('data-kind')).toBe(kind);
    const search = page.getByRole('searchbox', { name: 'Search the timeline' });
    await search.fill('while');
    await page.evaluate('document.activeElement.setSelectionRange(2, 2)');
    await note('"While somebody searched"');
    await row('While somebody searched').waitFor();
    expect(await page.evaluate('document.activeElement.selectionStart')).toBe(2);
    expect(await focused.inputValue()).toBe('while');
    await search.fill('');
    await row('Before the page').waitFor();
  });

  test('waits while somebody selects what it says, and then follows; its title follows, too', async () => {
    await row('Before the page').locator('.words').selectText();
    await type('/incident rename incident:1 title:"Checkout is slow"');
    await page.getByText('Waits while text is selected').waitFor();
    expect(await page.evaluate('String(getSelection())')).toContain('Before the page');
    await page.evaluate('getSelection().removeAllRanges()');
    await page.getByRole('heading', { name: 'Checkout is slow' }).waitFor();
    await expect.poll(() => page.title()).toContain('Checkout is slow');
  });

  test('a search finds what was said, not how it was recorded', async () => {
    const search = page.getByRole('searchbox', { name: 'Search the timeline' });
    for (const words of ['recorded', 'by a command', 'exact to the second']) {
      await search.fill(words);
      await expect.poll(() => page.locator('#shown').textContent()).toMatch(/^0 of/);
      await search.fill('');
      await row('Before the page').waitFor();
    }
  });

  test('no row that the keyboard comes to lies under the bar of filters', async () => {
    await page.setViewportSize({ width: 1280, height: 360 });
    await page.locator('li.entry:visible summary').last().focus();
    // How far the row with the keyboard begins below the bar, in pixels.
    const at = page.locator('li.entry summary:focus');
    const tools = page.locator('.tools');
    const seen: number[] = [];
    while ((await at.count()) > 0) {
      const [top, bar] = [await at.boundingBox(), await tools.boundingBox()];
      seen.push((top?.y ?? 0) - (bar === null ? Infinity : bar.y + bar.height));
      await page.keyboard.press('Shift+Tab');
    }
    expect(seen.length).toBeGreaterThan(3);
    expect(Math.min(...seen)).toBeGreaterThan(0);
  });

  test('a commit to another incident looks nothing up for it', async () => {
    const { lookup } = bot.app.incidents;
    const { byNumber } = lookup;
    const lookers: string[] = [];
    lookup.byNumber = (number, viewer) => {
      lookers.push(viewer.id);
      return byNumber(number, viewer);
    };
    await type('/incident declare title:"Another one" severity:SEV-3');
    lookup.byNumber = byNumber;
    expect(lookers).not.toContain('metrics');
  });

  test('looks again when it is connected after a cut', async () => {
    await web.close();
    await page.locator('.live[data-state=lost]').waitFor();
    await note('"While the page was cut off"');
    await web.listen('127.0.0.1', port);
    await live();
    expect(await row('While the page was cut off').count()).toBe(1);
  });

  test('says what to do when its link has expired', async () => {
    await web.close();
    await clock.advance(DAY);
    await web.listen('127.0.0.1', port);
    await page.getByText('This link has expired. Ask Muster for a new one: /incident show.').waitFor();
    expect(await row('Before the page').count()).toBe(1);
    expect(await page.locator('.live').getAttribute('data-state')).toBe('lost');
  });
});
