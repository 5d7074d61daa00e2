import { afterEach, beforeEach, expect, test } from 'vitest';
import { operator } from '../../src/app/operator.ts';
import { type Bot, startBot } from '../../src/testing.ts';
import { labels, words } from '../e2e/words.ts';

let bot: Bot;
let channel: string;
beforeEach(async () => {
  bot = await startBot({ sandbox: { rateLimits: false } });
  await bot.as('ada').type('#general', '/incident declare title:"Checkout fails" severity:SEV-3');
  await bot.settled();
  channel =
    bot
      .as('ada')
      .channels()
      .find(({ name }) => name === 'inc-1-checkout-fails')?.id ?? '';
});
afterEach(() => bot.stop());

const said = (): string[] =>
  bot
    .as('ada')
    .see(channel, { limit: 100 })
    .filter(({ pinned }) => !pinned)
    .map(words);
const owed = async () => [
  ...(await bot.app.store.effects({ kind: 'answer.late', state: 'pending', limit: 99 })),
  ...(await bot.app.store.effects({ kind: 'answer.late', state: 'running', limit: 99 })),
];
/** Until what was found unanswered at a start has been looked for: not before Discord takes no answer any more. */
const lookedFor = async (): Promise<void> => {
  await expect
    .poll(
      async () => [
        ...(await owed()),
        ...(await bot.app.store.effects({ kind: 'answer.missed', state: 'pending', limit: 9 })),
      ],
      { timeout: 20_000 },
    )
    .toEqual([]);
  await bot.settled();
};

const direct = (person: string): string[] => {
  const someone = bot.as(person);
  return someone.see(someone.directMessages().id).map(words);
};

/** Recorded as by a command, in the incident's channel by default, by a Muster that died before it could answer. */
async function recordUnanswered(
  command: string,
  raw: Record<string, string>,
  person: string,
  place = channel,
): Promise<void> {
  const { app, sandbox } = bot;
  const id = sandbox.world.newSnowflake();
  const viewer = { ...operator, id: sandbox.as(person).id, name: person };
  const result = await app.dispatcher.command(command, raw, {
    cause: {
      causeId: id,
      actor: { kind: 'person', id: viewer.id },
      source: {
        kind: 'command',
        correlationId: id,
        permalink: `https://discord.com/channels/${sandbox.guildId}/${place}/${id}`,
      },
    },
    viewer,
    now: app.clock.now(),
    place: { channelId: place },
    locale: 'en-GB',
    timeZone: 'Etc/UTC',
    progress: () => undefined,
    signal: AbortSignal.timeout(60_000),
  });
  expect(result).toMatchObject({ ok: true });
}

test('what was recorded and never answered is said in the channel after the next start, once', async () => {
  const asked = Date.now();
  await recordUnanswered('incident note', { text: 'The disk is full' }, 'ada');
  await recordUnanswered('incident update', { conditions: 'nobody can pay', needs: 'a DBA' }, 'ada');
  await bot.settled();
  const before = said();
  expect(before.join('\n')).not.toContain('The disk is full');

  await bot.app.incidents.answerUnanswered();
  await bot.app.incidents.answerUnanswered();
  // Discord may still be taking what was sent last: it does so for three seconds.
  expect((await owed()).map(({ dueAt }) => Math.min(dueAt - asked, 3_000))).toEqual([3_000, 3_000]);
  await lookedFor();
  const late = said().slice(before.length);
  expect(late).toHaveLength(2);
  expect(late[0]).toContain('The disk is full');
  expect(late[0]).toContain(`<@${bot.as('ada').id}>, this is recorded. Muster was restarted`);
  expect(late[1]).toMatch(/^📣 Update on incident 1 \(\*\*#\d+\*\*\)/);
  expect(late[1]).toContain('nobody can pay');
  expect(late[1]).toContain('a DBA');
});

test('what was answered is not said again, whatever the command', async () => {
  const ada = bot.as('ada');
  const noteNumber = (): string => /^\*\*#(\d+)\*\* .*Seen$/m.exec(said().join('\n'))?.[1] ?? '';
  for (const command of [
    'note text:"Seen"',
    'note text:"Earlier" at:"20 min ago"',
    'update conditions:"slow" actions:"looking" needs:"none"',
    'severity level:SEV-2 reason:"worse"',
    'status to:identified reason:"found"',
    'role role:commander person:@ben',
    'task text:"Restart it"',
    'link to:https://example.com/graph title:"Graph"',
    'rename title:"Payment fails"',
    'summary text:"Payments fail"',
    'impact text:"Everybody"',
    'milestone which:detected at:"10 min ago"',
    'correct entry:NOTE text:"Seen twice"',
    'resolve reason:"restarted"',
    'reopen reason:"again"',
  ]) {
    const exchange = await ada.type(channel, `/incident ${command.replace('NOTE', noteNumber())}`);
    expect('answer' in exchange && exchange.answer, command).toBe('message');
    expect('answer' in exchange && (exchange.message?.flags ?? 0) & 64, command).toBe(0);
  }
  const card = ada.see(channel).find(({ pinned }) => pinned);
  expect(labels(card)).toContain('Note');
  const form = await ada.press(card?.id ?? '', 'Note');
  await ada.submit(form, { text: 'By form' });
  await bot.settled();
  const before = said();
  expect(before.join('\n')).toContain('By form');

  await bot.app.incidents.answerUnanswered();
  await lookedFor();
  expect(said()).toEqual(before);
});

test('an answer that Discord did not take is on disk until the channel shows it', async () => {
  const ada = bot.as('ada');
  bot.sandbox.faults.add({ kind: 'reset', route: '/callback' });
  bot.sandbox.faults.add({ kind: 'error', status: 502, route: 'POST /channels' });
  await ada.type(channel, '/incident note text:"In the dark"');
  await expect.poll(async () => JSON.stringify(await owed())).toContain('In the dark');
  expect(said().join('\n')).not.toContain('In the dark');

  bot.sandbox.faults.clear();
  await expect.poll(() => said().filter((text) => text.includes('In the dark')).length).toBe(1);
  await expect.poll(owed).toEqual([]);
});

test('an answer is found however much was said since', async () => {
  const ada = bot.as('ada');
  await ada.type(channel, '/incident note text:"Before the crowd"');
  for (let n = 0; n < 130; n++) bot.as('ben').send(channel, `crowd ${n}`);
  await ada.type(channel, '/incident note text:"Behind the crowd"');
  await bot.app.incidents.answerUnanswered();
  await bot.settled();
  const everything = [...(bot.sandbox.world.state.messages.get(channel)?.values() ?? [])];
  for (const text of ['Before the crowd', 'Behind the crowd'])
    expect(
      everything.filter(({ content }) => content.includes(text)),
      text,
    ).toHaveLength(1);
});

test('a private answer that Discord did not take is said nowhere: who asked is told that it is recorded', async () => {
  const ada = bot.as('ada');
  bot.sandbox.faults.add({ kind: 'reset', route: '/callback' });
  const general = ada.channels().find(({ name }) => name === 'general')?.id ?? '';
  const before = ada.see(general).length;
  // Nothing is recorded by what only reads, or is refused: it may be typed again.
  await ada.type('#general', '/muster whoami');
  await ada.type('#general', '/incident note incident:77 text:"Nowhere"');
  await ada.type('#general', '/incident declare title:"Payroll leaked" severity:SEV-2 private:True');
  await expect.poll(() => direct('ada').filter((text) => text.includes('is recorded'))).toHaveLength(1);
  bot.sandbox.faults.clear();
  await bot.settled();
  expect(direct('ada').find((text) => text.includes('is recorded'))).toMatch(
    new RegExp(`^What you did in <#${general}> at <t:\\d+:t> is recorded. Its answer did not reach you`),
  );
  expect(direct('ada').join('\n')).not.toContain('Nowhere');
  expect(ada.see(general)).toHaveLength(before);
});

test('what was recorded from elsewhere and never answered is told to who typed it, after the next start, once', async () => {
  const general =
    bot
      .as('ada')
      .channels()
      .find(({ name }) => name === 'general')?.id ?? '';
  await bot.as('ada').type('#general', '/incident note incident:1 text:"Answered"');
  await recordUnanswered('incident note', { incident: '1', text: 'The disk is full' }, 'ada', general);
  await bot.settled();
  await bot.app.incidents.answerUnanswered();
  await bot.app.incidents.answerUnanswered();
  await lookedFor();
  expect(direct('ada').filter((text) => text.includes('is recorded'))).toHaveLength(1);
  expect(said().join('\n')).not.toContain('is recorded');
});

test('who takes no direct messages is not troubled, and nobody else is', async () => {
  const ada = bot.as('ada');
  const user = bot.sandbox.world.state.users.get(ada.id);
  if (user) user.closedToDirectMessages = true;
  bot.sandbox.faults.add({ kind: 'reset', route: '/callback' });
  await ada.type('#general', '/incident declare title:"Payroll leaked" severity:SEV-2 private:True');
  await expect.poll(() => bot.app.store.effects({ kind: 'answer.missed', state: 'done', limit: 9 })).toHaveLength(1);
  expect(await bot.app.store.countEffects('parked')).toBe(0);
});
