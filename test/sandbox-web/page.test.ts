import { seriousFindings as axe } from './axe.ts';
import type { Browser, Locator, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runningClock } from '../../src/sandbox/page/running-clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { channelId } from '../sandbox/api.ts';
import { hasBrowser, launch } from './browser.ts';
import { keptWindows, message, run, say } from './chat-page.ts';
import { tinyBot } from './tiny-bot.ts';

/** The built page in Chromium, on a sandbox with a bot of the stock client: nothing stands in for anything. */
describe.skipIf(!hasBrowser)('the chat page', { timeout: 120_000 }, () => {
  const clock = runningClock();
  let sandbox: Sandbox;
  let browser: Browser;
  let bot: Awaited<ReturnType<typeof tinyBot>>;
  const errors: string[] = [];

  const watch = async (opened: Page): Promise<void> => {
    opened.on('pageerror', (error) => errors.push(error.message));
    opened.on('console', (message) => {
      if (
        message.type() === 'error' &&
        !message.text().includes('Failed to load resource') &&
        !message.text().includes('WebSocket')
      )
        errors.push(message.text());
    });
  };
  const windows = keptWindows(() => browser, watch);
  const addressOf = (person: string): string => `${sandbox.url}/?as=${person}`;
  const open = (person: string): Promise<Page> => windows.open(addressOf(person));
  /** Windows whose connection can be cut. */
  let down = false;
  const connections: WebSocketRoute[] = [];
  const fragile = keptWindows(
    () => browser,
    async (made) => {
      await watch(made);
      await made.routeWebSocket(/page\/events/, (connection) => {
        if (down) void connection.close();
        else connection.connectToServer();
        connections.push(connection);
      });
    },
  );
  /** Menu, emoji, a person's card, frames, completion. */
  const expectOverlaysSound = async (page: Page): Promise<void> => {
    await message(page, /Pressed 0 times/).click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    expect(await axe(page, '[role=menu]')).toEqual([]);
    await page.getByRole('menuitem', { name: 'Add a reaction' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await axe(page, '[role=dialog], dialog')).toEqual([]);
    await page.keyboard.press('Escape');
    const members = page.getByRole('complementary', { name: 'Members' });
    await members.getByRole('button', { name: /Grace Kim/ }).click();
    await page.getByRole('dialog').waitFor();
    expect(await axe(page, '[role=dialog], dialog')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Workbench/ }).click();
    await page.locator('.frames > li summary').first().click();
    expect(await axe(page, '.side-panel')).toEqual([]);
    await page.getByRole('button', { name: 'Close Workbench' }).click();
    await page.locator('.composer textarea').pressSequentially('/dep');
    await page.getByRole('option', { name: /deploy start/ }).waitFor();
    expect(await axe(page, '.chat')).toEqual([]);
    await page.locator('.composer textarea').fill('');
  };
  const goTo = (page: Page, channel: string): Promise<void> => page.locator(`[data-channel="${channel}"]`).click();

  beforeAll(async () => {
    sandbox = await startSandbox({ clock });
    bot = await tinyBot(sandbox);
    browser = await launch();
  });
  afterEach(async () => {
    await Promise.all([windows.leave(), fragile.leave()]);
  });
  afterAll(async () => {
    await browser.close();
    await bot.destroy();
    await sandbox.close();
    expect(errors).toEqual([]);
  });

  test('two people talk in two windows: mentions, reactions, replies, edits, deletes', async () => {
    const ada = await open('ada');
    const ben = await open('ben');
    await goTo(ben, 'random');
    // The notice is there for six seconds: watched for from the start.
    await Promise.all([
      say(ada, 'Hello @Ben Okafor, **look** at #incidents'),
      ben.locator('[data-channel="general"] .badge').waitFor(),
      ben.getByText('Ada Lindqvist mentioned you in #general').waitFor(),
    ]);
    await goTo(ben, 'general');
    await expect.poll(() => message(ben, 'Hello').getAttribute('class')).toContain('mentions-me');
    await expect.poll(() => ben.locator('[data-channel="general"] .badge').count()).toBe(0);

    await message(ben, 'Hello').click({ button: 'right' });
    await ben.getByRole('menuitem', { name: 'Add a reaction' }).click();
    await ben.getByRole('button', { name: /eyes/ }).click();
    await ada.getByRole('button', { name: '👀, 1 reaction' }).waitFor();

    await message(ben, 'Hello').hover();
    await message(ben, 'Hello').getByRole('button', { name: 'Reply' }).click();
    await say(ben, 'On it');
    await expect
      .poll(() => message(ada, 'On it').locator('.reply-line').textContent())
      .toContain('reply to Ada Lindqvist');
    const { id } = sandbox.as('ben').send('general', '```\n\n# Six things\n**1.** one\n```');
    sandbox.as('ben').send('general', 'Only one line of it', { replyTo: id });
    await expect
      .poll(() => message(ada, 'Only one line of it').locator('.reply-line').textContent())
      .toBe('reply to Ben Okafor Six things');

    await ben.locator('.composer textarea').press('ArrowUp');
    await ben.locator('.composer textarea').fill('On it now');
    await ben.keyboard.press('Enter');
    await message(ada, 'On it now').getByText('(edited)').waitFor();

    await message(ben, 'On it now').click({ button: 'right' });
    await ben.getByRole('menuitem', { name: 'Delete' }).click();
    await expect.poll(() => ada.getByText('On it now').count()).toBe(0);
  });

  test('somebody is seen typing', async () => {
    const ada = await open('ada');
    const ben = await open('ben');
    await ben.locator('.composer textarea').pressSequentially('hm');
    await ada.getByText('Ben Okafor is typing…').waitFor();
  });

  test('private channels show to who may see them only', async () => {
    expect(await (await open('ada')).locator('[data-channel="leadership"]').count()).toBe(1);
    expect(await (await open('ben')).locator('[data-channel="leadership"]').count()).toBe(0);
  });

  test('while an input method composes, Enter is its own: nothing is taken, chosen or sent', async () => {
    const page = await open('ada');
    const method = await page.context().newCDPSession(page);
    const compose = (text: string): Promise<unknown> =>
      method.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    const line = page.locator('.composer textarea');
    await line.focus();
    await compose('/dep');
    await page.getByRole('option', { name: /deploy start/ }).waitFor();
    await page.keyboard.press('Enter');
    expect((await line.inputValue()).trimEnd()).toBe('/dep'); // a method keeps the key to itself
    await line.fill('');
    await page.keyboard.press('Control+k');
    const places = page.getByRole('combobox', { name: 'Channel or person' });
    await compose('random');
    await page.getByRole('option', { name: /random/ }).waitFor();
    await page.keyboard.press('Enter');
    expect(await places.inputValue()).toBe('random');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });

  test('a slash command by keyboard alone: completion, live suggestions, choices, an optional person', async () => {
    const page = await open('ada');
    await page.locator('.composer textarea').pressSequentially('/dep');
    await page.getByRole('option', { name: /deploy start/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('che');
    await page.getByRole('option', { name: 'checkout service' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Prod');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: /Add option reviewer/ }).press('Enter');
    await page.keyboard.type('Chia');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    const answer = message(page, 'Deploying checkout');
    await expect.poll(() => answer.textContent()).toContain('To prod, reviewed by @Chiara Rossi');
  });

  test('keys that come all at once, faster than the page is drawn, all arrive', async () => {
    const page = await open('ada');
    await page.locator('.composer textarea').fill('/deploy start service:gateway environment:Staging');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Add option reviewer/ }).waitFor();
    // Each key a task of the page's own, none waiting for a frame: what the fastest typist could do.
    await page.evaluate(`(async () => {
      const turn = () => new Promise((done) => setTimeout(done));
      document.querySelector('[aria-label^="Add option reviewer"]').click();
      await turn();
      for (const letter of 'Grace') {
        document.execCommand('insertText', false, letter);
        await turn();
      }
      for (let time = 0; time < 2; time++) {
        document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
        );
        await turn();
      }
    })()`);
    await expect
      .poll(() => message(page, 'Deploying gateway').textContent())
      .toContain('To stage, reviewed by @Grace Kim');
  });

  test('a command that was pasted whole, and one that lacks something', async () => {
    const page = await open('ada');
    await run(page, '/deploy start service:"billing" environment:Staging percent:25');
    await expect.poll(() => message(page, 'Deploying billing').textContent()).toContain('25 %');
    const embed = message(page, 'Deploying billing').locator('.embed');
    expect(await embed.getByRole('link', { name: 'Release train' }).getAttribute('href')).toBe(
      'https://example.com/train',
    );
    // Its own picture is shown; one from elsewhere would tell a stranger that it was looked at.
    expect(await embed.locator('.embed-author img').getAttribute('src')).toMatch(/\/attachments\/.*\/train\.png$/);
    expect(await embed.locator('.embed-footer img').count()).toBe(0);
    expect(await message(page, 'Deploying billing').locator('.attachments').count()).toBe(0);
    await run(page, '/deploy start service:billing');
    await page.getByRole('alert').getByText('Please fill in: environment').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await say(page, '/nonsense at all');
    await page.getByText('There is no command /nonsense').waitFor();
  });

  test('buttons, selects of one and of several, ephemeral answers', async () => {
    const page = await open('ada');
    const ben = await open('ben');
    await run(page, '/parts');
    const parts = message(page, /Pressed \d times/);
    await parts.getByRole('button', { name: 'Count' }).click();
    await page.getByText('Pressed 1 times').waitFor();
    await message(page, 'Pressed 1 times').getByRole('combobox', { name: 'Choose a severity' }).click();
    await page.getByRole('option', { name: /SEV-2/ }).click();
    await message(page, 'Chosen: SEV-2').getByText('Only you can see this.').waitFor();
    const people = page
      .locator('.message', { has: page.getByRole('button', { name: 'Count' }) })
      .last()
      .getByRole('combobox', { name: 'Choose people' });
    await people.click();
    await page.getByRole('option', { name: /Ben Okafor/ }).click();
    await page.getByRole('option', { name: /Grace Kim/ }).click();
    await page.keyboard.press('Tab');
    await message(page, /Chosen: \d+, \d+/).waitFor();
    expect(await ben.getByText('Chosen:').count()).toBe(0);
  });

  test('what comes into the open channel is told by ear, and nothing of what was there', async () => {
    const page = await open('ada');
    const heard = page.getByRole('log').locator('p');
    await goTo(page, 'random');
    const { id } = sandbox
      .as('ben')
      .send('random', `**Look**, <@${sandbox.as('ada').id}>: ||cake|| in <#${channelId(sandbox, 'general')}>`);
    await expect.poll(() => heard.allTextContents()).toEqual(['Ben Okafor: Look, @Ada Lindqvist: spoiler in #general']);
    expect(await axe(page, '.chat')).toEqual([]);
    sandbox.as('ben').edit(id, 'Not again');
    for (let index = 1; index <= 6; index++) sandbox.as('ben').send('random', `Bite ${index}`);
    await say(page, 'My own');
    await expect
      .poll(() => heard.allTextContents())
      .toEqual([2, 3, 4, 5, 6].map((index) => `Ben Okafor: Bite ${index}`));
    await goTo(page, 'deploys');
    await expect.poll(() => heard.count()).toBe(0);
  });

  test('what was dismissed stays away: with the channel opened again, and after a reload', async () => {
    const page = await open('ada');
    const whispers = page.locator('.message', { hasText: 'Between us.' });
    await goTo(page, 'random');
    await run(page, '/whisper');
    await whispers.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Dismiss' }).click();
    await whispers.waitFor({ state: 'detached' });
    await say(page, 'Nothing to see');
    await message(page, 'Nothing to see').waitFor();
    await goTo(page, 'deploys');
    await Promise.all([page.waitForResponse(/page\/messages/), goTo(page, 'random')]);
    await say(page, 'Still nothing');
    await message(page, 'Still nothing').waitFor();
    expect(await whispers.count()).toBe(0);
    await page.reload();
    await message(page, 'Still nothing').waitFor();
    expect(await whispers.count()).toBe(0);
  });

  test('a channel that gets another name has it where it was mentioned, too', async () => {
    const page = await open('ada');
    const deploys = bot.channels.cache.find((channel) => 'name' in channel && channel.name === 'deploys');
    if (!deploys || !('setName' in deploys)) throw new Error('no #deploys');
    sandbox.as('ben').send('general', `It is all in <#${deploys.id}>`);
    const mention = message(page, 'It is all in').getByRole('button');
    await expect.poll(() => mention.first().textContent()).toBe('#deploys');
    await deploys.setName('releases');
    await expect.poll(() => mention.first().textContent()).toBe('#releases');
    await deploys.setName('deploys');
    await expect.poll(() => mention.first().textContent()).toBe('#deploys');
  });

  test('thinking, then the answer; and what did not respond after three seconds', async () => {
    const page = await open('ada');
    await run(page, '/slow');
    await page.getByText('thinking…').waitFor();
    await say(page, 'go on');
    await message(page, 'Thought about it.').waitFor();
    await run(page, '/silent');
    await expect.poll(() => sandbox.waiting().length).toBe(1);
    await clock.advance(3000);
    await page.getByText('/silent failed.').waitFor();
    await page.getByText('The application did not respond').waitFor();
  });

  test('a form with text, lines, selects and a file', async () => {
    const page = await open('ada');
    await run(page, '/form');
    const form = page.getByRole('dialog', { name: 'Every component' });
    await form.waitFor();
    await page.keyboard.type('Down again');
    // Selecting what was typed, and letting go beside the form, closes nothing.
    const typed = await form.getByRole('textbox').first().boundingBox();
    await page.mouse.move((typed?.x ?? 0) + 60, (typed?.y ?? 0) + 10);
    await page.mouse.down();
    await page.mouse.move(5, 5);
    await page.mouse.up();
    expect(await form.getByRole('textbox').first().inputValue()).toBe('Down again');
    await form.getByRole('button', { name: 'Submit' }).click();
    await form.getByRole('alert').getByText('“Severity” is not filled in').waitFor();
    await form.getByRole('combobox', { name: 'Severity' }).click();
    await page.getByRole('option', { name: /SEV-1/ }).click();
    await form.getByRole('textbox', { name: 'Details' }).fill('two\nlines');
    await form.getByRole('combobox', { name: 'Commander' }).click();
    await page.getByRole('option', { name: /Chiara Rossi/ }).click();
    await form
      .locator('input[type=file]')
      .setInputFiles({ name: 'graph.txt', mimeType: 'text/plain', buffer: Buffer.from('up') });
    expect(await axe(page)).toEqual([]);
    await form.getByRole('button', { name: 'Submit' }).click();
    await expect
      .poll(() => message(page, 'title=').textContent())
      .toMatch(/title=Down again; details=two\s*lines; severity=1; commander=\d+; evidence=/);
    await form.waitFor({ state: 'hidden' });
  });

  test('a click on a field’s label takes the focus there, or ticks its box', async () => {
    const page = await open('ada');
    await run(page, '/form');
    const form = page.getByRole('dialog', { name: 'Every component' });
    for (const label of ['Details', 'Title', 'Commander']) {
      await form.locator('.form-label', { hasText: label }).click();
      await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toBe(label);
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });
    await run(page, '/picks');
    const box = page.getByRole('checkbox', { name: 'Tell customers' });
    await page.locator('.form-label', { hasText: 'Tell customers' }).click();
    expect(await box.isChecked()).toBe(true);
  });

  test('who types while a button or a message has the focus writes in the line to write in; Space and Enter press the button', async () => {
    const page = await open('ada');
    const line = page.locator('.composer textarea');
    await run(page, '/parts');
    const parts = message(page, /Pressed \d times/);
    const count = parts.getByRole('button', { name: 'Count' });
    await count.focus();
    await page.keyboard.press('Space');
    await parts.getByText('Pressed 1 times').waitFor();
    await count.focus();
    await page.keyboard.press('Enter');
    await parts.getByText('Pressed 2 times').waitFor();
    await count.focus();
    await page.keyboard.type('Back again');
    expect(await line.inputValue()).toBe('Back again');
    await page.keyboard.press('Enter');

    // R, E and + mean a message that one came to by arrows, not one that was clicked.
    await message(page, 'Back again').getByText('Back again').click();
    await page.keyboard.type('restarting');
    expect(await line.inputValue()).toBe('restarting');

    // A command whose options may all be left out begins with its button: what is typed is its first option.
    await line.fill('/who');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Run ↵/ }).waitFor();
    await page.keyboard.type('night shift');
    expect(await page.getByRole('combobox', { name: /^schedule/ }).inputValue()).toBe('night shift');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    // So is what comes after a space, which runs nothing.
    await line.fill('/who');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Run ↵/ }).waitFor();
    await page.keyboard.press('Space');
    await page.keyboard.type('day shift');
    expect(await page.getByRole('combobox', { name: /^schedule/ }).inputValue()).toBe('day shift');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    // Who went to an option by keyboard keeps the focus there, whatever is said meanwhile.
    await line.fill('/who');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Add option at: When' }).focus();
    sandbox.as('ben').send('general', 'Whose turn?');
    await message(page, 'Whose turn?').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('18:00');
    expect(await page.getByRole('combobox', { name: /^at/ }).inputValue()).toBe('18:00');
  });

  test('Escape closes the workbench from anywhere, but what lies nearer first', async () => {
    const page = await open('ada');
    const workbench = page.getByRole('complementary', { name: 'Workbench' });
    await page.getByRole('button', { name: /Workbench/ }).click();
    await workbench.waitFor();
    await page.keyboard.press('Escape');
    await workbench.waitFor({ state: 'hidden' });

    await page.getByRole('button', { name: /Workbench/ }).click();
    await say(page, 'Something to answer');
    await message(page, 'Something to answer').focus();
    await page.keyboard.press('r');
    await page.getByText('Answering Ada Lindqvist').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Answering Ada Lindqvist').waitFor({ state: 'hidden' });
    await page.locator('.composer textarea').pressSequentially('/wh');
    await page.getByRole('option', { name: /whisper/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('option', { name: /whisper/ }).waitFor({ state: 'hidden' });
    expect(await workbench.count()).toBe(1);
    await page.keyboard.press('Escape');
    await workbench.waitFor({ state: 'hidden' });
    // The members stand beside the chat by themselves: Escape in the line to write in leaves them there.
    await page.getByRole('button', { name: 'Members' }).click();
    await page.locator('.composer textarea').press('Escape');
    expect(await page.getByRole('complementary', { name: 'Members' }).count()).toBe(1);
  });

  test('a form with circles, boxes and one box: none can be forgotten, no more be ticked than are allowed', async () => {
    const page = await open('ada');
    await run(page, '/picks');
    const form = page.getByRole('dialog', { name: 'Circles and boxes' });
    await form.getByRole('radio', { name: 'SOME' }).check();
    await form.getByRole('radio', { name: 'ALL' }).check();
    expect(await form.getByRole('radio', { name: 'SOME' }).isChecked()).toBe(false);
    await form.getByRole('checkbox', { name: 'EU' }).check();
    await form.getByRole('checkbox', { name: 'ASIA' }).check();
    await expect.poll(() => form.getByRole('checkbox', { name: 'US', exact: true }).isDisabled()).toBe(true);
    await form.getByRole('checkbox', { name: 'Tell customers' }).check();
    expect(await axe(page)).toEqual([]);
    await form.getByRole('button', { name: 'Submit' }).click();
    await form.waitFor({ state: 'hidden' });
    await expect.poll(() => message(page, '"impact"').textContent()).toMatch(/"all"[^]*"eu","asia"[^]*true/);
  });

  test('a message of Components V2: container, text, section, button, pictures, a file', async () => {
    const page = await open('ada');
    await run(page, '/layout');
    const shown = message(page, 'Error rate 14 %');
    await shown.getByRole('heading', { name: 'Checkout is down' }).waitFor();
    expect(await shown.locator('.container.accented .section').count()).toBe(2);
    expect(await shown.locator('hr').count()).toBe(1);
    const shows = (picture: Locator): Promise<boolean> =>
      picture.evaluate((image: object) => Number(Reflect.get(image, 'naturalWidth')) > 0);
    await expect.poll(() => shows(shown.locator('.section .thumbnail').getByAltText('A small graph'))).toBe(true);
    await expect.poll(() => shows(shown.locator('.gallery').getByAltText('Errors'))).toBe(true);
    await shown.locator('.gallery').getByAltText('Spoiler: press to show').click();
    await shown.locator('.gallery').getByAltText('Load').waitFor();
    expect(await shown.locator('.file-card').getByRole('link', { name: 'plan.txt' }).getAttribute('download')).toBe(
      'plan.txt',
    );
    expect(await axe(page)).toEqual([]);
    await shown.getByRole('button', { name: 'Look' }).click();
    await message(page, 'Pressed look.').waitFor();
  });

  test('context menus of apps, on a message and on a person', async () => {
    const page = await open('ada');
    await say(page, 'The disk is full');
    await message(page, 'The disk is full').click({ button: 'right' });
    await page.getByRole('menuitem', { name: /Add to timeline/ }).click();
    await message(page, 'On the timeline: The disk is full').waitFor();
    await page
      .getByRole('complementary', { name: 'Members' })
      .getByRole('button', { name: /Grace Kim/ })
      .click();
    await page.getByRole('button', { name: 'Page this person' }).click();
    await expect.poll(() => message(page, 'Paging').textContent()).toContain('@Grace Kim');
  });

  test('pins and threads', async () => {
    const page = await open('ada');
    await say(page, 'Status page: all green');
    await message(page, 'Status page').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Pin' }).click();
    await page.getByText('pinned a message to this channel.').first().waitFor();
    await page.getByRole('button', { name: 'Pinned messages' }).click();
    const panel = page.getByRole('complementary', { name: 'Pinned messages' });
    await panel.getByText('Status page: all green').waitFor();
    await panel.getByRole('button', { name: 'Show in the channel' }).click();
    await page.locator('.message.target', { hasText: 'Status page' }).waitFor();

    // An open panel follows what happens, also to what is further up than what is loaded.
    const pinnedId = (await panel.locator('.message').getAttribute('data-message')) ?? '';
    sandbox.as('ben').react(pinnedId, '🎉');
    await panel.getByRole('button', { name: '🎉, 1 reaction' }).waitFor();
    sandbox.as('ada').edit(pinnedId, 'Status page: one is red');
    await panel.getByText('Status page: one is red').waitFor();
    const far = sandbox.as('ben').send('general', 'Far above');
    for (let index = 0; index < 120; index++) sandbox.as('ben').send('general', `Talk ${index}`);
    await goTo(page, 'random');
    await goTo(page, 'general');
    await message(page, 'Talk 119').waitFor();
    sandbox.as('ada').pin(far.id);
    await panel.getByText('Far above').waitFor();
    sandbox.as('ben').delete(far.id);
    await panel.getByText('Far above').waitFor({ state: 'hidden' });

    await page.getByRole('button', { name: 'Threads' }).click();
    await page.getByRole('textbox', { name: 'Name of a new thread' }).fill('Disk questions');
    await page.keyboard.press('Enter');
    await page.locator('[data-channel="Disk questions"]').click();
    await say(page, 'Inside');
    await message(page, 'Inside').waitFor();
    await goTo(page, 'general');
    const threads = page.getByRole('complementary', { name: 'Threads' });
    const thread = bot.channels.cache.find((one) => one.isThread() && one.name === 'Disk questions');
    if (!thread?.isThread()) throw new Error('no thread');
    sandbox.as('ben').send(thread.id, 'Which one?');
    await threads.getByRole('button', { name: 'Disk questions 2 messages' }).waitFor();
    await thread.setName('Disk answers');
    await threads.getByRole('button', { name: 'Disk answers 2 messages' }).waitFor();
    await thread.setArchived(true);
    await threads.getByRole('heading', { name: 'Archived' }).waitFor();
  });

  test('one click on somebody’s face, or two in the list of people, and one acts as them', async () => {
    const page = await open('ada');
    await page.getByRole('button', { name: 'Act as Ben Okafor' }).click();
    await expect.poll(() => page.locator('.me').textContent()).toContain('Ben Okafor');
    await page.locator('.me').click();
    await page.locator('[data-person="grace"]').click();
    await expect.poll(() => page.locator('.me').textContent()).toContain('Grace Kim');
    await page.locator('.shell[data-connection=open]').waitFor();
    await say(page, 'I am Grace');
    await expect.poll(() => message(page, 'I am Grace').locator('.author').textContent()).toBe('Grace Kim');
  });

  test('the workbench: frames with what was refused, faults, the clock', async () => {
    const page = await open('ada');
    await page.getByRole('button', { name: /Workbench/ }).click();
    await run(page, '/whisper');
    await page
      .locator('.frames')
      .getByText(/POST \/interactions\/.*callback/)
      .first()
      .waitFor();
    const frames = page.locator('.frames > li');
    await page.getByRole('button', { name: 'Refused', exact: true }).click();
    await expect.poll(() => frames.count()).toBe(0);
    await expect(bot.rest.get('/channels/1/messages')).rejects.toThrow('snowflake');
    await expect.poll(() => frames.count()).toBe(1);
    expect(await frames.textContent()).toMatch(/GET \/channels\/1\/messages.*400.*is not snowflake/s);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await expect.poll(() => frames.count()).toBeGreaterThan(1);
    await page.getByRole('tab', { name: 'Faults' }).click();
    for (const [name, kind] of [
      [/^Slow/, 'latency'],
      [/^Failing/, 'error'],
      [/^Rate limited/, 'rate-limit'],
      [/^Answers get lost/, 'lost-response'],
      [/^Events come twice/, 'duplicate-event'],
    ] as const) {
      await page.getByRole('switch', { name }).check();
      await expect.poll(() => sandbox.faults.list().map((fault) => fault.kind)).toEqual([kind]);
      await page.getByRole('switch', { name }).uncheck();
      await expect.poll(() => sandbox.faults.active()).toBe(false);
    }
    expect(await axe(page)).toEqual([]);
    const ben = await open('ben');
    await goTo(ben, 'random');
    sandbox.as('ben').send('random', `Begun <t:${Math.floor(sandbox.world.clock.now() / 1000)}:R>`);
    await message(ben, 'Begun').waitFor();
    await page.getByRole('tab', { name: 'Clock' }).click();
    const before = sandbox.world.clock.now();
    await page.getByRole('button', { name: '+ 8 hours' }).click();
    await page.getByText('Moved forward by 8 hours.').waitFor();
    // Who looks on in another window has the same time at once.
    await message(ben, 'Begun').getByText('8 hours ago').waitFor();
    expect(sandbox.world.clock.now() - before).toBeGreaterThanOrEqual(8 * 3_600_000);
  });

  test('the workbench says how many frames are not drawn, and how many are gone', async () => {
    const { id } = sandbox.as('ben').send('random', 'Up and down');
    for (let index = 0; index < 300; index++) {
      sandbox.as('ben').react(id, '👍');
      sandbox.as('ben').unreact(id, '👍');
    }
    const page = await open('ada');
    await page.getByRole('button', { name: /Workbench/ }).click();
    await page.getByText('The newest 200 are shown. Filter to see the').waitFor();
    await page.getByText(/^\d+ older frames are gone: the newest 500 are kept\.$/).waitFor();
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.getByText('Nothing yet: do something').waitFor();
    expect(await page.getByText('frames are gone').count()).toBe(0);
    // What was cleared stays away when one looks at the faults meanwhile, and when the panel was closed.
    await page.getByRole('tab', { name: 'Faults' }).click();
    sandbox.as('ben').send('random', 'The only one since');
    await page.getByRole('tab', { name: 'Frames' }).click();
    await page.locator('.frames > li', { hasText: 'MESSAGE_CREATE' }).waitFor();
    await page.getByRole('button', { name: 'Close Workbench' }).click();
    await page.getByRole('button', { name: /Workbench/ }).click();
    await page.locator('.frames > li', { hasText: 'MESSAGE_CREATE' }).waitFor();
    expect(await page.locator('.frames > li').count()).toBeLessThan(10);
    expect(await page.getByText('frames are gone').count()).toBe(0);
  });

  test.each([
    [1, '1 message'],
    [250, '250 messages'],
  ] as const)('a lost connection comes back and shows what it missed: %i', async (missed, said) => {
    const page = await fragile.open(addressOf('ada'));
    await goTo(page, 'deploys');
    await say(page, `before ${said}`);
    await message(page, `before ${said}`).waitFor();
    await page.getByRole('button', { name: /Workbench/ }).click();
    await page.locator('.frames > li').first().waitFor();
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    const [kept, gone] = [1, 2].map((one) => sandbox.as('ben').send('deploys', `Plan ${one} of ${said}`).id);
    await message(page, `Plan 2 of ${said}`).waitFor();
    down = true;
    for (const connection of connections.splice(0)) await connection.close();
    await page.getByText('The connection to the sandbox is lost').waitFor();
    for (let index = 1; index <= missed; index++) sandbox.as('ben').send('deploys', `while you were away ${index}`);
    sandbox.as('ben').edit(kept ?? '', `Plan 3 of ${said}`);
    sandbox.as('ben').delete(gone ?? '');
    down = false;
    await page.getByText(`${said} came while the connection was lost`).waitFor();
    await message(page, /while you were away/).waitFor();
    await page.locator('.frames > li', { hasText: 'MESSAGE_CREATE' }).first().waitFor();
    // What was cleared before the connection was lost is not there again.
    if (missed === 1) expect(await page.locator('.frames > li').count()).toBeLessThan(10);
    // Above a hundred it is further up than what is drawn.
    if (missed > 100) return;
    await expect.poll(() => page.locator('.new-here').count()).toBe(1);
    await message(page, `Plan 3 of ${said}`).getByText('(edited)').waitFor();
    expect(await page.locator('.message', { hasText: new RegExp(`Plan [12] of ${said}`) }).count()).toBe(0);
  });

  test('a channel that is opened while the page catches up goes on, too', async () => {
    const page = await fragile.open(addressOf('ada'));
    await goTo(page, 'deploys');
    let answer = (): void => undefined;
    const held = new Promise<void>((done) => {
      answer = done;
    });
    const asked = new Promise<void>((done) => {
      void page.route(
        /\/snapshot\?/,
        async (route) => {
          done();
          await held;
          await route.continue();
        },
        { times: 1 },
      );
    });
    for (const connection of connections.splice(0)) await connection.close();
    await asked;
    // Where nothing was said yet: one that is full opens where reading goes on, and what is new is further down.
    await goTo(page, 'on-call');
    sandbox.as('ben').send('on-call', 'Heard before');
    await message(page, 'Heard before').waitFor();
    // Of the channel that was open when the connection was lost.
    const caughtUp = page.waitForResponse(/\/messages\?channel=/);
    answer();
    await caughtUp;
    sandbox.as('ben').send('on-call', 'Heard after');
    await message(page, 'Heard after').waitFor();
    await message(page, 'Heard before').waitFor();
  });

  test.each(['dark', 'light'] as const)(
    'axe finds nothing, in %s, wide and at 360 px, and nothing overflows',
    async (colorScheme) => {
      const page = await open('ada');
      await page.emulateMedia({ colorScheme });
      await expect.poll(() => page.evaluate<string>('document.documentElement.dataset.theme')).toBe(colorScheme);
      await run(page, '/parts');
      await message(page, /Pressed 0 times/).waitFor();
      expect(await axe(page)).toEqual([]);
      await page.locator('.me').click();
      expect(await axe(page, '.sidebar')).toEqual([]);
      await page.keyboard.press('Escape');
      // Where things stand out less.
      if (colorScheme === 'light') await expectOverlaysSound(page);
      await page.setViewportSize({ width: 360, height: 740 });
      await page.reload();
      const phone = page;
      await phone.locator('.shell[data-connection=open]').waitFor();
      expect(await phone.evaluate<number>('document.documentElement.scrollWidth')).toBe(360);
      expect(await axe(phone)).toEqual([]);
      await phone.getByRole('button', { name: 'Channels' }).click();
      await phone.locator('[data-channel="incidents"]').click();
      await expect.poll(() => phone.locator('h1').textContent()).toContain('incidents');
      await page.setViewportSize({ width: 1280, height: 800 });
    },
  );
});
