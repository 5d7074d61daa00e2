import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaultOrder } from '../../src/sandbox/faults.ts';
import { operator } from '../../src/app/operator.ts';
import { operatorContext } from '../../src/cli/operator-context.ts';
import { verify } from '../../src/timeline/verify.ts';
import { type Bot, startBot } from '../../src/testing.ts';

/*
 * Whatever Discord does while an incident is declared, updated and resolved: each thing is on the record once, and is
 * seen in Discord once.
 */

let bot: Bot;
beforeAll(async () => {
  // At Discord’s pace no heart would beat while a test runs; much faster, a machine under load would seem dead.
  bot = await startBot({ sandbox: { heartbeatIntervalMs: 5_000 } });
});
afterAll(() => bot.stop());

const PATIENCE = { timeout: 90_000, interval: 50 };

/** Everything that was committed is done, however often it had to be tried. */
async function quiet(): Promise<void> {
  const { store, clock } = bot.app;
  await expect
    .poll(async () => {
      const open = [
        ...(await store.effects({ state: 'running', limit: 50 })),
        ...(await store.effects({ state: 'pending', limit: 50 })),
      ];
      // What was refused waits some seconds for its next try; a reminder in an hour does not count.
      return open.filter(({ dueAt }) => dueAt <= clock.now() + 60_000).map(({ kind }) => kind);
    }, PATIENCE)
    .toEqual([]);
}

const textOf = (message: APIMessage): string => JSON.stringify([message.content, message.embeds, message.components]);
const seen = (channel: string, words: string): readonly APIMessage[] =>
  bot
    .as('ada')
    .see(channel)
    .filter((message) => textOf(message).includes(words));

/** Types until an answer came, as a person would: six times at most, for a new session can take more than ten seconds. */
async function insist(channel: string, command: string): Promise<void> {
  for (let tries = 0; tries < 6; tries++) {
    const exchange = await bot.as('ben').type(channel, command);
    if ('final' in exchange && (await exchange.final()).message) return;
  }
  throw new Error(`No answer to ${command}`);
}

const countOf = async (stream: string, kind: string): Promise<number> =>
  (await bot.app.store.read(stream)).filter((entry) => entry.kind === kind).length;

/** `close`: the gateway closes the connection with this code. */
type Fault = FaultOrder | { readonly kind: 'close'; readonly code: number };

const FAULTS: readonly (readonly [string, readonly Fault[]])[] = [
  ['is slow', [{ kind: 'latency', durationMs: 400 }]],
  ['fails with 500', [{ kind: 'error', status: 500, times: 2 }]],
  ['fails with 502 while messages are posted', [{ kind: 'error', status: 502, route: '/messages', times: 2 }]],
  ['limits rates', [{ kind: 'rate-limit', retryAfterMs: 300, times: 3 }]],
  ['limits rates everywhere', [{ kind: 'rate-limit', retryAfterMs: 300, global: true, times: 2 }]],
  ['does it and loses the answer', [{ kind: 'lost-response', route: '/messages', times: 1 }]],
  [
    'does it and loses the answer to a new channel',
    [{ kind: 'lost-response', route: 'POST /api/v10/guilds', times: 1 }],
  ],
  ['cuts connections before anything is done', [{ kind: 'reset', times: 2 }]],
  ['sends events twice', [{ kind: 'duplicate-event' }]],
  [
    'drops events about channels and messages',
    [
      { kind: 'drop-event', event: 'CHANNEL_CREATE' },
      { kind: 'drop-event', event: 'MESSAGE_CREATE' },
    ],
  ],
  ['sends events late', [{ kind: 'delay-event', durationMs: 300 }]],
  ['does not answer heartbeats', [{ kind: 'no-heartbeat-ack', times: 1 }]],
  [
    'forgets the session',
    [
      { kind: 'invalid-session', times: 1 },
      { kind: 'close', code: 4000 },
    ],
  ],
  // Of https://docs.discord.com/developers/topics/opcodes-and-status-codes: a connection that is simply gone, one that goes
  // on, and those after which a session begins anew.
  ...[1006, 4001, 4007, 4008, 4009].map(
    (code) => [`closes the gateway with ${code}`, [{ kind: 'close', code }]] as const,
  ),
];

test.each(FAULTS)(
  'Discord %s: an incident is declared, updated and resolved, each once',
  async (what, faults) => {
    const title = `Discord ${what}`;
    const before = (await bot.app.store.streams({ type: 'incident', limit: 100 })).length;
    const strike = (): void => {
      bot.sandbox.faults.clear();
      for (const fault of faults) {
        if (fault.kind === 'close') bot.sandbox.gateway.cut(fault.code);
        else bot.sandbox.faults.add(fault);
      }
    };
    const struck = (): Promise<void> =>
      expect
        .poll(() => bot.sandbox.faults.list().filter(({ kind }) => kind === 'no-heartbeat-ack'), PATIENCE)
        .toEqual([]);
    try {
      strike();
      await struck();
      const declare = `/incident declare title:"${title}" severity:SEV-3`;
      // Between two sessions nothing is heard: it is typed again, as a person would.
      await (faults.some(({ kind }) => kind === 'close')
        ? insist('#general', declare)
        : bot.as('ben').type('#general', declare));
      await expect
        .poll(async () => (await bot.app.store.streams({ type: 'incident', limit: 100 })).length, PATIENCE)
        .toBe(before + 1);
      const number = before + 1;
      await quiet();
      const channels = bot
        .as('ada')
        .channels()
        .filter(({ name }) => name?.startsWith(`inc-${number}-`));
      expect(channels).toHaveLength(1);
      const channel = channels[0]?.id ?? '';

      strike();
      await insist(channel, `/incident update conditions:"nobody can pay in ${number}" actions:look needs:none`);
      strike();
      await insist(channel, `/incident resolve reason:"paid again ${number}"`);
      await quiet();
      bot.sandbox.faults.clear();
      await quiet();

      const row = await bot.app.incidents.lookup.byNumber(number, operator);
      const stream = row?.stream ?? '';
      expect(row).toMatchObject({ title, status: 'resolved' });
      expect(await countOf(stream, 'incident.declared')).toBe(1);
      expect(await countOf(stream, 'update.posted')).toBe(1);

      expect(
        bot
          .as('ada')
          .see(channel)
          .filter(({ pinned }) => pinned),
      ).toHaveLength(1);
      expect(seen(channel, `nobody can pay in ${number}`).filter(({ pinned }) => !pinned)).toHaveLength(1);
      expect(seen('#incidents', title)).toHaveLength(1);
      expect((await verify(bot.app.store)).faults).toEqual([]);
    } finally {
      bot.sandbox.faults.clear();
    }
  },
  120_000,
);

test('a command that never reached Muster is told so by Discord, and typed again it acts once', async () => {
  bot.sandbox.faults.add({ kind: 'drop-event', event: 'INTERACTION_CREATE', times: 1 });
  const before = (await bot.app.store.streams({ type: 'incident', limit: 100 })).length;
  const lost = await bot.as('ben').type('#general', '/incident declare title:"Lost on the way"');
  expect('answer' in lost ? lost.answer : '').not.toBe('message');
  await insist('#general', '/incident declare title:"Lost on the way"');
  await quiet();
  expect(await bot.app.store.streams({ type: 'incident', limit: 100 })).toHaveLength(before + 1);
  expect(seen('#incidents', 'Lost on the way')).toHaveLength(1);
});

test('Discord is away while an incident is worked from the command line: all of it follows, in order, once', async () => {
  const call = async (name: string, raw: Readonly<Record<string, string>>): Promise<void> => {
    const causeId = `test:${name}:${JSON.stringify(raw)}`;
    const { dispatcher } = bot.app;
    expect(await dispatcher.command(name, raw, operatorContext(bot.app, operator, causeId))).toMatchObject({
      ok: true,
    });
  };
  const number = (await bot.app.store.streams({ type: 'incident', limit: 100 })).length + 1;
  await call('incident declare', { title: 'Discord itself is down', severity: 'SEV-1' });
  await quiet();
  const monitoring = seen('#incidents', 'Monitoring').length;
  bot.sandbox.faults.add({ kind: 'reset' });
  bot.sandbox.gateway.cut(4000);
  for (const text of ['first', 'second', 'third'])
    await call('incident update', {
      incident: String(number),
      conditions: `the ${text} thing`,
      actions: 'wait',
      needs: 'none',
    });
  await call('incident severity', { incident: String(number), level: 'SEV-2' });
  await call('incident status', { incident: String(number), to: 'monitoring' });
  expect(seen('#incidents', 'Monitoring').length).toBe(monitoring);

  bot.sandbox.faults.clear();
  await quiet();
  const channels = bot
    .as('ada')
    .channels()
    .filter(({ name }) => name?.startsWith(`inc-${number}-`));
  expect(channels).toHaveLength(1);
  const channel = channels[0]?.id ?? '';
  const pinned = bot
    .as('ada')
    .see(channel)
    .filter((message) => message.pinned);
  expect(pinned).toHaveLength(1);
  expect(textOf(pinned[0] as APIMessage)).toContain('Monitoring');
  const said = bot
    .as('ada')
    .see(channel)
    .filter((message) => !message.pinned)
    .map(textOf);
  const order = ['first', 'second', 'third'].map((text) =>
    said.findIndex((words) => words.includes(`the ${text} thing`)),
  );
  expect(order).toEqual([...order].sort((one, other) => one - other));
  expect(Math.min(...order)).toBeGreaterThanOrEqual(0);
  expect(said.filter((words) => words.includes('thing'))).toHaveLength(3);
  expect(seen('#incidents', 'Discord itself is down')).toHaveLength(1);
  expect((await verify(bot.app.store)).faults).toEqual([]);
}, 120_000);
