import { Client } from 'oceanic.js';
import { expect, test, onTestFinished } from 'vitest';
import { startSandbox } from '../../src/sandbox/start.ts';

test('a bot on another library logs in, registers a command and answers it', async () => {
  const sandbox = await startSandbox();
  const client = new Client({
    auth: `Bot ${sandbox.token}`,
    rest: { baseURL: `${sandbox.restBase}/v10` },
    gateway: { intents: ['GUILDS', 'GUILD_MESSAGES', 'MESSAGE_CONTENT'] },
  });
  onTestFinished(async () => {
    client.disconnect(false);
    await sandbox.close();
  });
  client.on('error', (error) => {
    throw error instanceof Error ? error : new Error(error);
  });
  client.on('interactionCreate', (interaction) => {
    if (interaction.isCommandInteraction()) {
      void interaction.createMessage({ content: `hello ${interaction.user.username}` });
    }
  });
  const ready = new Promise<void>((resolve) => client.once('ready', resolve));
  await client.connect();
  await ready;
  await client.application.createGuildCommand(sandbox.guildId, { name: 'hello', description: 'Greets', type: 1 });

  const answered = await sandbox.as('ben').command('#general', 'hello');
  expect(answered.message?.content).toBe('hello ben');

  const heard = new Promise<string>((resolve) => {
    client.on('messageCreate', (message) => {
      if (!message.author.bot) resolve(message.content);
    });
  });
  sandbox.as('ada').send('#general', 'can you hear me?');
  expect(await heard).toBe('can you hear me?');
});
