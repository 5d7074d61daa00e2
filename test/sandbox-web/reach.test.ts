import type { Browser, Locator, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runningClock } from '../../src/sandbox/page/running-clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { seriousFindings } from './axe.ts';
import { hasBrowser, launch } from './browser.ts';
import { expectSound, keptWindows, message, openChat, say } from './chat-page.ts';
import { tinyBot } from './tiny-bot.ts';

/** How one gets to things: by address, by mark, by key. */
describe.skipIf(!hasBrowser)('reaching what one looks for on the chat page', { timeout: 120_000 }, () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let bot: Awaited<ReturnType<typeof tinyBot>>;

  const windows = keptWindows(() => browser);
  const open = (path: string): Promise<Page> => windows.open(`${sandbox.url}${path}`);
  const channel = (page: Page, name: string): Locator => page.locator(`.channel[data-channel="${name}"]`);
  const idOf = (name: string): string =>
    sandbox
      .as('ada')
      .channels()
      .find((one) => one.name === name)?.id ?? '';

  beforeAll(async () => {
    sandbox = await startSandbox({ clock: runningClock(), seed: { otherGuilds: ['Harbour Ltd'] } });
    bot = await tinyBot(sandbox);
    browser = await launch();
  });
  afterEach(() => windows.leave());
  afterAll(async () => {
    await browser.close();
    await bot.destroy();
    await sandbox.close();
  });

  test('the address of a message opens its channel and marks it', async () => {
    const { id } = sandbox.as('ben').send('random', 'The needle');
    for (let index = 0; index < 150; index++) sandbox.as('ben').send('random', `Hay ${index}`);
    const page = await open(`/channels/${sandbox.guildId}/${idOf('random')}/${id}?as=ada`);
    await page.locator('.message.target', { hasText: 'The needle' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
  });

  test('a link to a message, as bots write it for discord.com, leads there in the page', async () => {
    const { id } = sandbox.as('ben').send('deploys', 'Deploy 42 is out');
    const page = await open('/?as=ada');
    sandbox
      .as('ben')
      .send('general', `see https://discord.com/channels/${sandbox.guildId}/${idOf('deploys')}/${id} please`);
    await message(page, 'please').getByRole('button', { name: '#deploys' }).click();
    await page.locator('.message.target', { hasText: 'Deploy 42' }).waitFor();
    expect(page.context().pages().length).toBe(1);
  });

  test('who looks for the first time sees what called them meanwhile, however long ago; what was read stays read', async () => {
    await open('/?as=ada');
    const grace = sandbox.as('grace').id;
    sandbox.as('ada').send('incidents', `<@${grace}> have a look`);
    for (let index = 0; index < 400; index++) sandbox.as('ben').send('incidents', `Talk ${index}`);
    const page = await open('/?as=grace');
    await channel(page, 'incidents').locator('.badge', { hasText: '1' }).waitFor();
    await page.reload();
    await channel(page, 'incidents').locator('.badge', { hasText: '1' }).waitFor();
    await channel(page, 'incidents').click();
    await message(page, 'Talk 399').waitFor();
    await expect.poll(() => page.locator('.badge').count()).toBe(0);
    await page.goto(`${sandbox.url}/?as=grace`);
    await page.locator('.shell[data-connection=open]').waitFor();
    expect(await page.locator('.badge').count()).toBe(0);
  });

  test('a direct message counts as calling, without a mention', async () => {
    const page = await open('/?as=chiara');
    const { id } = sandbox.as('ben').directMessages('chiara');
    sandbox.as('ben').send(id, 'Got a minute?');
    await page.locator('.channel .badge', { hasText: '1' }).waitFor();
    await page.getByRole('button', { name: 'Ben Okafor wrote to you' }).click();
    await page.locator('.message.target', { hasText: 'Got a minute?' }).waitFor();
  });

  test('what comes while one reads along is not called new', async () => {
    const page = await open('/?as=ada');
    await channel(page, 'on-call').click();
    sandbox.as('ben').send('on-call', 'first');
    await message(page, 'first').waitFor();
    sandbox.as('ben').send('on-call', 'second');
    await message(page, 'second').waitFor();
    expect(await page.locator('.new-here').count()).toBe(0);
  });

  test('what comes while a channel is being read for the first time is there, too', async () => {
    const page = await open('/?as=ada');
    const slow = async (route: Route): Promise<void> => {
      const response = await route.fetch();
      sandbox.as('ben').send('random', 'meanwhile');
      sandbox.as('ben').send('on-call', 'and then');
      // The gateway has told of both before the answer comes that knows of neither.
      await expect.poll(() => channel(page, 'on-call').getAttribute('class')).toContain('unread');
      await route.fulfill({ response });
    };
    await page.route(/\/messages\?channel=/, slow, { times: 1 });
    await channel(page, 'random').click();
    await message(page, 'meanwhile').waitFor();

    // So it is on the way to a message that is further up than what is here.
    const { id } = sandbox.as('ben').send('deploys', 'A needle');
    for (let index = 0; index < 120; index++) sandbox.as('ben').send('deploys', `Straw ${index}`);
    sandbox.as('ben').send('random', `https://discord.com/channels/${sandbox.guildId}/${idOf('deploys')}/${id}`);
    await page.route(
      /&around=/,
      async (route) => {
        const response = await route.fetch();
        sandbox.as('ben').send('deploys', 'The last straw');
        sandbox.as('ben').send('general', 'and then');
        await expect.poll(() => channel(page, 'general').getAttribute('class')).toContain('unread');
        await route.fulfill({ response });
      },
      { times: 1 },
    );
    await message(page, 'message').getByRole('button', { name: '#deploys' }).click();
    await page.locator('.message.target', { hasText: 'A needle' }).waitFor();
    await page.getByRole('button', { name: /To the newest/ }).click();
    await message(page, 'The last straw').waitFor();
  });

  test('a channel opens where reading goes on, also where older messages come before the list is there', async () => {
    const ben = sandbox.as('ben');
    for (let index = 0; index < 150; index++) ben.send('on-call', `Chaff ${index}`);
    // A machine so busy that its frames come late.
    const page = await openChat(browser, `${sandbox.url}/?as=grace`, {}, async (prepared) => {
      await prepared.addInitScript(`{
        const next = requestAnimationFrame;
        const late = (frames, then) => next((at) => (frames === 0 ? then(at) : late(frames - 1, then)));
        window.requestAnimationFrame = (then) => late(12, then);
      }`);
    });
    ben.send('on-call', 'A grain');
    await expect.poll(() => channel(page, 'on-call').getAttribute('class')).toContain('unread');
    const older = page.waitForResponse(/&before=/);
    await channel(page, 'on-call').click();
    await older;
    const frames = (count: number): string =>
      count === 0 ? 'done()' : `requestAnimationFrame(() => ${frames(count - 1)})`;
    await page.evaluate(`new Promise((done) => ${frames(5)})`);
    await message(page, 'A grain').waitFor();
    await page.context().close();
  });

  test('what is changed while an answer is on its way is as it is then: messages of a channel, and the guild', async () => {
    const ben = sandbox.as('ben');
    const [edited, deleted, marked] = ['as it was', 'to be deleted', 'to be marked'].map(
      (text) => ben.send('on-call', text).id,
    );
    const page = await open('/?as=ada');
    // The gateway has told of what `happen` did before the answer comes that knows nothing of it.
    const overtake = (address: RegExp, happen: () => Promise<void>): Promise<unknown> =>
      page.route(
        address,
        async (route) => {
          const response = await route.fetch();
          await happen();
          await route.fulfill({ response });
        },
        { times: 1 },
      );
    await overtake(/\/messages\?channel=/, async () => {
      ben.edit(edited ?? '', 'as it is');
      ben.delete(deleted ?? '');
      ben.react(marked ?? '', '🎉');
      ben.send('on-call', 'the last one');
      ben.send('deploys', 'and then');
      await expect.poll(() => channel(page, 'deploys').getAttribute('class')).toContain('unread');
    });
    await channel(page, 'on-call').click();
    await message(page, 'the last one').waitFor();
    await message(page, 'as it is').waitFor();
    await message(page, 'to be marked').getByRole('button', { name: '🎉, 1 reaction' }).waitFor();
    expect(await page.locator('.message', { hasText: /as it was|to be deleted/ }).count()).toBe(0);

    const guild = sandbox.world.state.guilds.get(sandbox.guildId);
    if (!guild) throw new Error('a sandbox has a guild');
    await overtake(/\/snapshot\?/, async () => {
      await bot.guilds.resolve(sandbox.guildId)?.channels.create({ name: 'born-meanwhile' });
      await channel(page, 'born-meanwhile').waitFor();
    });
    // This comes with the snapshot alone, and so says that it was taken up.
    guild.name = 'Lighthouse Limited';
    await bot.guilds.resolve(sandbox.guildId)?.roles.create({ name: 'Keepers' });
    await expect.poll(() => page.title()).toContain('Lighthouse Limited');
    guild.name = 'Lighthouse Ltd';
    expect(await channel(page, 'born-meanwhile').count()).toBe(1);
  });

  test('what happened before an answer is not counted again when the gateway tells of it late', async () => {
    const ben = sandbox.as('ben');
    const { id } = ben.send('on-call', 'counted once');
    let held: (() => void)[] | undefined;
    const page = await openChat(browser, `${sandbox.url}/?as=ada`, {}, async (prepared) => {
      await prepared.routeWebSocket(/\/page\/events/, (socket) => {
        socket.connectToServer().onMessage((text) => {
          if (held) held.push(() => socket.send(text));
          else socket.send(text);
        });
      });
    });
    held = [];
    ben.react(id, '🎉');
    ben.send('on-call', `<@${sandbox.as('ada').id}> look`);
    await channel(page, 'on-call').click();
    const counted = message(page, 'counted once').getByRole('button', { name: '🎉, 1 reaction' });
    await counted.waitFor();
    ben.send('deploys', 'that was all');
    for (const tell of held.splice(0)) tell();
    held = undefined;
    await expect.poll(() => channel(page, 'deploys').getAttribute('class')).toContain('unread');
    expect(await counted.count()).toBe(1);
    await page.context().close();
  });

  test('a thread is reached from the message where it began, by others, too', async () => {
    const page = await open('/?as=ada');
    const ben = sandbox.as('ben');
    const { id } = ben.send('general', 'Which disk?');
    ben.startThread('general', 'Disks', id);
    await message(page, 'Which disk?').getByRole('button', { name: 'Open the thread' }).click();
    await expect.poll(() => page.locator('h1').textContent()).toContain('Disks');
  });

  test('the list of a select in the last message is seen whole', async () => {
    const page = await open('/?as=ada');
    await say(page, '/parts');
    await page.getByRole('button', { name: /^Run/ }).click();
    await message(page, 'Pressed 0 times').getByRole('combobox', { name: 'Choose a severity' }).click();
    const last = await page.getByRole('option', { name: 'SEV-2' }).boundingBox();
    const composer = await page.locator('.composer').boundingBox();
    expect(last && composer && last.y + last.height <= composer.y).toBe(true);
  });

  test('a draft waits in its channel', async () => {
    const page = await open('/?as=ada');
    await page.locator('.composer textarea').fill('Half a sent');
    await channel(page, 'random').click();
    await expect.poll(() => page.locator('.composer textarea').inputValue()).toBe('');
    await channel(page, 'general').click();
    await expect.poll(() => page.locator('.composer textarea').inputValue()).toBe('Half a sent');
  });

  test('by keyboard: go to a channel, answer a message, become somebody else, see the keys', async () => {
    const page = await open('/?as=ada');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Go to' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.type('deplo');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('h1').textContent()).toContain('deploys');
    await say(page, 'By key');
    await message(page, 'By key').waitFor();
    await message(page, 'By key').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Reply' }).waitFor();
    await page.keyboard.press('Escape');
    await message(page, 'By key').focus();
    await page.keyboard.press('r');
    await page.getByText('Answering Ada Lindqvist').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => page.locator('h1').textContent()).toContain('on-call');
    await page.keyboard.press('Control+/');
    await page.getByRole('dialog', { name: 'By keyboard' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Grace');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.me').textContent()).toContain('Grace Kim');
  });

  test('an emoji by its name; and the page brings its own where the machine has none', async () => {
    const page = await open('/?as=ada');
    await page.locator('.composer textarea').pressSequentially('on it :roc');
    await page.getByRole('option', { name: /rocket/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await message(page, 'on it 🚀').waitFor();
    expect(
      await page.evaluate<number>(`document.fonts.load('16px "Noto Emoji Sandbox"', '📌').then((all) => all.length)`),
    ).toBe(1);
  });

  test('an answer says which command it answers', async () => {
    const page = await open('/?as=ada');
    await say(page, '/deploy history');
    await page.getByRole('button', { name: /^Run/ }).click();
    await expect
      .poll(() => message(page, 'Nothing lately.').locator('.reply-line').textContent())
      .toBe('Ada Lindqvist used /deploy history');
  });

  test('Back and Forward lead through the channels that were open', async () => {
    const page = await open('/?as=ada');
    for (const name of ['random', 'deploys']) {
      await channel(page, name).click();
      await expect.poll(() => page.locator('h1').textContent()).toContain(name);
    }
    await page.goBack();
    await expect.poll(() => page.locator('h1').textContent()).toContain('random');
    await page.goBack();
    await expect.poll(() => page.locator('h1').textContent()).toContain('general');
    await page.goForward();
    await expect.poll(() => page.locator('h1').textContent()).toContain('random');
    await message(page, /./).waitFor();
    // Somebody else goes on from there as themselves.
    await page.locator('.me').click();
    await page.locator('[data-person="ben"]').click();
    await expect.poll(() => page.locator('.me').textContent()).toContain('Ben Okafor');
    await page.goBack();
    await expect.poll(() => page.locator('h1').textContent()).toContain('general');
    expect(await page.locator('.me').textContent()).toContain('Ben Okafor');
    expect(new URL(page.url()).searchParams.get('as')).toBe(sandbox.as('ben').id);
  });

  test('who reacted is told where somebody points at a reaction', async () => {
    const page = await open('/?as=ada');
    const { id } = sandbox.as('ben').send('general', 'All green again');
    sandbox.as('ben').react(id, '🎉');
    sandbox.as('grace').react(id, '🎉');
    const reaction = message(page, 'All green again').getByRole('button', { name: '🎉, 2 reactions' });
    await reaction.hover();
    await page.getByText('Ben Okafor and Grace Kim reacted with 🎉').waitFor();
    sandbox.as('grace').unreact(id, '🎉');
    await message(page, 'All green again').getByRole('button', { name: '🎉, 1 reaction' }).waitFor();
    await page.mouse.move(0, 0);
    await reaction.or(message(page, 'All green again').getByRole('button', { name: '🎉, 1 reaction' })).hover();
    await page.getByText('Ben Okafor reacted with 🎉').waitFor();
  });

  test('what was said anywhere is found by its words, by who may read it', async () => {
    for (let index = 0; index < 120; index++) sandbox.as('ben').send('deploys', `Step ${index} of the zebra plan`);
    sandbox.as('ada').send('leadership', 'The zebra budget');
    const page = await open('/?as=ada');
    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: 'Search messages' }).fill('zebra PLAN from:ben in:deploys');
    const panel = page.getByRole('complementary', { name: 'Search' });
    await panel.getByText('50 messages, the newest first').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('searchbox', { name: 'Search messages' }).fill('step 3 zebra');
    await panel.getByText('21 messages, the newest first').waitFor();
    await panel.getByRole('button', { name: 'Show in #deploys' }).last().click();
    await page.locator('.message.target', { hasText: 'Step 3 of' }).waitFor();
    await page.getByRole('searchbox', { name: 'Search messages' }).fill('zebra budget');
    await panel.getByRole('button', { name: 'Show in #leadership' }).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });

    const ben = await open('/?as=ben');
    await ben.getByRole('button', { name: 'Search messages' }).click();
    await ben.getByRole('searchbox', { name: 'Search messages' }).fill('zebra budget');
    await ben.getByText('Nothing that you may read has these words.').waitFor();
  });

  test('what was found follows its edits and deletes', async () => {
    const ben = sandbox.as('ben');
    const { id } = ben.send('deploys', 'The quokka plan');
    const page = await open('/?as=ada');
    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: 'Search messages' }).fill('quokka');
    const panel = page.getByRole('complementary', { name: 'Search' });
    await panel.getByText('The quokka plan').waitFor();
    ben.edit(id, 'The quokka scheme');
    await panel.getByText('The quokka scheme').waitFor();
    ben.delete(id);
    await panel.getByText('Nothing that you may read has these words.').waitFor();
  });

  test('where one may only read, nothing is offered that would be refused, until one may', async () => {
    const { id } = sandbox.as('ada').send('deploys', 'Read this');
    sandbox.as('ada').react(id, '🎉');
    const deploys = await bot.channels.fetch(idOf('deploys'));
    if (!deploys || !('permissionOverwrites' in deploys)) throw new Error('it is a channel of the guild');
    const everyone = sandbox.guildId;
    const page = await open('/?as=ben');
    await channel(page, 'deploys').click();
    await page.getByRole('textbox', { name: 'Message #deploys' }).waitFor();
    const writing = ['SendMessages', 'AddReactions', 'CreatePublicThreads', 'PinMessages'] as const;
    const all = (allowed: boolean) => Object.fromEntries(writing.map((name) => [name, allowed]));
    // The bot keeps for itself what it is to give back.
    await deploys.permissionOverwrites.create(bot.user.id, all(true));
    await deploys.permissionOverwrites.create(everyone, all(false));
    await page.getByText('You do not have permission to send messages in this channel.').waitFor();
    await expectSound(page);
    // Much was said there before, and reading begins where it was left.
    await page.locator('.message-scroller').press('End');
    await message(page, 'Read this').hover();
    expect(await page.getByRole('button', { name: 'Reply' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Add a reaction' }).count()).toBe(0);
    await message(page, 'Read this').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy text' }).waitFor();
    const offered = await page.getByRole('menuitem').allTextContents();
    expect(offered.filter((label) => /Add a reaction|Reply|Edit|Pin|Start a thread|Delete/.test(label))).toEqual([]);
    await page.keyboard.press('Escape');
    // Everybody may join in a reaction that is there.
    await message(page, 'Read this').getByRole('button', { name: '🎉, 1 reaction' }).click();
    await message(page, 'Read this').getByRole('button', { name: '🎉, 2 reactions' }).waitFor();
    await page.getByRole('button', { name: 'Threads' }).click();
    await page.getByText(/^No threads here yet\.$/).waitFor();
    expect(await page.getByRole('textbox', { name: 'Name of a new thread' }).count()).toBe(0);
    await deploys.permissionOverwrites.delete(everyone);
    await page.getByRole('textbox', { name: 'Message #deploys' }).waitFor();
    await page.getByRole('textbox', { name: 'Name of a new thread' }).waitFor();
  });

  test('what was said in a thread that is archived is found, and links lead there', async () => {
    const ben = sandbox.as('ben');
    const thread = ben.startThread('general', 'Post-work');
    const { id } = ben.send(thread.id, 'The walrus is fed');
    ben.send('general', `settled: https://discord.com/channels/${sandbox.guildId}/${thread.id}/${id}`);
    const found = await bot.channels.fetch(thread.id);
    if (!found?.isThread()) throw new Error('a thread was begun');
    await found.setArchived(true);
    const page = await open('/?as=ada');
    expect(await page.locator('.channel', { hasText: 'Post-work' }).count()).toBe(0);
    await message(page, 'settled:').getByRole('button', { name: '#Post-work' }).click();
    await page.locator('.message.target', { hasText: 'walrus' }).waitFor();
    await channel(page, 'random').click();
    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: 'Search messages' }).fill('walrus');
    await page.getByRole('button', { name: 'Show in #Post-work' }).click();
    await page.locator('.message.target', { hasText: 'walrus' }).waitFor();
    await expect.poll(() => page.locator('h1').textContent()).toContain('Post-work');
  });

  test('who is in several servers has each with its own channels, and hears of no other meanwhile', async () => {
    const page = await open('/?as=ada');
    const servers = page.getByRole('navigation', { name: 'Servers' });
    expect(await servers.getByRole('button').allTextContents()).toEqual(['LLighthouse Ltd', 'HHarbour Ltd']);
    expect(await seriousFindings(page, '.sidebar')).toEqual([]);
    const [, harbour] = sandbox.world.state.guilds.keys();
    const there = [...sandbox.world.state.channels.values()].find((one) => one.guildId === harbour)?.id ?? '';
    await servers.getByRole('button', { name: 'Harbour Ltd' }).click();
    await expect.poll(() => page.locator('.channel').allTextContents()).toEqual(['#general']);
    sandbox.as('ben').send('incidents', 'On the lighthouse');
    sandbox.as('ben').send(there, `In the harbour: <@${sandbox.as('ada').id}>`);
    await message(page, 'In the harbour').waitFor();
    expect(await page.getByText('mentioned you in').count()).toBe(0);
    await page.goBack();
    await channel(page, 'incidents').waitFor();
    sandbox.as('ben').send(there, 'Ahoy');
    sandbox.as('ben').send('general', 'Back on land');
    await message(page, 'Back on land').waitFor();
    expect(await page.locator('.message', { hasText: 'Ahoy' }).count()).toBe(0);
  });

  test('in direct messages there are neither threads nor members', async () => {
    const { id } = sandbox.as('ada').directMessages('ben');
    sandbox.as('ben').send(id, 'Between us');
    const page = await open('/?as=ada');
    await page.getByRole('complementary', { name: 'Members' }).waitFor();
    await page.locator('.channel', { hasText: 'Ben Okafor' }).click();
    await page.getByRole('complementary', { name: 'Members' }).waitFor({ state: 'hidden' });
    expect(await page.getByRole('group', { name: 'Panels' }).getByRole('button').count()).toBe(3);
    await channel(page, 'general').click();
    await page.getByRole('complementary', { name: 'Members' }).waitFor();
  });

  test('a thread that time archives leaves the list when the clock is moved', async () => {
    sandbox.as('ben').startThread('general', 'Sleepy');
    const page = await open('/?as=ada');
    const sleepy = page.locator('.channel', { hasText: 'Sleepy' });
    await sleepy.waitFor();
    await fetch(`${sandbox.url}/page/clock?ms=${8 * 86_400_000}`, { method: 'POST' });
    await sleepy.waitFor({ state: 'detached' });
  });
});
