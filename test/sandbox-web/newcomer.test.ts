import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launch } from './browser.ts';
import { expectSound, message, say } from './chat-page.ts';
import { type MusterAtWork, musterAtWork } from './muster-at-work.ts';

/** Somebody who has typed `npm start` and opens the address that it printed: from there by what the page shows alone. */
describe.skipIf(!hasBrowser)('a newcomer, from the printed address', { timeout: 240_000 }, () => {
  let muster: MusterAtWork;
  let browser: Browser;

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
  });
});
