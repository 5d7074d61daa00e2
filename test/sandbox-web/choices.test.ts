import { ApplicationCommandOptionType, ChannelType, ComponentType, MessageFlags } from 'discord.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { channelId, roleId } from '../sandbox/api.ts';
import { hasBrowser, launch } from './browser.ts';
import { message, openChat, run, say } from './chat-page.ts';
import { tinyBot } from './tiny-bot.ts';

/** Roles, channels and files, as options of a command and in the menus of a message: what is chosen is what a bot gets. */
describe.skipIf(!hasBrowser)('choosing roles, channels and files', { timeout: 120_000 }, () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let bot: Awaited<ReturnType<typeof tinyBot>>;
  let page: Page;

  beforeAll(async () => {
    sandbox = await startSandbox();
    bot = await tinyBot(sandbox);
    const guild = await bot.guilds.fetch(sandbox.guildId);
    await guild.commands.create({ name: 'assign', description: 'Open a form with roles, channels and anybody' });
    await guild.commands.create({
      name: 'give',
      description: 'Give something to somebody',
      options: [
        { type: ApplicationCommandOptionType.Role, name: 'role', description: 'To whom', required: true },
        {
          type: ApplicationCommandOptionType.Channel,
          name: 'channel',
          description: 'Where',
          required: true,
          channelTypes: [ChannelType.GuildText],
        },
        { type: ApplicationCommandOptionType.Attachment, name: 'file', description: 'What', required: true },
        { type: ApplicationCommandOptionType.Mentionable, name: 'also', description: 'Who else' },
      ],
    });
    bot.on('interactionCreate', (interaction) => {
      if (!interaction.isChatInputCommand() || interaction.commandName !== 'give') return;
      const { options } = interaction;
      const also = options.get('also')?.value ?? 'nobody';
      const file = options.getAttachment('file', true);
      void fetch(file.url)
        .then((response) => response.text())
        .then((text) =>
          interaction.reply(
            `role ${options.getRole('role', true).id}, channel ${options.getChannel('channel', true).id}, also ${String(also)}, ${file.name}: ${text}`,
          ),
        );
    });
    browser = await launch();
    page = await openChat(browser, `${sandbox.url}/?as=ada`);
  });
  afterAll(async () => {
    await browser.close();
    await bot.destroy();
    await sandbox.close();
  });

  const option = (name: string) => page.getByRole('combobox', { name: new RegExp(`^${name}:`) });

  test('as options of a command, by keyboard alone but for the file', async () => {
    await say(page, '/give');
    await option('role').pressSequentially('sup');
    await page.getByRole('option', { name: /Support/ }).waitFor();
    await page.keyboard.press('Enter');
    await option('channel').focus();
    await page.getByRole('option', { name: 'incidents' }).waitFor();
    // A category is no channel of text.
    expect(await page.getByRole('option', { name: 'Operations' }).count()).toBe(0);
    await option('channel').pressSequentially('incid');
    await page.getByRole('option', { name: /incidents/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Run/ }).click();
    await page.getByRole('alert').getByText('Please fill in: file').waitFor();
    await page
      .locator('.command-form input[type=file]')
      .setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') });
    await page.getByRole('button', { name: /Add option also/ }).press('Enter');
    await option('also').pressSequentially('sre');
    await page.getByRole('option', { name: /SRE/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Run/ }).click();
    const wanted = `role ${roleId(sandbox, 'Support')}, channel ${channelId(sandbox, 'incidents')}, also ${roleId(sandbox, 'SRE')}, plan.txt: the plan`;
    await message(page, wanted).waitFor();
  });

  test('in the menus of a message', async () => {
    const channel = await bot.channels.fetch(channelId(sandbox, 'general'));
    if (!channel?.isSendable()) throw new Error('nothing can be said there');
    const sent = await channel.send({
      content: 'Whom, and where?',
      flags: MessageFlags.SuppressNotifications,
      components: [
        { type: 1, components: [{ type: ComponentType.RoleSelect, customId: 'r', placeholder: 'A role' }] },
        {
          type: 1,
          components: [
            {
              type: ComponentType.ChannelSelect,
              customId: 'c',
              placeholder: 'Some channels',
              channelTypes: [ChannelType.GuildText],
              minValues: 1,
              maxValues: 2,
            },
          ],
        },
        { type: 1, components: [{ type: ComponentType.MentionableSelect, customId: 'm', placeholder: 'Anybody' }] },
      ],
    });
    // The first that says so: answers quote it.
    const asked = page.locator('.message', { hasText: 'Whom, and where?' }).first();
    await asked.getByRole('combobox', { name: 'A role' }).click();
    await page.getByRole('option', { name: 'Engineer' }).click();
    await message(page, `Chosen: ${roleId(sandbox, 'Engineer')}`).waitFor();

    await asked.getByRole('combobox', { name: 'Some channels' }).click();
    await page.getByRole('option', { name: 'deploys' }).waitFor();
    expect(await page.getByRole('option', { name: 'Operations' }).count()).toBe(0);
    await page.getByRole('option', { name: 'deploys' }).click();
    await page.getByRole('option', { name: 'random' }).click();
    await page.keyboard.press('Tab');
    await message(page, `Chosen: ${channelId(sandbox, 'deploys')}, ${channelId(sandbox, 'random')}`).waitFor();

    await asked.getByRole('combobox', { name: 'Anybody' }).click();
    await page.getByRole('option', { name: /Grace Kim/ }).click();
    await message(page, `Chosen: ${sandbox.as('grace').id}`).waitFor();

    // Another menu in the place of the first has nothing of what was chosen in that.
    await sent.edit({
      components: [
        { type: 1, components: [{ type: ComponentType.RoleSelect, customId: 'next', placeholder: 'Another role' }] },
      ],
    });
    const next = asked.getByRole('combobox', { name: 'Another role' });
    await next.waitFor();
    expect(await next.inputValue()).toBe('');
  });

  test('in a form', async () => {
    bot.on('interactionCreate', (interaction) => {
      if (!interaction.isChatInputCommand() || interaction.commandName !== 'assign') return;
      void interaction.showModal({
        custom_id: 'assign',
        title: 'Assign',
        components: [
          { type: 18, label: 'Team', component: { type: 6, custom_id: 'team' } },
          { type: 18, label: 'Anybody', component: { type: 7, custom_id: 'any', max_values: 2 } },
          { type: 18, label: 'Place', component: { type: 8, custom_id: 'place', channel_types: [0] } },
        ],
      });
    });
    await run(page, '/assign');
    const form = page.getByRole('dialog', { name: 'Assign' });
    const choose = async (label: string, ...names: readonly string[]): Promise<void> => {
      await form.getByRole('combobox', { name: label }).click();
      for (const name of names) await page.getByRole('option', { name }).first().click();
      if (await page.getByRole('listbox').isVisible()) await page.keyboard.press('Tab');
    };
    await choose('Team', 'Support');
    await choose('Anybody', 'Grace Kim', 'SRE');
    await form.getByRole('combobox', { name: 'Place' }).click();
    await page.getByRole('option', { name: 'deploys' }).waitFor();
    expect(await page.getByRole('option', { name: 'Operations' }).count()).toBe(0);
    await page.getByRole('option', { name: 'deploys' }).click();
    await form.getByRole('button', { name: 'Submit' }).click();
    const any = `${sandbox.as('grace').id}+${roleId(sandbox, 'SRE')}`;
    const wanted = `team=${roleId(sandbox, 'Support')}; any=${any}; place=${channelId(sandbox, 'deploys')}`;
    await message(page, wanted).waitFor();
  });
});
