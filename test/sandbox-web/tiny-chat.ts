import type { BrowserContextOptions } from 'playwright-core';
import { runningClock } from '../../src/sandbox/page/running-clock.ts';
import { startSandbox } from '../../src/sandbox/start.ts';
import { launch } from './browser.ts';
import { openChat } from './chat-page.ts';
import { tinyBot } from './tiny-bot.ts';

export type TinyChat = Awaited<ReturnType<typeof startTinyChat>>;

/** A sandbox whose clock can be moved, the tiny bot in it, and its chat page as ada. */
export async function startTinyChat(view: BrowserContextOptions = {}) {
  const sandbox = await startSandbox({ clock: runningClock() });
  const [bot, browser] = await Promise.all([tinyBot(sandbox), launch()]);
  return {
    sandbox,
    bot,
    page: await openChat(browser, `${sandbox.url}/?as=ada`, view),
    stop: async (): Promise<void> => {
      await browser.close();
      await bot.destroy();
      await sandbox.close();
    },
  };
}
