import { type APIMessage, MessageFlags, PermissionFlagsBits } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exchange } from '../../src/sandbox/control/exchange.ts';
import { type Bot, startBot } from '../../src/testing.ts';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({ sandbox: { rateLimits: false } });
});
afterAll(() => bot.stop());

const finished = async (exchange: Exchange | APIMessage): Promise<Exchange> => {
  if (!('final' in exchange)) throw new Error(`This was taken for chat: ${exchange.content}`);
  return exchange.final();
};
const said = (exchange: Exchange): string =>
  JSON.stringify(exchange.message ?? exchange.followUps[0] ?? exchange.modal);
const type = async (who: string, channel: string, command: string): Promise<string> =>
  said(await finished(await bot.as(who).type(channel, command)));

async function declared(title: string, more = ''): Promise<string> {
  await type('ben', '#general', `/incident declare title:"${title}" severity:SEV-3 ${more}`);
  const prefix = more.includes('private')
    ? /^inc-\d+-private/
    : new RegExp(`^(?:inc|drill)-\\d+-${title.toLowerCase().replaceAll(' ', '-')}`);
  const channel = await bot.as('ben').waitFor(() =>
    bot
      .as('ben')
      .channels()
      .find(({ name }) => prefix.test(name ?? '')),
  );
  await bot.settled();
  return channel.id;
}

test('two people work a drill from declaration to reviewed postmortem with what the channel offers', async () => {
  const channel = await declared('Drill of a failover', 'kind:drill');
  const ben = bot.as('ben');
  const fatima = bot.as('fatima');
  const card = ben.see(channel).find(({ pinned }) => pinned);
  expect(JSON.stringify(card)).toContain('DRILL');

  const announcement = fatima.see('#incidents').at(-1);
  await finished(await fatima.press(announcement?.id ?? '', 'Join'));
  await bot.settled();
  await finished(await ben.press(card?.id ?? '', 'Take command'));

  const words = fatima.send(channel, 'db1 answers again');
  fatima.react(words.id, '📌');
  await expect.poll(() => type('ben', channel, '/incident timeline')).toContain('db1 answers again');
  fatima.edit(words.id, 'db2 answers again');
  await expect.poll(() => type('ben', channel, '/incident timeline')).toContain('db2 answers again');
  const other = fatima.send(channel, 'failover took 40 s');
  expect(said(await finished(await ben.messageMenu(other.id, 'Add to timeline')))).toContain('On the timeline');

  const asked = await finished(await ben.press(card?.id ?? '', 'Update'));
  const update = await finished(
    await ben.submit(asked, { conditions: 'Traffic is on db2', actions: 'Watching', needs: '' }),
  );
  expect(said(update)).toContain('Traffic is on db2');
  expect(await type('ben', channel, '/incident resolve reason:"Failed over and back"')).toContain('resolved');
  await bot.settled();
  expect(await type('ben', channel, '/incident close')).toContain('closed');
  const closed = ben.see(channel).at(-1)?.id ?? '';
  let shown = await finished(await fatima.press(closed, 'Postmortem'));
  expect(said(shown)).toContain('not begun');
  for (const [label, says] of [
    ['I write it', 'owner'],
    ['To review', 'in review'],
    ['Reviewed', 'reviewed'],
  ] as const) {
    shown = await finished(await fatima.press(shown.message?.id ?? '', label));
    expect(said(shown)).toContain(says);
  }
  expect(await type('ben', channel, '/postmortem')).toContain('reviewed');
  const exported = await finished(await ben.command(channel, 'incident export', { format: 'md' }));
  const text = await (await fetch(exported.message?.attachments[0]?.url ?? '')).text();
  expect(text).toMatch(/Channel #drill-\d+-drill-of-a-failover opened/);
  expect(text).toContain('Announced in #incidents');
});

test('a private incident’s channel does not exist for others, nor does its title anywhere', async () => {
  const channel = await declared('Payroll data leaked', 'private:True');
  expect(() => bot.as('stranger').see(channel)).toThrow();
  expect(JSON.stringify(bot.as('stranger').see('#incidents'))).not.toContain('Payroll');
  expect(await type('stranger', '#general', '/incident list which:all')).not.toContain('Payroll');
});

test('a channel that somebody made rules for has them again when its incident is reopened, each time', async () => {
  const channel = await declared('Rules of its own');
  const { guilds, channels } = bot.sandbox.world.state;
  const [guild] = [...guilds.values()];
  const room = channels.get(channel);
  if (!guild || !room) throw new Error('No channel was opened');
  const support = [...guild.roles.values()].find(({ name }) => name === 'Support')?.id ?? '';
  const { CreatePublicThreads, SendMessages, ViewChannel } = PermissionFlagsBits;
  const { applicationId } = bot.sandbox.world.state;
  const rules = () => room.overwrites.filter(({ id }) => id !== applicationId).map((one) => ({ ...one }));
  for (const deny of [SendMessages, SendMessages | CreatePublicThreads, 0n]) {
    room.overwrites = [
      { id: support, type: 0, allow: SendMessages, deny: 0n },
      { id: bot.as('emeka').id, type: 1, allow: ViewChannel, deny: SendMessages },
      { id: applicationId, type: 1, allow: SendMessages | CreatePublicThreads, deny: 0n },
      { id: guild.id, type: 0, allow: 0n, deny },
    ];
    const before = rules();
    expect(await type('ben', channel, '/incident cancel reason:"a mistake"')).toContain('ancelled');
    await bot.settled();
    expect(() => bot.as('grace').send(channel, 'too late')).toThrow();
    expect(await type('ben', channel, '/incident reopen reason:"not over"')).toContain('investigating');
    await bot.settled();
    expect(rules()).toEqual(before);
    bot.as('grace').send(channel, 'again');
  }
});

test('a role that is added to a private incident: who has it sees the channel and records in it, nobody else does', async () => {
  const channel = await declared('Payroll for the role', 'private:True');
  const sees = (who: string): boolean =>
    bot
      .as(who)
      .channels()
      .some(({ id }) => id === channel);
  expect(['emeka', 'grace'].map(sees)).toEqual([false, false]);
  const added = await type('ben', channel, '/incident add role:Support');
  const support = [...bot.sandbox.world.state.guilds.values()]
    .flatMap(({ roles }) => [...roles.values()])
    .find(({ name }) => name === 'Support');
  expect(added).toContain(`<@&${support?.id ?? ''}>`);
  await bot.as('grace').waitFor(() => sees('grace'));
  expect(sees('emeka')).toBe(false);
  expect(await type('grace', channel, '/incident note text:"Two letters came back"')).toContain('Two letters');
  expect(await type('ben', channel, '/incident add role:Support')).toContain('part of incident');
  await bot.settled();
});

test('an incident is declared from a message, whose link stays with it', async () => {
  const message = bot.as('fatima').send('#general', 'Nobody can log in');
  const form = await finished(await bot.as('ben').messageMenu(message.id, 'Declare incident'));
  const done = await finished(await bot.as('ben').submit(form, { title: 'Nobody can log in' }));
  expect(said(done)).toContain('Nobody can log in');
  const number = /Incident (\d+)/.exec(said(done))?.[1] ?? '';
  expect(await type('ben', '#general', `/incident timeline incident:${number}`)).toContain(message.id);
});

test('the heads of a record are posted where nobody who edits the database reaches them; a private one’s to its own people', async () => {
  const open = await declared('Heads to keep');
  await type('ben', open, '/incident resolve reason:"All is well"');
  const posted = (channel: string): string[] =>
    bot
      .as('ben')
      .see(channel)
      .map((message) => JSON.stringify(message))
      .filter((text) => text.includes('muster verify'));
  const [number] =
    /inc-(\d+)/
      .exec(
        bot
          .as('ben')
          .channels()
          .find(({ id }) => id === open)?.name ?? '',
      )
      ?.slice(1) ?? [];
  await expect
    .poll(() => posted('#incidents').at(-1))
    .toMatch(new RegExp(`muster verify ${number} --head \\d+:[0-9a-f]{64}`));
  const { flags = 0 } = JSON.parse(posted('#incidents').at(-1) ?? '{}') as { flags?: number };
  expect(flags & MessageFlags.SuppressNotifications).not.toBe(0);

  const secret = await declared('Payroll heads', 'private:True');
  const before = posted('#incidents').length;
  await type('ben', secret, '/incident resolve reason:"All is well"');
  await expect.poll(() => posted(secret)).toHaveLength(1);
  expect(posted('#incidents')).toHaveLength(before);
});
