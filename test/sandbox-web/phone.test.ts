import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { expectSound, message, run } from './chat-page.ts';
import { startTinyChat, type TinyChat } from './tiny-chat.ts';

/** Pixels that what is inside the element reaches over its right edge. */
const overhang = (page: Page, selector: string): Promise<number> =>
  page.evaluate<number>(`(() => {
    const box = document.querySelector('${selector}');
    const edge = box.getBoundingClientRect().right - parseFloat(getComputedStyle(box).paddingRight);
    return Math.max(0, ...[...box.querySelectorAll('input, textarea, button')].map((one) => one.getBoundingClientRect().right - edge));
  })()`);

describe.skipIf(!hasBrowser)('the chat page on a phone', { timeout: 120_000 }, () => {
  let sandbox: TinyChat['sandbox'];
  let bot: TinyChat['bot'];
  let page: Page;
  let stop: TinyChat['stop'];

  beforeAll(async () => {
    ({ sandbox, bot, page, stop } = await startTinyChat({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    }));
  });
  afterAll(() => stop());

  test('what commands, options and choices are for is said whole', async () => {
    const cut = (): Promise<number> =>
      page.evaluate<number>(
        `[...document.querySelectorAll('.option-text > *')].filter((one) => one.scrollWidth > one.clientWidth + 1).length`,
      );
    await bot.guilds.cache.get(sandbox.guildId)?.commands.create({
      name: 'handoff',
      description: 'Hand everything that is open over to whoever comes next, with a summary of each of them',
    });
    await page.locator('.composer textarea').pressSequentially('/handof');
    await page.getByRole('option', { name: /a summary of each of them/ }).waitFor();
    await expectSound(page);
    expect(await cut()).toBe(0);
    await page.locator('.composer textarea').fill('');
  });

  test.each(['form', 'picks', 'severity'])('nothing in the form of /%s reaches over its edge', async (command) => {
    await run(page, `/${command}`);
    await page.getByRole('dialog').waitFor();
    await expectSound(page);
    expect(await overhang(page, '.dialog-inner')).toBeLessThanOrEqual(1);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  test('the way to the newest lies over no message', async () => {
    for (let index = 0; index < 40; index++) sandbox.as('ben').send('general', `Talk ${index}`);
    await message(page, 'Talk 39').waitFor();
    await page.locator('.message-scroller').press('Home');
    const way = page.getByRole('button', { name: /To the newest/ });
    await way.waitFor();
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 740 });
      await page.locator('.message-scroller').press('Home');
      await way.waitFor();
      const [button, list] = await Promise.all([way.boundingBox(), page.locator('.message-scroller').boundingBox()]);
      expect(button && list && button.y >= list.y + list.height).toBe(true);
    }
    await way.click();
    await way.waitFor({ state: 'hidden' });
  });

  test('nothing lies over the words of a block of code', async () => {
    sandbox.as('ben').send('general', '```\n/incident declare title:"Checkout fails" severity:SEV-2\n```');
    const block = message(page, 'severity:SEV-2').locator('.code-block');
    const [copy, code] = await Promise.all([
      block.getByRole('button', { name: 'Copy' }).boundingBox(),
      block.locator('code').boundingBox(),
    ]);
    expect((copy?.y ?? 0) + (copy?.height ?? 0)).toBeLessThanOrEqual((code?.y ?? 0) + 1);
  });

  test('what was found is seen when one goes there: the panel does not stay over it', async () => {
    sandbox.as('ben').send('random', 'The needle');
    await page.getByRole('button', { name: 'Search messages' }).click();
    await page.getByRole('searchbox', { name: 'Search messages' }).fill('needle');
    await expectSound(page);
    await page.getByRole('button', { name: 'Show in #random' }).click();
    await page.locator('.message.target', { hasText: 'The needle' }).waitFor();
    expect(await page.getByRole('complementary', { name: 'Search' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Channels' }).click();
    await page.locator('.channel[data-channel="general"]').click();
  });

  test('with a keyboard one goes into the list of channels, and out of it', async () => {
    await page.getByRole('button', { name: 'Channels' }).press('Enter');
    await page.locator('.channel[data-channel="general"]:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.channel[data-channel="general"]').waitFor({ state: 'hidden' });
    expect(await page.locator('.composer textarea:focus').count()).toBe(1);
  });

  test('nothing lies over the line above a message that was tapped', async () => {
    sandbox.as('ben').send('general', 'The line above');
    sandbox.as('ben').send('general', 'Tap me');
    await message(page, 'Tap me').tap();
    await page.getByRole('button', { name: 'Reply', includeHidden: true }).first().waitFor({ state: 'attached' });
    expect(await page.getByRole('button', { name: 'Reply' }).count()).toBe(0);
  });

  test('a finger that stays on a message opens its menu, one that scrolls does not', async () => {
    sandbox.as('ben').send('general', 'Hold me');
    await message(page, 'Hold me').waitFor();
    const box = await message(page, 'Hold me').boundingBox();
    const at = { x: (box?.x ?? 0) + 80, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
    const touch = await page.context().newCDPSession(page);
    const points = (y: number) => ({ touchPoints: [{ x: at.x, y }] });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', ...points(at.y) });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', ...points(at.y - 60) });
    // Longer than a long press.
    await page.waitForTimeout(900);
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    expect(await page.getByRole('menu').count()).toBe(0);

    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', ...points(at.y) });
    await page.getByRole('menuitem', { name: 'Reply' }).waitFor();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.getByRole('menuitem', { name: 'Reply' }).tap();
    await page.getByText('Answering Ben Okafor').waitFor();
  });
});
