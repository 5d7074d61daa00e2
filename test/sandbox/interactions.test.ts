import {
  type Client,
  Events,
  LabelBuilder,
  ModalBuilder,
  SlashCommandBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { loggedIn } from './discord-client.ts';

let sandbox: Sandbox;
let client: Client<true>;

beforeAll(async () => {
  sandbox = await startSandbox();
  client = await loggedIn(sandbox);
  await client.application.commands.set(
    [
      new SlashCommandBuilder().setName('ping').setDescription('Answers'),
      new SlashCommandBuilder().setName('slow').setDescription('Defers'),
      new SlashCommandBuilder().setName('form').setDescription('Opens a form'),
    ],
    sandbox.guildId,
  );
  client.on(Events.InteractionCreate, (interaction) => {
    void (async () => {
      if (interaction.isChatInputCommand()) {
        if (interaction.commandName === 'ping') await interaction.reply({ content: 'pong', flags: 64 });
        if (interaction.commandName === 'slow') {
          await interaction.deferReply();
          await interaction.editReply('done at last');
          await interaction.followUp('and more');
        }
        if (interaction.commandName === 'form') {
          const modal = new ModalBuilder()
            .setCustomId('form-1')
            .setTitle('A form')
            .addLabelComponents(
              new LabelBuilder()
                .setLabel('Title')
                .setTextInputComponent(new TextInputBuilder().setCustomId('title').setStyle(TextInputStyle.Short)),
            );
          await interaction.showModal(modal);
        }
      }
      if (interaction.isModalSubmit()) {
        await interaction.reply(`you wrote ${interaction.fields.getTextInputValue('title')}`);
      }
    })();
  });
});

afterAll(async () => {
  await client.destroy();
  await sandbox.close();
});

test('a slash command is answered with a message that only its person sees', async () => {
  const answered = await sandbox.as('ben').command('#general', 'ping');
  expect(answered.message?.content).toBe('pong');
  expect(
    sandbox
      .as('ben')
      .see('#general')
      .map((message) => message.content),
  ).toContain('pong');
  expect(
    sandbox
      .as('ada')
      .see('#general')
      .map((message) => message.content),
  ).not.toContain('pong');
});

test('a deferred answer is edited, and followed up', async () => {
  const exchange = await sandbox.as('ben').command('#random', 'slow');
  expect(exchange.answer).toBe('deferred');
  await exchange.final();
  expect(exchange.message?.content).toBe('done at last');
  await sandbox.as('ben').waitFor(() => exchange.followUps[0]);
  expect(exchange.followUps[0]?.content).toBe('and more');
});

test('a form is filled in and its fields arrive', async () => {
  const ben = sandbox.as('ben');
  const opened = await ben.command('#random', 'form');
  expect(opened.modal?.title).toBe('A form');
  const answered = await ben.submit(opened, { title: 'DB down' });
  expect(answered.message?.content).toBe('you wrote DB down');
});
