import { Client, Events, GatewayIntentBits } from 'discord.js';

/** What Muster is held against: a bot on the stock client that answers at once, and does nothing besides. */
const client = new Client({
  intents: [GatewayIntentBits.Guilds],
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
