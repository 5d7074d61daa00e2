import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Events,
  LabelBuilder,
  ModalBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import { runSandboxChat } from '../../src/sandbox/chat/chat.ts';
import { completions } from '../../src/sandbox/chat/complete.ts';
import { terminalText } from '../../src/sandbox/chat/text.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { loggedIn } from './discord-client.ts';

/** A terminal: what is typed, and what it has shown so far. */
function terminal(sandbox: Sandbox, as: string): { type(line: string): void; shown(): string; ended: Promise<number> } {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.on('data', (data: Buffer) => (shown += data.toString()));
  const ended = runSandboxChat({
    url: sandbox.url,
    controlToken: sandbox.controlToken,
    as,
    input,
    output,
    terminal: false,
  });
  return { type: (line) => input.write(`${line}\n`), shown: () => shown, ended };
}

test('a conversation: text, a command with a form, a button, somebody else, a refusal', async () => {
  const sandbox = await startSandbox();
  const bot = await loggedIn(sandbox);
  onTestFinished(async () => {
    await bot.destroy();
    await sandbox.close();
  });
  await bot.application.commands.set([{ name: 'declare', description: 'Opens a form' }], sandbox.guildId);
  bot.on(Events.InteractionCreate, (interaction) => {
    const title = new TextInputBuilder().setCustomId('title').setStyle(TextInputStyle.Short);
    const modal = new ModalBuilder()
      .setCustomId('m')
      .setTitle('Declare')
      .addLabelComponents(new LabelBuilder().setLabel('Title').setTextInputComponent(title));
    const button = new ButtonBuilder().setCustomId('ack').setLabel('Acknowledge').setStyle(ButtonStyle.Primary);
    if (interaction.isChatInputCommand()) void interaction.showModal(modal);
    if (interaction.isModalSubmit()) {
      const components = [new ActionRowBuilder<ButtonBuilder>().addComponents(button)];
      void interaction.reply({ content: `declared: ${interaction.fields.getTextInputValue('title')}`, components });
    }
    if (interaction.isButton()) void interaction.reply({ content: `thanks, ${interaction.user.username}`, flags: 64 });
  });
  const ben = terminal(sandbox, 'ben');
  ben.type('hello there');
  await expect.poll(() => ben.shown()).toContain('hello there');
  ben.type('/declare');
  await expect.poll(() => ben.shown()).toContain('Title');
  ben.type('DB \u001b[31mdown');
  await expect.poll(() => ben.shown()).toContain('declared: DB down');
  expect(ben.shown()).toContain('[1] Acknowledge');
  ben.type('!press 1');
  await expect.poll(() => ben.shown()).toContain('thanks, ben');
  ben.type('!as fatima');
  await expect.poll(() => ben.shown()).toContain('as fatima');
  ben.type('/nope');
  await expect.poll(() => ben.shown()).toContain('Unknown application command: /nope');
  ben.type('!nope ada');
  await expect.poll(() => ben.shown()).toContain('There is no !nope.\n/command option:value');
  ben.type('!dm ada');
  await expect.poll(() => ben.shown()).toContain('— @Ada Lindqvist as fatima —');
  ben.type('!clock soon');
  await expect.poll(() => ben.shown()).toContain('How many minutes?');
  ben.type('!quit');
  expect(await ben.ended).toBe(0);
});

test('the text of messages is drawn for a terminal: names, times as one reads them, no marks', () => {
  const names = {
    user: (id: string) => (id === '1' ? 'Ada' : undefined),
    role: () => 'SRE',
    channel: () => 'general',
    nowMs: () => 1_700_000_000_000,
  };
  const drawn = (raw: string): string => stripVTControlCharacters(terminalText(raw, names));
  expect(drawn('<@1> and <@!2> of <@&3> in <#4>')).toBe('@Ada and <@!2> of @SRE in #general');
  expect(drawn('Use </incident declare:1575>, **now**, _not_ ~~later~~')).toBe(
    'Use /incident declare, now, _not_ later',
  );
  expect(drawn('# Title\n-# small\n**a *b* c**')).toBe('Title\nsmall\na b c');
  expect(drawn('<t:1700003600:R>, <t:0:D>')).toBe('in 1 hour, 1 January 1970');
  expect(drawn('`**as it is** <@1>`')).toBe('**as it is** <@1>');
  expect(drawn('[runbook](https://example.com/a) 2 * 3 * 4')).toBe('runbook (https://example.com/a) 2 * 3 * 4');
});

test('Tab completes commands, options and choices', () => {
  const option = { type: 3, name: 'severity', description: 'x', choices: [{ name: 'SEV-1' }, { name: 'SEV-2' }] };
  const live = { type: 3, name: 'service', description: 'x', autocomplete: true };
  const commands = [
    {
      type: 1,
      name: 'incident',
      description: 'x',
      options: [{ type: 1, name: 'declare', description: 'x', options: [option, live] }],
    },
  ];
  const lines = (line: string): readonly string[] => completions(commands, ['general', 'incidents'], line).lines;
  expect(lines('/in')).toEqual(['/incident ']);
  expect(lines('/incident d')).toEqual(['/incident declare ']);
  expect(lines('/incident declare s')).toEqual(['/incident declare severity:', '/incident declare service:']);
  expect(lines('/incident declare severity:sev-2')).toEqual(['/incident declare severity:SEV-2 ']);
  expect(lines('#inc')).toEqual(['#incidents']);
  expect(completions(commands, [], '/incident declare service:ch').ask).toMatchObject({
    name: 'incident declare',
    option: 'service',
    typed: 'ch',
  });
});
