import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWeb, type Web } from '../../src/web/create-web.ts';
import { seriousFindings } from '../sandbox-web/axe.ts';
import { hasBrowser, launch } from '../sandbox-web/browser.ts';
import { NOW, signed, webParts } from './web-parts.ts';

describe.skipIf(!hasBrowser)('the pages in a browser', () => {
  let browser: Browser;
  let web: Web;
  let address: string;
  let change: (() => void) | undefined;
  let watchers = 0;
  let closed = false;

  beforeAll(async () => {
    const parts = webParts();
    if (!parts.incidents) throw new Error('no incidents');
    const watch = (_: string, changed: () => void): (() => void) => {
      change = changed;
      watchers++;
      return () => watchers--;
    };
    const { incidents } = parts;
    const found: typeof incidents.find = async (number, viewer) => {
      const incident = await incidents.find(number, viewer);
      return incident && { ...incident, ...(closed && { open: false, live: false }) };
    };
    const oncall = {
      calendar: async () => undefined,
      shifts: async () => [{ schedule: 'primary', person: 'Ada', from: NOW - 86_400_000, to: NOW + 3 * 86_400_000 }],
    };
    web = createWeb({ ...parts, incidents: { ...incidents, find: found, watch }, oncall });
    address = `http://127.0.0.1:${await web.listen('127.0.0.1', 0)}`;
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await web.close();
  });

  test.each(['dark', 'light'] as const)(
    'axe finds nothing on list and calendar, in %s, nor do they overflow at 360 px',
    async (colorScheme) => {
      for (const path of ['/incidents', '/oncall']) {
        const page = await browser.newPage({ colorScheme, viewport: { width: 360, height: 740 } });
        const errors: string[] = [];
        page.on('console', (message) => {
          if (message.type() === 'error' && !message.text().includes('favicon')) errors.push(message.text());
        });
        await page.goto(`${address}${path}?${signed('alice')}`);
        expect(await seriousFindings(page)).toEqual([]);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(360);
        expect(errors.filter((error) => !error.includes('404'))).toEqual([]);
        await page.close();
      }
    },
  );

  test('the list is searched without JavaScript', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${address}/incidents?${signed('alice')}`);
    await page.getByRole('searchbox').fill('checkout');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await context.close();
  });

  test.each(['dark', 'light'] as const)(
    'list and calendar fit on paper, black on white, from a %s screen',
    async (colorScheme) => {
      for (const path of ['/incidents', '/oncall']) {
        const page = await browser.newPage({ colorScheme });
        await page.goto(`${address}${path}?${signed('alice')}`);
        const paper = (await page.pdf({ format: 'A4' })).toString('latin1');
        expect(paper.match(/\/Type \/Page\b/g), path).toHaveLength(1);
        await page.emulateMedia({ media: 'print' });
        // A4 without its margins, in CSS pixels.
        await page.setViewportSize({ width: 687, height: 1000 });
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(687);
        expect(await page.evaluate(`getComputedStyle(document.body).backgroundColor`)).toBe('rgb(255, 255, 255)');
        expect(await seriousFindings(page)).toEqual([]);
        await page.close();
      }
    },
  );

  test('an open incident’s page is live, until it is closed', async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/incidents/1?${signed('alice')}`);
    await page.getByText('Live', { exact: true }).waitFor();
    change?.();
    await page.getByText(/^Updated/).waitFor();
    expect(watchers).toBe(1);
    closed = true;
    change?.();
    await page.locator('.live').waitFor({ state: 'detached' });
    await expect.poll(() => watchers).toBe(0);
    await page.close();
  });
});
