import {
  Client,
  GatewayIntentBits,
  MessageFlags,
  Partials,
  type ChatInputCommandInteraction,
  type Interaction,
} from 'discord.js';
import type { Sandbox } from '../../src/sandbox/start.ts';

/** The stock client; `quiet` resolves once each answer that it began is given, or given up: none is tried again later. */
export type TinyBot = Client<true> & { readonly quiet: () => Promise<unknown> };

/** What the page's tests need of a bot, on the stock client: every kind of command, component, form and answer. */
export async function tinyBot(sandbox: Sandbox): Promise<TinyBot> {
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.MessageContent,
      GatewayIntentBits.GuildMessageReactions,
    ],
    partials: [Partials.Message, Partials.Reaction],
    rest: { api: sandbox.restBase },
  });
  const begun: Promise<void>[] = [];
  client.on('interactionCreate', (interaction) => {
    begun.push(answer(interaction).catch(() => undefined));
  });
  const ready = new Promise<Client<true>>((resolve) => client.once('clientReady', resolve));
  await client.login(sandbox.token);
  const bot = await ready;
  const guild = await bot.guilds.fetch(sandbox.guildId);
  await guild.commands.set([
    {
      name: 'deploy',
      description: 'Ship something',
      options: [
        {
          type: 1,
          name: 'start',
          description: 'Start a deploy',
          options: [
            { type: 3, name: 'service', description: 'What to deploy', required: true, autocomplete: true },
            {
              type: 3,
              name: 'environment',
              description: 'Where to',
              required: true,
              choices: [
                { name: 'Production', value: 'prod' },
                { name: 'Staging', value: 'stage' },
              ],
            },
            { type: 6, name: 'reviewer', description: 'Who looks over it' },
            { type: 4, name: 'percent', description: 'How much of the traffic', minValue: 1, maxValue: 100 },
            { type: 11, name: 'plan', description: 'A file' },
          ],
        },
        { type: 1, name: 'history', description: 'What went out lately' },
      ],
    },
    {
      name: 'who',
      description: 'Who is on call',
      options: [
        { type: 3, name: 'schedule', description: 'Of which schedule', autocomplete: true },
        { type: 3, name: 'at', description: 'When' },
        { type: 6, name: 'person', description: 'Whose turns' },
      ],
    },
    { name: 'severity', description: 'Open a form with one choice' },
    { name: 'form', description: 'Open a form with every component' },
    { name: 'parts', description: 'Show every component' },
    { name: 'picks', description: 'Open a form with circles and boxes to tick' },
    { name: 'layout', description: 'Show a message of Components V2' },
    { name: 'slow', description: 'Think until somebody says “go on”, then answer' },
    { name: 'silent', description: 'Never answer' },
    { name: 'whisper', description: 'Answer for you alone' },
    { name: 'Add to timeline', type: 3 },
    { name: 'Page this person', type: 2 },
  ]);
  return Object.assign(bot, { quiet: () => Promise.all(begun) });
}

/** A picture of one point. */
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const picks = (...values: readonly string[]): { label: string; value: string }[] =>
  values.map((value) => ({ label: value.toUpperCase(), value }));

const SERVICES = ['checkout', 'search', 'billing', 'gateway', 'mailer'];

async function answer(interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused();
    await interaction.respond(
      SERVICES.filter((name) => name.includes(typed)).map((name) => ({ name: `${name} service`, value: name })),
    );
    return;
  }
  if (interaction.isMessageContextMenuCommand()) {
    await interaction.reply({
      content: `On the timeline: ${interaction.targetMessage.content}`,
      flags: MessageFlags.Ephemeral,
    });
    return;
  }
  if (interaction.isUserContextMenuCommand()) {
    await interaction.reply(`Paging <@${interaction.targetUser.id}>.`);
    return;
  }
  if (interaction.isModalSubmit() && interaction.customId === 'picks') {
    await interaction.reply({ content: JSON.stringify([...interaction.fields.fields.values()]) });
    return;
  }
  if (interaction.isModalSubmit()) {
    const said = interaction.fields.fields.map(
      (field, name) =>
        `${name}=${'values' in field ? field.values.join('+') : 'value' in field ? String(field.value) : '?'}`,
    );
    await interaction.reply({ content: said.join('; ') });
    return;
  }
  if (interaction.isButton()) {
    if (interaction.customId === 'count') {
      const before = Number(/\d+/.exec(interaction.message.content)?.[0] ?? 0);
      await interaction.update({ content: `Pressed ${before + 1} times` });
    } else if (interaction.customId === 'dead') return;
    else if (interaction.customId === 'secondary')
      await interaction.reply({ content: 'Only for you.', flags: MessageFlags.Ephemeral });
    else await interaction.reply(`Pressed ${interaction.customId}.`);
    return;
  }
  if (interaction.isAnySelectMenu()) {
    await interaction.reply({ content: `Chosen: ${interaction.values.join(', ')}`, flags: MessageFlags.Ephemeral });
    return;
  }
  if (interaction.isChatInputCommand()) await command(interaction);
}

async function command(interaction: ChatInputCommandInteraction): Promise<void> {
  switch (interaction.commandName) {
    case 'deploy': {
      if (interaction.options.getSubcommand() === 'history') {
        await interaction.reply('Nothing lately.');
        return;
      }
      const reviewer = interaction.options.getUser('reviewer');
      await interaction.reply({
        embeds: [
          {
            author: { name: 'Release train', url: 'https://example.com/train', icon_url: 'attachment://train.png' },
            footer: { text: 'Nobody is told of it', icon_url: 'https://elsewhere.example/seen.png' },
            title: `Deploying ${interaction.options.getString('service', true)}`,
            description: `To **${interaction.options.getString('environment', true)}**${reviewer ? `, reviewed by <@${reviewer.id}>` : ''}`,
            color: 0x1a7a45,
            fields: [
              { name: 'Share', value: `${interaction.options.getInteger('percent') ?? 100} %`, inline: true },
              { name: 'Plan', value: interaction.options.getAttachment('plan')?.name ?? 'none', inline: true },
            ],
          },
        ],
        files: [{ attachment: DOT, name: 'train.png' }],
      });
      return;
    }
    case 'who':
      await interaction.reply(
        `Asked at ${interaction.options.getString('at') ?? 'no time'} of ${interaction.options.getUser('person')?.username ?? 'nobody'}.`,
      );
      return;
    case 'severity':
      await interaction.showModal({
        custom_id: 'severity',
        title: 'Severity',
        components: [
          {
            type: 18,
            label: 'How bad is it?',
            component: {
              type: 3,
              custom_id: 'severity',
              options: ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4'].map((value) => ({
                label: value,
                value,
                description: 'What that means',
                default: value === 'SEV-2',
              })),
            },
          },
        ],
      });
      return;
    case 'form':
      // As Discord itself writes it: discord.js passes on what its own types do not know yet.
      await interaction.showModal({
        custom_id: 'every',
        title: 'Every component',
        components: [
          {
            type: 18,
            label: 'Title',
            description: 'One line',
            component: { type: 4, custom_id: 'title', style: 1, required: true, max_length: 100 },
          },
          { type: 18, label: 'Details', component: { type: 4, custom_id: 'details', style: 2, required: false } },
          {
            type: 18,
            label: 'Severity',
            component: {
              type: 3,
              custom_id: 'severity',
              options: [
                { label: 'SEV-1', value: '1', description: 'Everything is down' },
                { label: 'SEV-2', value: '2' },
              ],
            },
          },
          { type: 18, label: 'Commander', component: { type: 5, custom_id: 'commander', required: false } },
          { type: 18, label: 'Evidence', component: { type: 19, custom_id: 'evidence', required: false } },
        ],
      });
      return;
    case 'picks':
      await interaction.showModal({
        custom_id: 'picks',
        title: 'Circles and boxes',
        components: [
          { type: 18, label: 'Impact', component: { type: 21, custom_id: 'impact', options: picks('some', 'all') } },
          {
            type: 18,
            label: 'Regions',
            component: { type: 22, custom_id: 'regions', max_values: 2, options: picks('eu', 'us', 'asia') },
          },
          { type: 18, label: 'Tell customers', component: { type: 23, custom_id: 'tell' } },
        ],
      });
      return;
    case 'layout':
      await interaction.reply({
        flags: MessageFlags.IsComponentsV2,
        components: [
          {
            type: 17,
            accent_color: 0x1a7a45,
            components: [
              { type: 10, content: '## Checkout is **down**' },
              { type: 14, divider: true },
              {
                type: 9,
                components: [{ type: 10, content: 'Error rate 14 %' }],
                accessory: { type: 2, style: 2, label: 'Look', custom_id: 'look' },
              },
              { type: 1, components: [{ type: 2, style: 1, label: 'Count', custom_id: 'press' }] },
              {
                type: 9,
                components: [{ type: 10, content: 'What it was' }],
                accessory: { type: 11, media: { url: 'attachment://small.png' }, description: 'A small graph' },
              },
              {
                type: 12,
                items: [
                  { media: { url: 'attachment://errors.png' }, description: 'Errors' },
                  { media: { url: 'attachment://load.png' }, description: 'Load', spoiler: true },
                ],
              },
              { type: 13, file: { url: 'attachment://plan.txt' } },
            ],
          },
        ],
        files: [
          ...['small.png', 'errors.png', 'load.png'].map((name) => ({ attachment: DOT, name })),
          { attachment: Buffer.from('roll back'), name: 'plan.txt' },
        ],
      });
      return;
    case 'parts':
      await interaction.reply({
        content: 'Pressed 0 times',
        components: [
          {
            type: 1,
            components: [
              { type: 2, style: 1, label: 'Count', customId: 'count', emoji: { name: '🔢' } },
              { type: 2, style: 2, label: 'Secondary', customId: 'secondary' },
              { type: 2, style: 3, label: 'Success', customId: 'success' },
              { type: 2, style: 4, label: 'Dead', customId: 'dead' },
              { type: 2, style: 5, label: 'Runbook', url: 'https://example.com/runbook' },
            ],
          },
          {
            type: 1,
            components: [
              {
                type: 3,
                customId: 'sev',
                placeholder: 'Choose a severity',
                options: [
                  { label: 'SEV-1', value: 'SEV-1', description: 'Everything is down' },
                  { label: 'SEV-2', value: 'SEV-2' },
                ],
              },
            ],
          },
          {
            type: 1,
            components: [{ type: 5, customId: 'people', placeholder: 'Choose people', minValues: 1, maxValues: 3 }],
          },
        ],
      });
      return;
    case 'slow':
      await interaction.deferReply();
      await new Promise<void>((goOn) => {
        interaction.client.on('messageCreate', ({ content }) => {
          if (content === 'go on') goOn();
        });
      });
      await interaction.editReply('Thought about it.');
      return;
    case 'whisper':
      await interaction.reply({ content: 'Between us.', flags: MessageFlags.Ephemeral });
  }
}
