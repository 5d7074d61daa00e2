import { Client, Events } from 'discord.js';
import { ALL_PRIVILEGED, intentBits } from '../../src/discord/intents.ts';

/**
 * What Muster is held against: a bot on the stock client that answers at once, and does nothing besides. It asks for Muster's
 * intents, so that the same events come to both: with fewer, the sandbox has less to send to one than to the other.
 */
const client = new Client({
  intents: intentBits(ALL_PRIVILEGED, { messages: true, reactions: true }),
  rest: { api: process.env['DISCORD_API_URL'] ?? '' },
});
client.on(Events.InteractionCreate, (interaction) => {
  if (interaction.isChatInputCommand()) void interaction.reply('Noted.');
});
client.once(Events.ClientReady, (ready) => {
  const option = { type: 3 as const, name: 'text', description: 'What happened', required: true };
  const note = { type: 1 as const, name: 'note', description: 'Note it', options: [option] };
  const incident = { name: 'incident', description: 'Incidents', options: [note] };
  void ready.application.commands.set([incident], process.env['DISCORD_GUILD_ID'] ?? '').then(() => {
    process.stdout.write('ready\n');
  });
});
process.once('SIGTERM', () => process.exit());
await client.login(process.env['DISCORD_TOKEN']);
