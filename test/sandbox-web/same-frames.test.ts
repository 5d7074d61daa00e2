import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../src/sandbox/control/person.ts';
import type { Frame } from '../../src/sandbox/frames.ts';
import { runningClock } from '../../src/sandbox/page/running-clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { hasBrowser, launch } from './browser.ts';
import { message, openChat, run, say } from './chat-page.ts';
import { tinyBot } from './tiny-bot.ts';

interface Deed {
  readonly what: string;
  /** Ben's message, or the bot's with every component, that it is done with. */
  readonly with?: 'words' | 'parts' | 'form';
  /** So many of the last frames count: a page asks several times while somebody types. */
  readonly last?: number;
  byHand(ada: Person, on: string): Promise<unknown>;
  onPage(page: Page): Promise<unknown>;
}

const choose = async (page: Page, name: string): Promise<void> => {
  await message(page, 'Prepared').click({ button: 'right' });
  await page.getByRole('menuitem', { name }).click();
};
const parts = (page: Page) => message(page, 'Pressed 0 times');

const DEEDS: readonly Deed[] = [
  { what: 'a message', byHand: async (ada) => ada.send('random', 'Hello'), onPage: (page) => say(page, 'Hello') },
  {
    what: 'a reply',
    with: 'words',
    byHand: async (ada, on) => ada.send('random', 'On it', { replyTo: on }),
    async onPage(page) {
      await choose(page, 'Reply');
      await say(page, 'On it');
    },
  },
  {
    what: 'a reaction',
    with: 'words',
    byHand: async (ada, on) => {
      ada.react(on, '👀');
    },
    async onPage(page) {
      await choose(page, 'Add a reaction');
      await page.getByRole('button', { name: /eyes/ }).click();
    },
  },
  {
    what: 'a pin',
    with: 'words',
    byHand: async (ada, on) => {
      ada.pin(on);
    },
    onPage: (page) => choose(page, 'Pin'),
  },
  {
    what: 'a thread on a message',
    with: 'words',
    byHand: async (ada, on) => ada.startThread('random', 'Prepared', on),
    async onPage(page) {
      await choose(page, 'Start a thread');
      await page.locator('.channel[data-channel="random"]').click();
    },
  },
  {
    what: 'a command with options',
    byHand: (ada) => ada.command('random', 'who', { at: 'now', person: 'grace' }),
    onPage: (page) => run(page, '/who at:now person:@Grace'),
  },
  {
    what: 'suggestions while an option is typed',
    last: 2,
    byHand: (ada) => ada.autocomplete('random', 'deploy start', { service: 'che' }, 'service'),
    async onPage(page) {
      await say(page, '/deploy start');
      await page.getByRole('combobox', { name: /^service/ }).pressSequentially('che', { delay: 150 });
      await page.getByRole('option', { name: 'checkout service' }).waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    },
  },
  {
    what: 'a button',
    with: 'parts',
    byHand: (ada, on) => ada.press(on, 'success'),
    onPage: (page) => parts(page).getByRole('button', { name: 'Success' }).click(),
  },
  {
    what: 'a choice in a select',
    with: 'parts',
    byHand: (ada, on) => ada.select(on, 'sev', ['SEV-2']),
    async onPage(page) {
      await parts(page).getByRole('combobox', { name: 'Choose a severity' }).click();
      await page.getByRole('option', { name: 'SEV-2' }).click();
    },
  },
  {
    what: 'a form that was filled in',
    async byHand(ada) {
      const opened = await ada.command('random', 'form');
      return ada.submit(opened, { title: 'Down', details: '', severity: ['1'], commander: [] });
    },
    async onPage(page) {
      await run(page, '/form');
      const form = page.getByRole('dialog', { name: 'Every component' });
      await form.getByRole('textbox', { name: 'Title' }).fill('Down');
      await form.getByRole('combobox', { name: 'Severity' }).click();
      await page.getByRole('option', { name: /SEV-1/ }).click();
      await form.getByRole('button', { name: 'Submit' }).click();
    },
  },
  {
    what: 'an app’s menu on a message',
    with: 'words',
    byHand: (ada, on) => ada.messageMenu(on, 'Add to timeline'),
    onPage: (page) => choose(page, 'Add to timeline'),
  },
  {
    what: 'an app’s menu on a person',
    byHand: (ada) => ada.userMenu('random', 'grace', 'Page this person'),
    async onPage(page) {
      await page
        .getByRole('complementary', { name: 'Members' })
        .getByRole('button', { name: /Grace Kim/ })
        .click();
      await page.getByRole('button', { name: 'Page this person' }).click();
    },
  },
];

/** What a page does and a test need not: somebody is seen typing, and is helped while typing. */
const isAside = (frame: Frame, deed: Deed): boolean => {
  const text = JSON.stringify(frame.request ?? null);
  const helps = frame.what === 'INTERACTION_CREATE' && text.includes('"type":4,');
  const helped = text.includes('"choices":') && frame.what.includes('/callback');
  return (
    /^(TYPING_START|Heartbeat|HeartbeatAck)$/.test(frame.what) ||
    (!deed.what.startsWith('suggestions') && (helps || helped))
  );
};

/** The frames as text in which what is new each time is numbered as it comes: ids, instants, tokens. */
function asText(frames: readonly Frame[], lasting: ReadonlySet<string>): string[] {
  const names = new Map<string, string>();
  const numbered = (id: string): string => {
    if (lasting.has(id)) return id;
    names.set(id, names.get(id) ?? `id-${names.size}`);
    return names.get(id) ?? '';
  };
  return frames.map(({ kind, what, status, request }) =>
    JSON.stringify([kind, what, status, request])
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g, 'instant')
      .replace(/\b[A-Za-z0-9]{60}\b/g, 'token')
      .replace(/\b\d{15,20}\b/g, numbered)
      .replace(/"(nonce|s|seq)":("[^"]*"|\d+)/g, '"$1":"…"'),
  );
}

describe.skipIf(!hasBrowser)('what is done on the page', { timeout: 120_000 }, () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let page: Page;
  let bot: Awaited<ReturnType<typeof tinyBot>>;

  beforeAll(async () => {
    sandbox = await startSandbox({ clock: runningClock(), rateLimits: false });
    [bot, browser] = await Promise.all([tinyBot(sandbox), launch()]);
    page = await openChat(browser, `${sandbox.url}/?as=ada`);
    await page.locator('.channel[data-channel="random"]').click();
    // A channel's first pin and first thread are special.
    const { id } = sandbox.as('ben').send('random', 'Warm');
    sandbox.as('ada').pin(id);
    sandbox.as('ben').startThread('random', 'Warm', id);
  });
  afterAll(async () => {
    await browser.close();
    await bot.destroy();
    await sandbox.close();
  });

  const prepare = async (deed: Deed): Promise<string> => {
    if (deed.with !== 'parts') return sandbox.as('ben').send('random', 'Prepared').id;
    const asked = await sandbox.as('ben').command('random', 'parts');
    await asked.final();
    return asked.message?.id ?? '';
  };
  const last = (): number => sandbox.frames.after(-1).at(-1)?.n ?? -1;

  test.each(DEEDS)('is to the bot what an end-to-end test does: $what', async (deed) => {
    const { users, channels } = sandbox.world.state;
    const lasting = new Set([sandbox.guildId, sandbox.applicationId, ...users.keys(), ...channels.keys()]);
    const since = (n: number): string[] =>
      asText(
        sandbox.frames
          .after(n)
          .filter((frame) => !isAside(frame, deed))
          .slice(-(deed.last ?? Infinity)),
        lasting,
      );
    const on = await prepare(deed);
    const before = last();
    await deed.byHand(sandbox.as('ada'), on);
    // Until the bot has answered, and nothing more comes.
    let quiet = -1;
    while (quiet !== last()) {
      quiet = last();
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    const wanted = since(before);
    expect(wanted).not.toEqual([]);

    const newer = await prepare(deed);
    await page.locator(`[data-message="${newer}"]`).waitFor();
    const start = last();
    await deed.onPage(page);
    await expect.poll(() => since(start)).toEqual(wanted);
  });
});
