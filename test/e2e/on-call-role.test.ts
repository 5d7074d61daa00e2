import { GatewayIntentBits } from 'discord-api-types/v10';
import { afterEach, expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { updateChannel } from '../../src/sandbox/channels.ts';
import { EVERY_INTENT } from '../../src/sandbox/gateway/intents.ts';
import { setRoles } from '../../src/sandbox/members.ts';
import { type Bot, startBot, virtualClock } from '../../src/testing.ts';

let bot: Bot | undefined;
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
});

const HOUR = 3_600_000;

const yaml = (ids: Readonly<Record<string, string>>, mirrors: string): string => `
people:
  ada: { discord: "${ids['ada'] ?? ''}" }
  ben: { discord: "${ids['ben'] ?? ''}" }
  chiara: { discord: "${ids['chiara'] ?? ''}" }
schedules:
  primary: { layers: [{ users: [ada, ben, chiara], start: 2026-11-22T00:00, turn: 1 hour }] }
oncall: { channel: general, mirrors: ${mirrors} }
`;

test('without Server Members the role goes from hand to hand, also when two hand-offs follow each other while Discord is away', async () => {
  const clock = virtualClock(Date.parse('2026-11-22T00:30:00Z'));
  const grantedIntents = EVERY_INTENT & ~GatewayIntentBits.GuildMembers;
  const started = await startBot({
    clock,
    sandbox: { rateLimits: false, grantedIntents },
    config: (ids) => yaml(ids, '{}'),
  });
  bot = started;
  const { sandbox } = started;
  const guild = sandbox.world.state.guilds.get(sandbox.guildId);
  const role = [...(guild?.roles.values() ?? [])].find(({ name }) => name === 'Support')?.id ?? '';
  const people = ['ada', 'ben', 'chiara'] as const;
  const ids = Object.fromEntries(people.map((name) => [name, started.as(name).id]));
  for (const member of guild?.members.values() ?? []) member.roles = member.roles.filter((id) => id !== role);
  const holders = (): string[] => people.filter((name) => guild?.members.get(ids[name] ?? '')?.roles.includes(role));
  const mirrored = parseConfig(yaml(ids, `{ primary: { role: "${role}" } }`), {});
  if (!mirrored.ok) throw new Error(mirrored.faults[0]?.message);
  await started.serving.reload(mirrored.value);
  await expect.poll(holders).toEqual(['ada']);

  await clock.advance(HOUR);
  await expect.poll(holders).toEqual(['ben']);

  sandbox.faults.add({ kind: 'error', status: 503, route: `/roles/${role}` });
  const asked = async (): Promise<unknown> =>
    (await started.app.store.effects({ kind: 'role.sync', state: 'pending', limit: 1 }))[0]?.payload;
  await clock.advance(HOUR);
  await expect.poll(asked).toMatchObject({ holders: [ids['chiara']] });
  const minute = async (): Promise<unknown> => {
    await clock.advance(60_000);
    return asked();
  };
  await clock.advance(HOUR - 60_000);
  await expect.poll(minute).toMatchObject({ holders: [ids['ada']] });
  expect(holders()).toEqual(['ben']);
  sandbox.faults.clear();
  await expect
    .poll(async () => {
      await clock.advance(60_000);
      return holders();
    })
    .toEqual(['ada']);
});

test('a role given or taken and a topic written by hand are put back, and Muster’s own changes of them ask for nothing', async () => {
  const clock = virtualClock(Date.parse('2026-11-22T00:30:00Z'));
  const started = await startBot({ clock, sandbox: { rateLimits: false }, config: (ids) => yaml(ids, '{}') });
  bot = started;
  const { sandbox } = started;
  const { world } = sandbox;
  const guild = world.state.guilds.get(sandbox.guildId);
  const channel = [...world.state.channels.values()].find(({ name }) => name === 'general');
  const role = [...(guild?.roles.values() ?? [])].find(({ name }) => name === 'Support')?.id ?? '';
  if (!guild || !channel) throw new Error('The sandbox has no server');
  const members = [...guild.members.values()];
  const by = { by: guild.ownerId, userId: guild.ownerId };
  const ids = Object.fromEntries([...world.state.users.values()].map(({ username, id }) => [username, id]));
  const holders = (): string[] =>
    members
      .filter(({ roles }) => roles.includes(role))
      .map(({ userId }) => world.state.users.get(userId)?.username ?? '');
  const lists = (): number => sandbox.frames.after(-1).filter(({ what }) => /^GET .*\/members\b/.test(what)).length;
  const mirrored = parseConfig(yaml(ids, `{ primary: { role: "${role}", topic: "${channel.id}" } }`), {});
  if (!mirrored.ok) throw new Error(mirrored.faults[0]?.message);
  await started.serving.reload(mirrored.value);
  await expect.poll(() => [...holders(), channel.topic]).toEqual(['ada', 'On call (primary): Ada Lindqvist']);
  await clock.advance(300_000); // so often Discord lets a topic be changed

  for (const member of members) {
    const others = member.roles.filter((id) => id !== role);
    setRoles(world, guild, member, member.userId === ids['ada'] ? others : [...others, role], by);
  }
  expect(holders()).not.toContain('ada');
  const after = async (read: () => unknown): Promise<unknown> => {
    await clock.advance(2_000);
    return read();
  };
  await expect.poll(() => after(holders)).toEqual(['ada']);
  updateChannel(world, channel, { topic: 'Lunch' }, by);
  await expect.poll(() => after(() => channel.topic)).toBe('On call (primary): Ada Lindqvist');
  await started.settled();
  const looked = lists();
  await clock.advance(600_000);
  await started.settled();
  expect(lists()).toBe(looked);
});
