import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launch } from './browser.ts';
import { expectSound, message, openChat, run, say } from './chat-page.ts';
import { type MusterAtWork, musterAtWork } from './muster-at-work.ts';

/** What a newcomer does in the first minutes, with the real Muster, as two people in two windows. SHOTS keeps pictures. */
describe.skipIf(!hasBrowser)('the whole story', { timeout: 400_000 }, () => {
  let muster: MusterAtWork;
  let browser: Browser;
  let incidentPage = '';

  beforeAll(async () => {
    [muster, browser] = await Promise.all([musterAtWork(), launch()]);
  }, 400_000);
  afterAll(async () => {
    await browser.close();
    await muster.close();
  });

  const open = (person: string, options: BrowserContextOptions): Promise<Page> =>
    openChat(browser, `${muster.url}/?as=${person}`, { viewport: { width: 1280, height: 900 }, ...options });
  const goTo = async (page: Page, channel: string): Promise<void> => {
    await page.locator(`.channel[data-channel^="${channel}"]`).click();
    await expect.poll(() => page.locator('h1').textContent()).toContain(channel);
  };
  /** Nothing may be wrong with the page in either colours, and a picture of each is kept. Ends in those it began in. */
  const lookAt = async (page: Page, name: string): Promise<void> => {
    const folder = process.env['SHOTS'];
    const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
    const isDark = await page.evaluate<boolean>("matchMedia('(prefers-color-scheme: dark)').matches");
    for (const colorScheme of isDark ? (['light', 'dark'] as const) : (['dark', 'light'] as const)) {
      await page.emulateMedia({ colorScheme });
      await expectSound(page);
      if (folder === undefined) continue;
      // In a window as long as the page: what is far below one is not drawn until somebody scrolls there.
      const whole = await page.evaluate<number>('document.documentElement.scrollHeight');
      await page.setViewportSize({ width, height: whole });
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png` });
      await page.setViewportSize({ width, height });
    }
  };

  test('declare, work, pin, note, escalate, resolve: two people, dark and light', async () => {
    const ada = await open('ada', { colorScheme: 'dark' });
    const ben = await open('ben', { colorScheme: 'light', viewport: { width: 360, height: 740 } });
    await message(ada, 'Six things to try').waitFor();
    await lookAt(ada, 'welcome');

    await run(ada, '/incident declare title:"Checkout fails" severity:SEV-2 service:checkout');
    await message(ada, 'Incident 2 declared').waitFor();
    await goTo(ada, 'inc-2-checkout-fails');
    await ada.getByRole('button', { name: 'Take command' }).first().click();
    await message(ada, /Incident commander.*Ada Lindqvist/).waitFor();
    await lookAt(ada, 'incident');

    await ben.getByRole('button', { name: 'Channels' }).click();
    await goTo(ben, 'inc-2-checkout-fails');
    await say(ben, 'Payments fail with **502** since 14:02');
    await message(ada, 'Payments fail').click({ button: 'right' });
    await ada.getByRole('menuitem', { name: 'Add a reaction' }).click();
    await ada.getByRole('button', { name: /pin timeline/ }).click();
    await message(ben, 'Payments fail').getByRole('button', { name: /📌/ }).waitFor();
    await run(ben, '/incident note text:"Deploy of 7f3a91c began" at:"10 min ago"');
    await message(ada, 'Deploy of 7f3a91c began').waitFor();
    await lookAt(ben, 'incident');

    // Nobody answers a page, whoever is on call today: the clock is moved, and the next step's people are asked.
    await goTo(ada, 'general');
    await ada.locator('.composer textarea').fill('/page send');
    await ada.keyboard.press('Enter');
    await ada.getByRole('option', { name: 'policy: checkout' }).click();
    await ada.keyboard.type('The ledger is stuck'); // whom was chosen with the mouse: what is typed next is the message
    await ada.keyboard.press('Enter');
    await message(ada, 'The ledger is stuck').waitFor();
    await ada.getByRole('button', { name: /Workbench/ }).click();
    await ada.getByRole('tab', { name: 'Clock' }).click();
    await ada.getByRole('button', { name: '+ 5 minutes' }).click();
    await ada.getByText('Moved forward by 5 minutes.').waitFor();
    await expectSound(ada);
    await ada.getByRole('button', { name: 'Close Workbench' }).click();
    await run(ada, '/page status');
    const pages = await message(ada, /pages are open/).textContent();
    const [, page = ''] = /(\d+): The ledger is stuck; open, asked/.exec(pages ?? '') ?? [];
    await run(ada, `/page status page:${page}`);
    await message(ada, /Page \d+: open.*The ledger is stuck.*, step 2: asked now: .+ did not answer/s).waitFor();
    await goTo(ada, 'inc-2-checkout-fails');

    await run(ada, '/incident resolve reason:"Rolled back"');
    await message(ada, /Incident 2 is resolved/).waitFor();
    await run(ada, '/incident timeline');
    await message(ada, 'Timeline of incident 2').waitFor();
    for (const panel of ['Pinned messages', 'Threads', 'Members']) {
      await ada.getByRole('button', { name: panel }).click();
      await ada.getByRole('complementary', { name: panel }).waitFor();
      await expectSound(ada);
    }
    await lookAt(ada, 'resolved');
    await message(ben, /Incident 2 is resolved/).waitFor();
    await lookAt(ben, 'resolved');

    await goTo(ada, 'general');
    await message(ada, 'Six things to try').getByRole('button', { name: 'Incident 1 in a browser' }).click();
    const link = message(ada, 'Only you can see this').getByRole('link', { name: 'Read it' });
    incidentPage = (await link.getAttribute('href')) ?? '';
    expect(incidentPage).toContain('/incidents/1?person=');
  });

  test.each([1280, 360])(
    'the pages in a browser at %i px, light and dark: postmortem, list with statistics, on-call calendar',
    async (width) => {
      const context = await browser.newContext({ colorScheme: 'dark', viewport: { width, height: 900 } });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      await page.goto(incidentPage);
      await page.getByText('Search finds nothing').first().waitFor();
      await page.getByText('Disk of search-3 is full; index writes fail').first().waitFor();
      await page.getByText('The new catalogue was indexed beside the old one, as planned.').first().waitFor();
      await page.getByText('It took 12 minutes to find out which of the nodes is meant').first().waitFor();
      const evidence = await page.locator('a', { hasText: 'in chat' }).first().getAttribute('href');
      expect(evidence).toMatch(new RegExp(`^${muster.url}/channels/\\d+/\\d+/\\d+$`));
      await lookAt(page, 'postmortem');
      if (process.env['SHOTS'] !== undefined)
        await page.pdf({ path: `${process.env['SHOTS']}/postmortem-${width}.pdf` });

      await page.getByRole('link', { name: 'All incidents' }).click();
      await page.getByRole('link', { name: 'Checkout fails' }).waitFor();
      await lookAt(page, 'list');
      await page.getByRole('link', { name: 'On call' }).click();
      await page.getByRole('heading', { name: 'On call' }).waitFor();
      await lookAt(page, 'oncall');
      await page.goBack();
      await page.getByRole('link', { name: 'Checkout fails' }).click();
      await page.getByText('Deploy of 7f3a91c began').first().waitFor();
      await expectSound(page);
      await context.close();
    },
  );
});
