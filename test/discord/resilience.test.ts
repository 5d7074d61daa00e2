import { GatewayIntentBits } from 'discord-api-types/v10';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { ok } from '../../src/base/result.ts';
import { defineCommand } from '../../src/commands/define-command.ts';
import { paragraph, say } from '../../src/commands/message.ts';
import { connectDiscord } from '../../src/discord/connect.ts';
import { EVERY_INTENT } from '../../src/sandbox/gateway/intents.ts';
import { startSandbox } from '../../src/sandbox/start.ts';
import { type ChatReaction } from '../../src/discord/chat-events.ts';
import { connected, connectOptions } from './connected.ts';

const counted = () => {
  const calls: string[] = [];
  const command = defineCommand({
    permission: 'test',
    risk: 'read',
    name: 'count',
    summary: 'Counts',
    options: {},
    async run(_args, context) {
      calls.push(context.cause.causeId);
      return ok(say(paragraph([`call ${calls.length}`])));
    },
  });
  return { calls, commands: [command] };
};

test.each([
  ['Discord fails', { kind: 'error', status: 502, route: '/callback', times: 2 }],
  ['the connection is reset', { kind: 'reset', route: '/callback', times: 1 }],
  ['the answer’s receipt is lost', { kind: 'lost-response', route: '/callback', times: 1 }],
  ['Discord asks to wait', { kind: 'rate-limit', retryAfterMs: 300, route: '/callback', times: 1 }],
] as const)('an interaction is answered once although %s', async (_name, fault) => {
  const { calls, commands } = counted();
  const { sandbox } = await connected({ commands });
  sandbox.faults.add(fault);
  const answer = await sandbox.as('ben').command('general', 'count');
  expect(answer.message?.content).toBe('call 1');
  expect(calls).toHaveLength(1);
  expect(sandbox.as('ben').see('general')).toHaveLength(1);
});

test('an answer that comes after the three seconds is said in the channel', async () => {
  const { commands } = counted();
  const { sandbox } = await connected({ commands });
  sandbox.faults.add({ kind: 'latency', durationMs: 3_200, route: '/callback', times: 1 });
  const answer = await sandbox.as('ben').command('general', 'count');
  expect(answer.state).toBe('failed');
  const ben = sandbox.as('ben');
  await ben.waitFor(() => ben.see('general').some((message) => message.content === 'call 1'));
});

test('an answer that comes late, while Discord fails, is said in the channel once it is back', async () => {
  const { commands } = counted();
  const { sandbox } = await connected({ commands });
  sandbox.faults.add({ kind: 'latency', durationMs: 3_200, route: '/callback', times: 1 });
  sandbox.faults.add({ kind: 'error', status: 502, route: 'POST /channels', times: 2 });
  await sandbox.as('ben').command('general', 'count');
  const ben = sandbox.as('ben');
  await ben.waitFor(() => ben.see('general').some((message) => message.content === 'call 1'), 20_000);
});

test('an answer that Discord did not take while it was away is said in the channel, one that it took is not doubled', async () => {
  const { commands } = counted();
  const { sandbox } = await connected({ commands });
  const ben = sandbox.as('ben');
  const answers = (words: string) => ben.see('general').filter((message) => message.content === words);
  sandbox.faults.add({ kind: 'reset', route: '/callback', times: 4 });
  await ben.command('general', 'count');
  await ben.waitFor(() => answers('call 1').length > 0, 20_000);

  // Done, and every word of it lost.
  sandbox.faults.add({ kind: 'lost-response', route: '/callback', times: 4 });
  await ben.command('general', 'count');
  const looked = () => sandbox.frames.after(-1).filter(({ what }) => /^GET \/channels\/\d+\/messages/.test(what));
  await expect.poll(() => looked().length).toBe(2);
  expect(answers('call 2')).toHaveLength(1);
});

test('a dropped gateway connection is resumed, and what happened meanwhile is answered', async () => {
  const { calls, commands } = counted();
  const { sandbox, discord } = await connected({ commands });
  sandbox.gateway.cut(4000);
  const answer = await sandbox.as('ben').command('general', 'count');
  expect(answer.message?.content).toBe('call 1');
  expect(calls).toHaveLength(1);
  expect(discord.status().state).toBe('ready');
});

test('a session that Discord forgot is begun anew', async () => {
  const { commands } = counted();
  const { sandbox, discord } = await connected({ commands });
  sandbox.faults.add({ kind: 'invalid-session', times: 1 });
  sandbox.gateway.cut(4000);
  await expect.poll(() => discord.status().state, { timeout: 20_000 }).toBe('reconnecting');
  await expect.poll(() => discord.status().state, { timeout: 20_000 }).toBe('ready');
  const answer = await sandbox.as('ben').command('general', 'count');
  expect(answer.message?.content).toBe('call 1');
});

test('commands are written once, and again only when they differ', async () => {
  const { commands } = counted();
  const { sandbox } = await connected({ commands });
  const first = sandbox
    .as('ben')
    .commands('general')
    .map((command) => command.version);
  const again = connectDiscord(connectOptions(sandbox, { commands }));
  onTestFinished(() => again.stop());
  await again.ready;
  expect(
    sandbox
      .as('ben')
      .commands('general')
      .map((command) => command.version),
  ).toEqual(first);
});

test('without the Message Content intent it works on, and says what does not', async () => {
  const { commands } = counted();
  const grantedIntents = EVERY_INTENT & ~GatewayIntentBits.MessageContent;
  const { sandbox, discord } = await connected({ commands, sandbox: { grantedIntents } });
  expect(discord.status().missing).toContain('MESSAGE_CONTENT');
  expect(discord.status().notes.join(' ')).toContain('message menu');
  expect((await sandbox.as('ben').command('general', 'count')).message?.content).toBe('call 1');
});

test('a wrong token, no server, or a server that it is not in is said in a sentence', async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const attempt = async (more: object): Promise<string> => {
    const discord = connectDiscord({ ...connectOptions(sandbox, {}), ...more });
    onTestFinished(() => discord.stop());
    return discord.ready.then(
      () => 'ready',
      (error: unknown) => (error instanceof Error ? error.message : 'none'),
    );
  };
  expect(await attempt({ token: 'MTIz.abc.def' })).toContain('DISCORD_TOKEN');
  expect(await attempt({ guildId: '999999999999999999' })).toContain('not in the server');
});

test.each([
  [4004, 'Copy the bot’s token'],
  [4010, 'please report it'],
  [4011, 'an application of its own'],
  [4012, 'Install a newer Muster'],
  [4013, 'please report it'],
  [4014, 'Switch on Message Content and Server Members'],
])(
  'a connection that Discord closes for good (%i) is not taken up again, and what to do is said',
  async (code, remedy) => {
    const { sandbox, discord } = await connected();
    sandbox.gateway.cut(code);
    await expect.poll(() => discord.status().state).toBe('failed');
    expect(discord.status().closed).toContain(remedy);
    expect(discord.status().notes.join(' ')).toContain('Then start Muster again');
  },
);

test('another server is told that this Muster is not its own', async () => {
  const { calls, commands } = counted();
  const { sandbox } = await connected({ commands, sandbox: { seed: { otherGuilds: ['Elsewhere'] } } });
  const other = [...sandbox.world.state.guilds.keys()].find((id) => id !== sandbox.guildId) ?? '';
  const room = [...sandbox.world.state.channels.values()].find((one) => one.guildId === other && one.type === 0);
  const members = sandbox.world.state.guilds.get(other)?.members.keys() ?? [];
  const person = [...members].find((id) => id !== sandbox.applicationId) ?? '';
  await fetch(`${sandbox.restBase}/v10/applications/${sandbox.applicationId}/guilds/${other}/commands`, {
    method: 'PUT',
    headers: { authorization: `Bot ${sandbox.token}`, 'content-type': 'application/json' },
    body: JSON.stringify([{ name: 'count', description: 'Counts' }]),
  });
  const answer = await sandbox.as(person).command(room?.id ?? '', 'count');
  expect(answer.message?.content).toContain('works for another server');
  expect(calls).toEqual([]);
});

test('reactions, messages and members reach the application’s functions', async () => {
  const reactions: ChatReaction[] = [];
  const heard: string[] = [];
  const events = {
    follows: () => true,
    marks: (emoji: string) => emoji === '📌',
    reaction: async (reaction: ChatReaction) => {
      reactions.push(reaction);
      return 'recorded' as const;
    },
    message: async (message: { text: string }) => void heard.push(`said ${message.text}`),
    messageEdited: async (message: { text: string }) => void heard.push(`edited ${message.text}`),
    messageDeleted: async ({ messageId }: { messageId: string }) => void heard.push(`deleted ${messageId}`),
  };
  const { sandbox } = await connected({ more: { events } });
  const ben = sandbox.as('ben');
  const said = sandbox.as('ada').send('general', 'disk is full');
  ben.react(said.id, '📌');
  ben.react(said.id, '👍');
  await expect.poll(() => reactions.length).toBe(1);
  expect(reactions[0]).toMatchObject({
    emoji: '📌',
    added: true,
    personId: ben.id,
    caller: { id: ben.id, name: 'Ben Okafor' },
    message: { id: said.id, text: 'disk is full', authorName: 'Ada Lindqvist' },
  });
  // Muster's own beside it says that it was recorded, and goes with it.
  const pins = () => {
    const shown = ben.see('general').find(({ id }) => id === said.id);
    return shown?.reactions?.find(({ emoji }) => emoji.name === '📌')?.count ?? 0;
  };
  await expect.poll(pins).toBe(2);
  ben.unreact(said.id, '📌');
  await expect.poll(pins).toBe(0);
  await expect.poll(() => reactions.length).toBe(2);
  expect(reactions[1]?.causeId).not.toBe(reactions[0]?.causeId);
  sandbox.as('ada').edit(said.id, 'disk is very full');
  sandbox.as('ada').delete(said.id);
  await expect.poll(() => heard).toEqual(['said disk is full', 'edited disk is very full', `deleted ${said.id}`]);
});

test('a button in a direct message is pressed with the rights of a member', async () => {
  const pressed: string[] = [];
  const ack = {
    permission: 'test',
    risk: 'read' as const,
    action: 'page.ack',
    summary: 'Acknowledge',
    run: async (
      _args: readonly string[],
      _fields: unknown,
      context: { viewer: { name: string; roleIds: readonly string[] } },
    ) => {
      pressed.push(`${context.viewer.name} ${context.viewer.roleIds.length}`);
      return ok(say(paragraph(['Acknowledged'])));
    },
  };
  const { sandbox, perform } = await connected({ actions: [ack] });
  const ben = sandbox.as('ben');
  const message = { title: ['Page'], blocks: [], buttons: [[{ label: 'Ack', action: 'page.ack' }]] };
  await perform('direct-message.send', { person: ben.id, message });
  const [page] = ben.see(ben.directMessages().id);
  const answer = await ben.press(page?.id ?? '', 'Ack');
  expect(answer.message?.content).toBe('Acknowledged');
  expect(pressed).toEqual(['Ben Okafor 1']);
});

test('names are known for showing and for exports', async () => {
  const { sandbox, discord } = await connected();
  const ada = sandbox.as('ada').id;
  expect([...(await discord.people.names([ada, 'cli', '123456789012345678']))]).toEqual([[ada, 'Ada Lindqvist']]);
  expect(discord.people.nameOf(ada)).toBe('Ada Lindqvist');
  const roles = [...sandbox.world.state.guilds.values()].flatMap((guild) => [...guild.roles.values()]);
  const support = roles.find(({ name }) => name === 'Support')?.id ?? '';
  expect([...(await discord.people.names([support]))]).toEqual([[support, 'Support']]);
  expect(discord.people.nameOf(support)).toBe('Support');
});

test('whom Discord does not know is asked for once a minute, however often they are shown', async () => {
  let later = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + later };
  const { sandbox, discord } = await connected({ more: { clock } });
  const stranger = '123456789012345678';
  const asked = () => sandbox.frames.after(-1).filter(({ what }) => what.includes(`/users/${stranger}`)).length;
  await discord.people.names([stranger]);
  expect(asked()).toBe(1);
  await discord.people.names([stranger]);
  expect(asked()).toBe(1);
  later = 61_000;
  await discord.people.names([stranger]);
  expect(asked()).toBe(2);
});
