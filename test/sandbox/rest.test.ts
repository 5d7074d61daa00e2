import {
  ActionRowBuilder,
  AttachmentBuilder,
  AuditLogEvent,
  ButtonBuilder,
  ButtonStyle,
  ChannelType,
  type Client,
  ComponentType,
  ContextMenuCommandBuilder,
  ApplicationCommandType,
  Events,
  MessageFlags,
  PermissionFlagsBits,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  type TextChannel,
  UserSelectMenuBuilder,
} from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { channelId, roleId } from './api.ts';
import { loggedIn } from './discord-client.ts';

let sandbox: Sandbox;
let client: Client<true>;

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimits: false });
  client = await loggedIn(sandbox);
});
afterAll(async () => {
  await client.destroy();
  await sandbox.close();
});

const text = async (name: string): Promise<TextChannel> => {
  const channel = await client.channels.fetch(channelId(sandbox, name));
  if (channel?.type !== ChannelType.GuildText) throw new Error(`#${name} is no text channel`);
  return channel;
};

test('a private channel is made in a category and shows to its people only', async () => {
  const guild = client.guilds.cache.get(sandbox.guildId);
  const category = guild?.channels.cache.find(
    (one) => one.name === 'Incidents' && one.type === ChannelType.GuildCategory,
  );
  const ben = sandbox.as('ben').id;
  const channel = await guild?.channels.create({
    name: 'Inc 1: DB down!',
    parent: category?.id ?? null,
    topic: 'SEV-1',
    reason: 'incident 1',
    permissionOverwrites: [
      { id: sandbox.guildId, deny: [PermissionFlagsBits.ViewChannel] },
      { id: client.user.id, allow: [PermissionFlagsBits.ViewChannel] },
      { id: ben, allow: [PermissionFlagsBits.ViewChannel] },
    ],
  });
  expect(channel?.name).toBe('inc-1-db-down');
  const names = (person: string): unknown[] =>
    sandbox
      .as(person)
      .channels()
      .map((one) => one.name);
  expect(names('ben')).toContain('inc-1-db-down');
  expect(names('chiara')).not.toContain('inc-1-db-down');
  const log = await guild?.fetchAuditLogs({ type: AuditLogEvent.ChannelCreate });
  expect(log?.entries.first()?.reason).toBe('incident 1');
});

test('messages with files, edits, replies, pins and deletes show to people', async () => {
  const channel = await text('deploys');
  const file = new AttachmentBuilder(Buffer.from('a,b\n1,2\n'), { name: 'table.csv', description: 'a table' });
  const sent = await channel.send({ content: 'see the file', files: [file] });
  const attachment = sent.attachments.first();
  expect(attachment?.name).toBe('table.csv');
  expect(await (await fetch(attachment?.url ?? '')).text()).toBe('a,b\n1,2\n');

  await sent.edit({ content: 'seen', attachments: [] });
  await sent.pin('keep it');
  expect((await channel.messages.fetchPins()).items.map((one) => one.message.id)).toEqual([sent.id]);
  const reply = await sent.reply('and an answer');
  const seen = sandbox.as('ben').see('#deploys');
  expect(seen.map((message) => message.content)).toEqual(['seen', '', 'and an answer']);
  expect(seen[0]?.attachments).toEqual([]);
  expect(seen[0]?.pinned).toBe(true);
  expect(seen[2]?.referenced_message?.content).toBe('seen');
  await reply.delete();
  expect(sandbox.as('ben').see('#deploys')).toHaveLength(2);
});

test('a request of more than 25 MiB is refused as too large, whoever sends it', async () => {
  const send = (token: string) =>
    fetch(`${sandbox.restBase}/v10/channels/${channelId(sandbox, 'general')}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
      body: Buffer.alloc(40 * 1024 * 1024, ' '),
    });
  const [known, unknown] = [await send(sandbox.token), await send('nobody')];
  expect([known.status, await known.json()]).toMatchObject([413, { code: 40005 }]);
  expect(unknown.status).toBe(401);
});

test('nobody is pinged whom the message does not allow', async () => {
  const channel = await text('random');
  const ben = sandbox.as('ben').id;
  const silent = await channel.send({ content: `<@${ben}> @everyone`, allowedMentions: { parse: [] } });
  expect(silent.mentions.users.size).toBe(0);
  expect(silent.mentions.everyone).toBe(false);
  const loud = await channel.send({
    content: `<@${ben}> <@&${roleId(sandbox, 'SRE')}>`,
    allowedMentions: { users: [ben] },
  });
  expect(loud.mentions.users.has(ben)).toBe(true);
  expect(loud.mentions.roles.size).toBe(0);
});

test('reactions of people reach the bot', async () => {
  const said = sandbox.as('ben').send('#general', 'worth keeping');
  const reacted = new Promise<string>((resolve) => {
    client.once(Events.MessageReactionAdd, (reaction, user) => resolve(`${reaction.emoji.name ?? ''} ${user.id}`));
  });
  sandbox.as('chiara').react(said.id, '📌');
  expect(await reacted).toBe(`📌 ${sandbox.as('chiara').id}`);
  expect(() => sandbox.as('chiara').react(said.id, 'no emoji')).toThrow('Unknown Emoji');
});

test('threads are made, joined, archived, and come back when somebody writes', async () => {
  const channel = await text('on-call');
  const message = await channel.send('hand-off');
  const thread = await message.startThread({ name: 'details', autoArchiveDuration: 60 });
  await thread.members.add(sandbox.as('ben').id);
  await thread.setArchived(true);
  const ben = sandbox.as('ben');
  expect(ben.channels().map((one) => one.id)).not.toContain(thread.id);
  ben.send(thread.id, 'one more thing');
  expect(ben.channels().find((one) => one.id === thread.id)?.thread_metadata?.archived).toBe(false);
});

test('direct messages arrive, unless their person takes none', async () => {
  const ben = await client.users.fetch(sandbox.as('ben').id);
  await ben.send('you are paged');
  const direct = sandbox.as('ben').directMessages();
  expect(
    sandbox
      .as('ben')
      .see(direct.id)
      .map((message) => message.content),
  ).toEqual(['you are paged']);
  expect(() => sandbox.as('ada').see(direct.id)).toThrow('Missing Access');
  const heard = new Promise<string>((resolve) => {
    client.on(Events.MessageCreate, (message) => {
      if (!message.author.bot && message.channel.isDMBased()) resolve(message.content);
    });
  });
  sandbox.as('ben').send(direct.id, 'ack');
  expect(await heard).toBe('ack');
  const grace = sandbox.world.state.users.get(sandbox.as('grace').id);
  if (grace) grace.closedToDirectMessages = true;
  await expect((await client.users.fetch(grace?.id ?? '')).send('hello?')).rejects.toMatchObject({ code: 50007 });
});

test('roles are given and taken, and the audit log says who and why', async () => {
  const guild = client.guilds.cache.get(sandbox.guildId);
  const role = await guild?.roles.create({ name: 'Incident commander', mentionable: true });
  const emeka = await guild?.members.fetch(sandbox.as('emeka').id);
  await emeka?.roles.add(role?.id ?? '', 'took over');
  const log = await guild?.fetchAuditLogs({ type: AuditLogEvent.MemberRoleUpdate });
  expect(log?.entries.first()?.reason).toBe('took over');
  await emeka?.roles.remove(role?.id ?? '');
  expect(
    (await guild?.members.fetch({ user: sandbox.as('emeka').id, force: true }))?.roles.cache.has(role?.id ?? ''),
  ).toBe(false);
});

test('every kind of option arrives as what it is, autocomplete offers choices, menus name their target', async () => {
  const options = new SlashCommandBuilder()
    .setName('all')
    .setDescription('x')
    .addSubcommandGroup((group) =>
      group
        .setName('group')
        .setDescription('x')
        .addSubcommand((sub) =>
          sub
            .setName('sub')
            .setDescription('x')
            .addStringOption((option) =>
              option.setName('text').setDescription('x').setRequired(true).setAutocomplete(true),
            )
            .addIntegerOption((option) => option.setName('count').setDescription('x').setMaxValue(5))
            .addBooleanOption((option) => option.setName('flag').setDescription('x'))
            .addUserOption((option) => option.setName('who').setDescription('x'))
            .addChannelOption((option) => option.setName('where').setDescription('x'))
            .addRoleOption((option) => option.setName('role').setDescription('x'))
            .addMentionableOption((option) => option.setName('any').setDescription('x'))
            .addNumberOption((option) => option.setName('ratio').setDescription('x'))
            .addAttachmentOption((option) => option.setName('file').setDescription('x')),
        ),
    );
  const secret = new SlashCommandBuilder()
    .setName('secret')
    .setDescription('x')
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild);
  const onMessage = new ContextMenuCommandBuilder().setName('Add to timeline').setType(ApplicationCommandType.Message);
  const onUser = new ContextMenuCommandBuilder().setName('Page').setType(ApplicationCommandType.User);
  await client.application.commands.set([options, secret, onMessage, onUser], sandbox.guildId);
  client.on(Events.InteractionCreate, (interaction) => {
    if (interaction.isAutocomplete())
      void interaction.respond([{ name: `${interaction.options.getFocused()}!`, value: 'v' }]);
    if (interaction.isMessageContextMenuCommand()) void interaction.reply(`kept: ${interaction.targetMessage.content}`);
    if (interaction.isUserContextMenuCommand()) void interaction.reply(`paged ${interaction.targetUser.username}`);
    if (interaction.isChatInputCommand() && interaction.commandName === 'all') {
      const { options: given } = interaction;
      void interaction.reply(
        JSON.stringify([
          given.getSubcommandGroup(),
          given.getSubcommand(),
          given.getString('text'),
          given.getInteger('count'),
          given.getBoolean('flag'),
          given.getUser('who')?.username,
          given.getChannel('where')?.name,
          given.getRole('role')?.name,
          given.getMentionable('any') !== null,
          given.getNumber('ratio'),
          given.getAttachment('file')?.name,
        ]),
      );
    }
  });
  const ben = sandbox.as('ben');
  const file = { index: 0, filename: 'log.txt', contentType: 'text/plain', content: new TextEncoder().encode('x') };
  const answered = await ben.command('#general', 'all group sub', {
    text: 'a "quoted" text',
    count: 3,
    flag: true,
    who: '@chiara',
    where: '#deploys',
    role: 'SRE',
    any: 'Engineer',
    ratio: 0.5,
    file,
  });
  expect(JSON.parse(answered.message?.content ?? '')).toEqual([
    'group',
    'sub',
    'a "quoted" text',
    3,
    true,
    'chiara',
    'deploys',
    'SRE',
    true,
    0.5,
    'log.txt',
  ]);
  const typed = await ben.type('#general', '/all group sub text:"two words" count:4 flag:false');
  expect('message' in typed ? typed.message?.content : '').toContain('["group","sub","two words",4,false');
  expect((await ben.autocomplete('#general', 'all group sub', { text: 'da' }, 'text')).choices).toEqual([
    { name: 'da!', value: 'v' },
  ]);
  await expect(ben.command('#general', 'all group sub', { text: 'x', count: 6 })).rejects.toThrow('Invalid Form Body');
  await expect(ben.command('#general', 'all group sub', {})).rejects.toThrow('Invalid Form Body');
  await expect(ben.command('#general', 'secret')).rejects.toThrow('Unknown application command');
  const said = sandbox.as('ada').send('#general', 'it began at noon');
  expect((await ben.messageMenu(said.id, 'Add to timeline')).message?.content).toBe('kept: it began at noon');
  expect((await ben.userMenu('#general', 'ada', 'Page')).message?.content).toBe('paged ada');
});

test('buttons and selects are used, and their message updated in place', async () => {
  const channel = await text('incidents');
  const sent = await channel.send({
    content: 'card',
    components: [
      new ActionRowBuilder<ButtonBuilder>().addComponents(
        new ButtonBuilder().setCustomId('ack').setLabel('Acknowledge').setStyle(ButtonStyle.Primary),
      ),
      new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
        new StringSelectMenuBuilder()
          .setCustomId('sev')
          .addOptions({ label: 'SEV-1', value: '1' }, { label: 'SEV-2', value: '2' }),
      ),
      new ActionRowBuilder<UserSelectMenuBuilder>().addComponents(new UserSelectMenuBuilder().setCustomId('who')),
    ],
  });
  client.on(Events.InteractionCreate, (interaction) => {
    if (!interaction.isMessageComponent() || interaction.message.id !== sent.id) return;
    if (interaction.isButton()) void interaction.update({ content: `acked by ${interaction.user.username}` });
    if (interaction.isStringSelectMenu())
      void interaction.reply({ content: interaction.values.join(), flags: MessageFlags.Ephemeral });
    if (interaction.isUserSelectMenu())
      void interaction.reply(`chose ${interaction.users.map((user) => user.username).join()}`);
  });
  const ben = sandbox.as('ben');
  expect((await ben.press(sent.id, 'Acknowledge')).answer).toBe('update');
  expect(ben.message(sent.id).content).toBe('acked by ben');
  const whispered = (await ben.select(sent.id, 'sev', ['SEV-2'])).message;
  expect(whispered?.content).toBe('2');
  // Ephemeral: nobody else's, and after it was dismissed not its person's either.
  const reach = (name: string) => () => sandbox.as(name).message(whispered?.id ?? '').content;
  expect(reach('ben')()).toBe('2');
  expect(reach('grace')).toThrow('Unknown Message');
  ben.delete(whispered?.id ?? '');
  expect(reach('ben')).toThrow('Unknown Message');
  expect((await ben.select(sent.id, 'who', ['@chiara'])).message?.content).toBe('chose chiara');
  await expect(ben.press(sent.id, 'nothing')).rejects.toThrow('Invalid Form Body');
  await expect(ben.select(sent.id, 'sev', ['SEV-9'])).rejects.toThrow('Invalid Form Body');
  expect(sent.components[0]?.type).toBe(ComponentType.ActionRow);
});
