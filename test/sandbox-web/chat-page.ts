import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { seriousFindings } from './axe.ts';

/** A window of its own on the chat page, once the page is connected; `prepare` is called before anything is loaded. */
export async function openChat(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
  prepare: (page: Page) => Promise<void> = async () => undefined,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await prepare(page);
  await load(page, address);
  return page;
}

async function load(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('.shell[data-connection=open] .composer textarea').waitFor();
}

export interface KeptWindows {
  /** Loads the page anew, in this person's window. */
  open(address: string): Promise<Page>;
  /** After a test: nobody looks, nothing is pointed at. */
  leave(): Promise<void>;
}

/** One window a person, kept from test to test: a new one takes three times as long to open. What its browser remembers, stays. */
export function keptWindows(browser: () => Browser, prepare?: (page: Page) => Promise<void>): KeptWindows {
  const windows = new Map<string, Page>();
  return {
    async open(address) {
      const person = new URL(address).searchParams.get('as') ?? '';
      const known = windows.get(person);
      if (known) await load(known, address);
      const page = known ?? (await openChat(browser(), address, {}, prepare));
      windows.set(person, page);
      return page;
    },
    async leave() {
      await Promise.all(
        [...windows.values()].map(async (page) => {
          await page.mouse.move(0, 0);
          await page.goto('about:blank');
        }),
      );
    },
  };
}

/** Types it, or pastes it, and presses Enter once: words are sent, a command opens its form. */
export async function say(page: Page, text: string): Promise<void> {
  await page.locator('.composer textarea').fill(text);
  await page.keyboard.press('Enter');
}

export async function run(page: Page, command: string): Promise<void> {
  await say(page, command);
  await page.getByRole('button', { name: /^Run ↵/ }).click();
}

/** The last message that says this. */
export const message = (page: Page, text: string | RegExp): Locator =>
  page.locator('.message', { hasText: text }).last();

/** Nothing may be wrong with the page as it stands, and nothing wider than it. */
export async function expectSound(page: Page): Promise<void> {
  expect(await seriousFindings(page)).toEqual([]);
  const width = page.viewportSize()?.width ?? 0;
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
}
