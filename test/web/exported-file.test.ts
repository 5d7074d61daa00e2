import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALICE, BOB, openChannel, openDesk, whole } from '../incidents/desk.ts';
import { seriousFindings } from '../sandbox-web/axe.ts';
import { hasBrowser, launch } from '../sandbox-web/browser.ts';

/** The HTML export as somebody keeps it: a file on a disk, opened by a browser that may not reach anything. */
describe.skipIf(!hasBrowser)('an exported page, opened from a disk', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-exported-'));
  const file = join(folder, 'incident-1.html');
  let browser: Browser;
  const troubles: string[] = [];

  beforeAll(async () => {
    const desk = openDesk({ timeZone: 'Europe/Berlin' });
    await desk.as(ALICE).type('incident declare', { title: 'Checkout <b>fails</b>', severity: 'SEV-2' });
    await openChannel(desk, 1, '200000000000000001');
    const alice = desk.as(ALICE, '200000000000000001');
    await alice.type('incident role', { role: 'commander' });
    await alice.type('incident milestone', { which: 'started', at: '18:00 UTC' });
    await alice.type('incident note', { text: 'First line\nEvidence in the second line', at: '18:05 UTC' });
    await alice.type('incident add', { person: BOB });
    await desk.as(BOB, '200000000000000001').type('incident note', { text: 'Noted by Bob' });
    await desk.clock.advance(1_800_000);
    await alice.type('incident severity', { level: 'SEV-1' });
    await alice.type('incident resolve', { reason: 'Rolled back' });
    await alice.press('incident.postmortem.lessons.submit', ['1'], { well: ['- The alert was quick\n- So were we'] });
    writeFileSync(file, await whole((await desk.incidents.exportOf(1, 'html', alice.context().viewer))?.text));
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
    expect(troubles).toEqual([]);
  });

  const open = async (width: number, colorScheme: 'dark' | 'light', javaScriptEnabled = true): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, javaScriptEnabled });
    page.setDefaultTimeout(60_000);
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) troubles.push(`asked for ${request.url()}`);
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (said) => {
      if (said.type() === 'error') troubles.push(said.text());
    });
    await page.goto(pathToFileURL(file).href);
    await page.getByText('Noted by Bob').first().waitFor();
    return page;
  };
  const shownEntries = (page: Page): Promise<number> => page.locator('li.entry:visible').count();

  test.each([
    [1280, 'dark'],
    [360, 'light'],
  ] as const)('at %i px, %s: nothing overflows, nothing is loaded, axe finds nothing', async (width, scheme) => {
    const page = await open(width, scheme);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.locator('h1 b').count()).toBe(0);
    await page.getByRole('heading', { name: 'What went well' }).waitFor();
    const folderOfShots = process.env['SHOTS'];
    if (folderOfShots !== undefined) {
      await page.screenshot({ path: `${folderOfShots}/exported-${width}.png`, fullPage: true });
      await page.pdf({ path: `${folderOfShots}/exported-${width}.pdf`, format: 'A4' });
    }
    await page.close();
  });

  test.each(['dark', 'light'] as const)(
    'the words on the bands of the picture stand out from them: %s',
    async (scheme) => {
      const page = await open(1280, scheme);
      const pairs = await page.evaluate<readonly (readonly [string, string])[]>(
        `[...document.querySelectorAll('.picture .band')].map((words) => [words, words.parentElement.querySelector('rect')].map((part) => getComputedStyle(part).fill))`,
      );
      expect(pairs.length).toBeGreaterThan(1);
      for (const [words, band] of pairs)
        expect(contrast(words, band), `${words} on ${band}`).toBeGreaterThanOrEqual(4.5);
      await page.close();
    },
  );

  test('each entry says who recorded it, by what, and how exact its time is', async () => {
    const page = await open(1280, 'light');
    await page.getByRole('button', { name: 'Unfold all' }).click();
    const recorded = async (words: string): Promise<string> =>
      (await page
        .locator('li.entry', { hasText: words })
        .first()
        .locator('dd', { hasText: 'the time is' })
        .textContent()) ?? '';
    expect(await recorded('Evidence in the second line')).toMatch(
      /\d by Alice by a command; the time is exact to the minute$/,
    );
    expect(await recorded('Noted by Bob')).toMatch(/\d by Bob by a command; the time is exact to the second$/);
    expect(await recorded('Channel')).toMatch(/\d by Muster once it was done; the time is exact to the second$/);
    await page.close();
  });

  test('filters by kind, person and words; unfolds; changes the zone', async () => {
    const page = await open(1280, 'light');
    const all = await shownEntries(page);
    await page.getByRole('checkbox', { name: /Notes and findings/ }).uncheck();
    await expect.poll(() => shownEntries(page)).toBe(all - 2);
    await page.getByRole('checkbox', { name: /Notes and findings/ }).check();
    await page.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'Bob (1)' });
    await expect.poll(() => shownEntries(page)).toBe(1);
    await page.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'everybody' });
    await page.getByRole('searchbox').fill('second line');
    await expect.poll(() => shownEntries(page)).toBe(1);
    await page.getByRole('button', { name: 'Unfold all' }).click();
    await page.getByText('Evidence in the second line').waitFor();
    const time = page.locator('li.entry:visible time').first();
    await expect.poll(() => time.textContent()).toContain('18:05');
    await page.getByRole('combobox', { name: 'Times' }).selectOption('Europe/Berlin');
    await expect.poll(() => time.textContent()).toContain('19:05');
    await page.close();
  });

  test('printed: dark on paper, evidence unfolded, none of the tools; also without JavaScript', async () => {
    const plain = await open(1280, 'dark', false);
    expect(await plain.getByText('Evidence in the second line').isVisible()).toBe(false);
    await plain.emulateMedia({ media: 'print' });
    await plain.getByText('Evidence in the second line').waitFor();
    await plain.close();

    const page = await open(1280, 'dark');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.tools').isVisible()).toBe(false);
    // Browsers whose style cannot unfold are told by the page's script.
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('li.entry details.has-body:not([open])').count()).toBe(0);
    const paper = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(['rgb(255, 255, 255)', 'rgba(0, 0, 0, 0)']).toContain(paper);
    const printed = join(folder, 'printed.pdf');
    await page.pdf({ path: printed, format: 'A4' });
    expect(readFileSync(printed).subarray(0, 5).toString()).toBe('%PDF-');
    await page.close();
  });
});

/** Of two colours as `rgb(1, 2, 3)`: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number =>
    [...colour.matchAll(/\d+/g)]
      .map(([part]) => Number(part) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
