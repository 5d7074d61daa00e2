import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFindings } from '../sandbox-web/axe.ts';
import { hasBrowser, launch } from '../sandbox-web/browser.ts';
import { ALICE, openChannel, openDesk, whole } from './desk.ts';

const CHANNEL = '700000000000000007';

describe.skipIf(!hasBrowser)('the exported page on a phone', { timeout: 120_000 }, () => {
  let browser: Browser;
  let page: Page;
  const folder = mkdtempSync(join(tmpdir(), 'muster-export-'));

  beforeAll(async () => {
    const desk = openDesk();
    await desk.as(ALICE).type('incident declare', { title: 'Checkout fails', severity: 'SEV-2' });
    await openChannel(desk, 1, CHANNEL);
    const alice = desk.as(ALICE, CHANNEL);
    await alice.type('incident role', { role: 'commander' });
    await alice.type('incident milestone', { which: 'started', at: '~40 min ago' });
    await alice.type('incident milestone', { which: 'detected', at: '35 min ago' });
    await alice.type('incident update', { conditions: 'One payment in ten fails', actions: 'Rolling back' });
    await alice.type('incident task', { text: 'Alert on failed payments', 'follow-up': 'True', due: 'in 5 days' });
    await desk.clock.advance(3_600_000);
    await alice.type('incident role', { role: 'commander', leave: 'True' });
    await alice.type('incident resolve', { reason: 'Rolled back' });
    const text = await whole((await desk.incidents.exportOf(1, 'html', alice.context().viewer))?.text);
    browser = await launch();
    page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    // From a disk, as whoever gets it by mail opens it.
    const file = join(folder, 'incident-1.html');
    writeFileSync(file, text);
    await page.goto(pathToFileURL(file).href);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('nothing scrolls sideways, no date is broken, and axe finds nothing', async () => {
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(360);
    expect(await page.evaluate<number>("document.querySelector('.picture').scrollWidth")).toBeLessThanOrEqual(336);
    expect(
      await page.evaluate<number>(
        "[...document.querySelectorAll('time')].filter((time) => time.getClientRects().length > 1).length",
      ),
    ).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('the picture’s words are as large as they are written, inside it, and no time on another', async () => {
    const words = await page.locator('.picture > svg:visible text').all();
    const boxes = await Promise.all(words.map((word) => word.boundingBox()));
    expect(boxes.length).toBeGreaterThan(5);
    for (const box of boxes)
      expect(box && box.height >= 12 && box.x >= 12 && box.x + box.width <= 349, JSON.stringify(box)).toBe(true);
    const ticks = await Promise.all(
      (await page.locator('.picture > svg:visible .tick').all()).map((tick) => tick.boundingBox()),
    );
    ticks.forEach((tick, index) => {
      const before = ticks[index - 1];
      if (tick && before) expect(tick.x).toBeGreaterThan(before.x + before.width);
    });
  });

  test('the timeline is one press away from the top', async () => {
    await page.getByRole('link', { name: /^Timeline: \d+ entries/ }).click();
    const heading = await page.getByRole('heading', { name: 'Timeline' }).boundingBox();
    expect(Math.round(heading?.y ?? -1), JSON.stringify(heading)).toBeGreaterThanOrEqual(0);
    expect(heading?.y).toBeLessThan(740);
  });
});
