import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launch } from './browser.ts';
import { expectSound, message, openChat, say } from './chat-page.ts';
import { type MusterAtWork, musterAtWork } from './muster-at-work.ts';

/** Somebody who has typed `npm start` and opens the address that it printed: from there by what the page shows alone. */
describe.skipIf(!hasBrowser)('a newcomer, from the printed address', { timeout: 240_000 }, () => {
  let muster: MusterAtWork;
  let browser: Browser;
  /** A page that the bot handed out a link to. */
  let handedOut = '';
  const readable = (path: string): string => Object.assign(new URL(handedOut), { pathname: path }).href;

  beforeAll(async () => {
    [muster, browser] = await Promise.all([musterAtWork(), launch()]);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await muster.close();
  });

  test('declares, sees the channel, presses the buttons, pins a message and reads the postmortem', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(muster.url);
    const welcome = message(page, 'Six things to try');
    await welcome.getByRole('button', { name: 'Declare an incident' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('textbox').first().fill('Checkout fails');
    await expectSound(page);
    await form.getByRole('button', { name: 'Submit' }).click();
    await page.locator('.channel', { hasText: 'inc-2-checkout-fails' }).click();
    await page.getByRole('button', { name: 'Take command' }).first().click();
    await message(page, /Incident commander.*Ada Lindqvist/).waitFor();

    await say(page, 'Payments fail with 502 since 14:02');
    await message(page, 'Payments fail').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Add a reaction' }).click();
    await page.getByRole('button', { name: /pin timeline/ }).click();
    // Muster's own mark beside it says that it is on record.
    await message(page, 'Payments fail').getByRole('button', { name: '📌, 2 reactions' }).waitFor();
    await message(page, 'Payments fail').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Pin', exact: true }).click();
    await page.getByRole('button', { name: 'Pinned messages' }).click();
    await page.getByRole('complementary', { name: 'Pinned messages' }).getByText('Payments fail').waitFor();

    await page.locator('.channel', { hasText: 'general' }).first().click();
    await welcome.getByRole('button', { name: 'Incident 1 in a browser' }).click();
    const reading = context.waitForEvent('page');
    await message(page, 'Only you can see this').getByRole('link', { name: 'Read it' }).click();
    const postmortem = await reading;
    await postmortem.getByText('The new catalogue was indexed beside the old one, as planned.').first().waitFor();
    await expectSound(postmortem);
    await postmortem.getByRole('link', { name: 'All incidents' }).click();
    await postmortem.getByRole('link', { name: 'Checkout fails' }).click();
    await postmortem.getByText('Payments fail with 502 since 14:02').first().waitFor();
    expect(new URL(postmortem.url()).pathname).toBe('/incidents/2');
    handedOut = postmortem.url();
  });

  test('sees the alert that the first message promises: the page comes, and who is asked takes it', async () => {
    const page = await openChat(browser, `${muster.url}/?as=ada`);
    await page.getByRole('button', { name: /Workbench/ }).click();
    await page.getByRole('tab', { name: 'Clock' }).click();
    await page.locator('.channel', { hasText: 'incidents' }).first().click();
    expect(await page.getByText('14 % of payments fail').count()).toBe(0);
    await page.getByRole('button', { name: '+ 15 minutes' }).click();
    const alert = message(page, 'Checkout: 14 % of payments fail');
    await alert.getByText('Asked now').waitFor();
    await alert.getByRole('button', { name: 'Acknowledge' }).click();
    await message(page, 'Checkout: 14 % of payments fail')
      .getByText(/[Aa]cknowledged/)
      .first()
      .waitFor();
    await page.context().close();
  });

  test('prints an incident’s page: all of it on white paper, nothing of what one presses', async () => {
    const page = await browser.newPage({ colorScheme: 'dark' });
    await page.goto(readable('/incidents/1'));
    await page.getByText('as planned.').first().waitFor();
    const entries = await page.locator('li.entry').count();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    // A4 without its margins, in CSS pixels.
    await page.setViewportSize({ width: 687, height: 1000 });
    for (const pressed of ['nav.site', '.live', '.tools']) {
      await expect.poll(() => page.locator(`${pressed}:visible`).count(), { message: pressed }).toBe(0);
    }
    expect(await page.locator('li.entry:visible').count()).toBe(entries);
    // What stands behind an entry is unfolded; only hashes and ids stay folded.
    const behind = await page.locator('li.entry .has-body').count();
    expect(behind).toBeGreaterThan(0);
    expect(await page.locator('li.entry .has-body .more > pre:visible').count()).toBe(behind);
    expect(
      await page.evaluate<string[]>(
        `[...document.querySelectorAll('main *')].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 && getComputedStyle(one).overflowX !== 'visible').map((one) => one.outerHTML.slice(0, 120))`,
      ),
    ).toEqual([]);
    await expectSound(page);
    expect(await page.evaluate(`getComputedStyle(document.body).backgroundColor`)).toBe('rgb(255, 255, 255)');
    await page.close();
  });

  test('without JavaScript: the list is searched, the calendar changes its zone, an entry unfolds, an error says what to do', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(readable('/incidents'));
    await page.getByRole('searchbox').fill('search finds');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: 'Search finds nothing' }).click();
    await page.locator('li.entry summary').first().click();
    await page.locator('li.entry').first().getByText('the time is').waitFor();
    await page.getByRole('link', { name: 'On call' }).click();
    await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Asia/Tokyo');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(new URL(page.url()).searchParams.get('zone')).toBe('Asia/Tokyo');
    await page.getByText('primary, now').waitFor();
    const unsigned = await page.goto(`${muster.pages}/incidents/1`);
    expect(unsigned?.status()).toBe(403);
    await page
      .getByText(/Open in a browser|\/incident/)
      .first()
      .waitFor();
    await context.close();
  });

  test('stops Muster and starts it again: the chat and the live page come back by themselves, and what was said meanwhile is kept', async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const live = await context.newPage();
    live.setDefaultTimeout(60_000);
    await live.goto(readable('/incidents/2'));
    await live.locator('.live[data-state=live]').waitFor();
    const page = await openChat(browser, `${muster.url}/?as=ada`);
    await page.locator('.channel', { hasText: 'inc-2-checkout-fails' }).click();
    await say(page, 'Before the restart');
    await message(page, 'Before the restart').waitFor();
    await muster.stop();
    await page.locator('.shell[data-connection=lost]').waitFor();
    await say(page, 'Nobody hears this');
    await page.locator('.toasts').getByText('The sandbox does not answer.').waitFor();
    await expect.poll(() => page.locator('.composer textarea').inputValue()).toBe('Nobody hears this');
    await live.locator('.live[data-state=lost]').waitFor();
    await muster.startAgain();
    await page.locator('.shell[data-connection=open]').waitFor();
    await live.locator('.live[data-state=live]').waitFor();
    expect(await page.locator('.message', { hasText: 'Before the restart' }).count()).toBe(1);
    await page.keyboard.press('Enter');
    await page
      .locator('.message', { hasText: 'Before the restart' })
      .locator('xpath=following::*')
      .getByText('Nobody hears this')
      .waitFor();
    await message(page, 'Nobody hears this').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Add to timeline' }).click();
    await live.locator('li.entry', { hasText: 'Nobody hears this' }).waitFor();
    await page.getByRole('button', { name: 'More …' }).last().click();
    await message(page, 'What else can be done').waitFor();
    await context.close();
    await page.context().close();
  });
});
