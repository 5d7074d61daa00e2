import { expect, test } from 'vitest';
import { expectOk, ok } from '../../src/base/result.ts';
import { createCalendar, type CalendarTimer } from '../../src/timeline/calendar.ts';
import { DECIDES, type EffectDraft, type EffectHandlers } from '../../src/timeline/effect.ts';
import { createEffectsWorker } from '../../src/timeline/effects-worker.ts';
import { runTimes } from '../../src/timeline/next-run.ts';
import { parkedEffects } from '../../src/timeline/parked-effects.ts';
import { NOW, causeOf, effect, noteAdded, textsOf } from '../storage/fixtures.ts';
import { type House, openHouse } from './house.ts';

const STREAM = 'incident-x';
const MINUTE_MS = 60_000;

const workerOf = (house: House, handlers: EffectHandlers, more: { mostAttempts?: number; concurrency?: number } = {}) =>
  createEffectsWorker({ ...house, store: house.store, timeline: house.timeline, handlers, random: () => 0.5, ...more });

const ask = async (house: House, ...effects: EffectDraft[]) =>
  expectOk(
    await house.timeline.change(STREAM, textsOf, causeOf(`ask-${Math.random()}`), () =>
      ok({ entries: [], effects, answer: null }),
    ),
  );

test('does what is due, in order within a lane, and sleeps until the next is due', async () => {
  await using house = await openHouse();
  const done: unknown[] = [];
  const worker = workerOf(house, {
    'message.post': async ({ payload }) => {
      done.push(payload);
      return { outcome: 'done' };
    },
  });
  worker.start();
  await ask(house, effect('1', { lane: 'l' }), effect('2', { lane: 'l' }), effect('later', { dueAt: NOW + MINUTE_MS }));
  await house.clock.advance(0);
  await house.clock.advance(1);
  expect(done).toEqual(['1', '2']);
  expect(house.clock.pending()).toBe(1); // one alarm, no polling
  await house.clock.advance(MINUTE_MS);
  expect(done).toEqual(['1', '2', 'later']);
  expect(house.clock.pending()).toBe(0);
  await worker.stop();
});

test('tries again with a growing distance, then parks with an entry; a retry by hand goes on', async () => {
  await using house = await openHouse();
  const tries: number[] = [];
  let works = false;
  const worker = workerOf(
    house,
    {
      'message.post': async () => {
        tries.push(house.clock.now() - NOW);
        if (!works) throw new Error('Discord says 500');
        return { outcome: 'done' };
      },
    },
    { mostAttempts: 4 },
  );
  worker.start();
  await ask(house, effect('x'));
  await house.clock.advance(MINUTE_MS);
  expect(tries).toEqual([0, 750, 750 + 1500, 750 + 1500 + 3000]);
  const [parked] = await house.store.effects({ state: 'parked', limit: 9 });
  const entries = await house.timeline.read(STREAM);
  expect(entries.map(({ kind, data }) => [kind, data])).toEqual([
    ['effect.parked', { effect: parked?.id, kind: 'message.post', attempts: 4, reason: 'Discord says 500' }],
  ]);
  expect(Object.keys(await house.timeline.state(STREAM, parkedEffects))).toEqual([parked?.id]);

  works = true;
  const [first, second] = await Promise.all(
    ['click1', 'click2'].map((causeId) => worker.retry(parked?.id ?? '', causeOf(causeId))),
  );
  expect([first?.ok, second?.ok].toSorted()).toEqual([false, true]);
  await house.clock.advance(1);
  expect(tries).toHaveLength(5);
  expect(await house.store.countEffects('done')).toBe(1);
  expect(await house.timeline.state(STREAM, parkedEffects)).toEqual({});
  await worker.stop();
});

test('honours the time that a counterpart asks for, without counting it as a failure', async () => {
  await using house = await openHouse();
  const tries: number[] = [];
  const worker = workerOf(
    house,
    {
      'message.post': async () => {
        tries.push(house.clock.now() - NOW);
        return tries.length < 5
          ? { outcome: 'retry', reason: 'rate limit', at: house.clock.now() + 10_000, waits: true }
          : { outcome: 'done' };
      },
    },
    { mostAttempts: 2 },
  );
  worker.start();
  await ask(house, effect('x'));
  await house.clock.advance(MINUTE_MS);
  expect(tries).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
  expect(await house.store.countEffects('parked')).toBe(0);
  await worker.stop();
});

test('a counterpart in trouble is tried each minute for hours; what alone keeps failing is parked some day', async () => {
  await using house = await openHouse();
  const tries: number[] = [];
  const after: unknown[] = [];
  const worker = workerOf(house, {
    'message.post': async ({ payload }) => {
      if (payload !== 'poison') return done(payload);
      tries.push(house.clock.now() - NOW);
      return { outcome: 'retry', reason: 'Discord answered 503.', outage: true };
    },
  });
  const done = (payload: unknown) => {
    after.push(payload);
    return { outcome: 'done' as const };
  };
  worker.start();
  await ask(house, effect('poison', { lane: 'l' }), effect('behind', { lane: 'l' }), effect('beside', { lane: 'm' }));
  for (let minute = 0; minute < 120; minute++) await house.clock.advance(MINUTE_MS);
  expect(after).toEqual(['beside']);
  expect(await house.store.countEffects('parked')).toBe(0);
  const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
  expect(waits.slice(0, 8)).toEqual([750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000]);
  expect(Math.max(...waits)).toBe(45_000);

  for (let minute = 0; minute < 120; minute++) await house.clock.advance(MINUTE_MS);
  expect(await house.store.countEffects('parked')).toBe(1);
  expect(after).toEqual(['beside']); // a parked one keeps its place, too
  await worker.stop();
});

test('what only decides does not wait for sends that hang, and the sends behind those have their turn later', async () => {
  await using house = await openHouse();
  const done: unknown[] = [];
  const hung = Promise.withResolvers<undefined>();
  const worker = workerOf(
    house,
    {
      'message.post': async ({ payload }) => {
        if (payload === 'hangs') await hung.promise;
        done.push(payload);
        return { outcome: 'done' };
      },
    },
    { concurrency: 2 },
  );
  worker.start();
  await ask(house, effect('hangs'), effect('hangs'), effect('behind'));
  await house.clock.advance(1);
  await ask(house, effect('decides', { pool: DECIDES }), effect('later', { pool: DECIDES, dueAt: NOW + MINUTE_MS }));
  await house.clock.advance(1);
  expect(done).toEqual(['decides']);
  await house.clock.advance(MINUTE_MS);
  expect(done).toEqual(['decides', 'later']);
  hung.resolve(undefined);
  await house.clock.advance(1);
  expect(done).toEqual(['decides', 'later', 'hangs', 'hangs', 'behind']);
  await worker.stop();
});

test('what hangs in one pool holds up no other, and the next of its own has the first place that is free', async () => {
  await using house = await openHouse();
  const begun: unknown[] = [];
  const hung = Promise.withResolvers<undefined>();
  const worker = workerOf(
    house,
    {
      'message.post': async ({ payload, pool }) => {
        begun.push(payload);
        if (pool === 'mail') await hung.promise;
        return { outcome: 'done' };
      },
    },
    { concurrency: 2 },
  );
  worker.start();
  const mail = (name: string) => effect(name, { pool: 'mail' });
  await ask(house, mail('1st'), mail('2nd'), mail('3rd'), effect('call', { pool: 'call' }), effect('any'));
  await house.clock.advance(1);
  expect(begun).toEqual(['1st', '2nd', 'call', 'any']);
  await ask(house, effect('later', { pool: 'call', dueAt: NOW + MINUTE_MS }));
  await house.clock.advance(MINUTE_MS);
  expect(begun).toEqual(['1st', '2nd', 'call', 'any', 'later']);
  hung.resolve(undefined);
  await house.clock.advance(1);
  expect(begun).toEqual(['1st', '2nd', 'call', 'any', 'later', '3rd']);
  await worker.stop();
});

test('parks what this version does not know, and what a handler gives up', async () => {
  await using house = await openHouse();
  const worker = workerOf(house, { 'card.edit': async () => ({ outcome: 'park', reason: 'no such channel' }) });
  worker.start();
  await ask(house, effect('x', { kind: 'hologram.show' }), effect('y', { kind: 'card.edit' }));
  await house.clock.advance(1);
  const reasons = (await house.store.effects({ state: 'parked', limit: 9 })).map(({ lastError }) => lastError);
  expect(reasons).toEqual(['This version of Muster does not know how to do hologram.show.', 'no such channel']);
  expect(await house.timeline.read(STREAM)).toHaveLength(2);
  await worker.stop();
});

test('timers that fell due while Muster was down are done once; one that ran when it died is done again', async () => {
  await using house = await openHouse();
  await ask(house, effect('timer', { key: 'step', dueAt: NOW + MINUTE_MS }), effect('ran'));
  await house.store.claimEffects(NOW, NOW + MINUTE_MS, 1);
  await house.clock.advance(60 * MINUTE_MS);
  await house.restart();
  const done: unknown[] = [];
  const worker = workerOf(house, {
    'message.post': async ({ payload }) => {
      done.push(payload);
      return { outcome: 'done' };
    },
  });
  worker.start();
  await house.clock.advance(60 * MINUTE_MS);
  expect(done).toEqual(['ran', 'timer']);
  await worker.stop();
});

test('stops only after what runs has ended, and takes no more', async () => {
  await using house = await openHouse();
  const finished: unknown[] = [];
  const worker = workerOf(
    house,
    {
      'message.post': async ({ payload }, signal) => {
        await house.clock.sleep(5 * MINUTE_MS, signal).catch(() => undefined);
        finished.push([payload, signal.aborted]);
        return { outcome: 'done' };
      },
    },
    { concurrency: 1 },
  );
  worker.start();
  await ask(house, effect('1'), effect('2'));
  await house.clock.advance(1);
  expect(worker.running()).toBe(1);
  const stopped = worker.stop(1000);
  await house.clock.advance(1000);
  await stopped;
  expect(finished).toEqual([['1', true]]);
  expect(await house.store.countEffects('pending')).toBe(1);
});

test('a result and its effect’s being done are one commit, however the worker hears of it', async () => {
  await using house = await openHouse();
  const worker = workerOf(house, {
    'message.post': async ({ id }) => {
      const cause = { ...causeOf(`effect:${id}`), completes: id };
      await house.timeline.change(STREAM, textsOf, cause, () =>
        ok({ entries: [noteAdded({ text: 'posted' })], answer: null }),
      );
      throw new Error('the connection broke after the commit');
    },
  });
  worker.start();
  await ask(house, effect('x'));
  await house.clock.advance(MINUTE_MS);
  expect(await house.timeline.read(STREAM)).toHaveLength(1);
  expect(await house.store.countEffects('done')).toBe(1);
  await worker.stop();
});

test.each([
  ['0 9 * * 1-5', 'Europe/Berlin', '2026-11-20T12:00Z', ['2026-11-23T08:00:00.000Z', '2026-11-24T08:00:00.000Z']],
  ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', ['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']], // comes twice
  ['30 2 * * *', 'Europe/Berlin', '2026-03-27T12:00Z', ['2026-03-28T01:30:00.000Z', '2026-03-30T00:30:00.000Z']], // skipped
  ['15 * * * *', 'Europe/Berlin', '2026-10-25T00:00Z', ['2026-10-25T00:15:00.000Z', '2026-10-25T01:15:00.000Z']],
  ['0 0 29 2 *', 'America/New_York', '2026-03-01T00:00Z', ['2028-02-29T05:00:00.000Z', '2032-02-29T05:00:00.000Z']],
  ['45 8 L * *', 'Asia/Kathmandu', '2026-11-22T00:00Z', ['2026-11-30T03:00:00.000Z', '2026-12-31T03:00:00.000Z']],
])('the calendar %s in %s', (expression, zone, after, expected) => {
  const times = expectOk(runTimes(expression, zone));
  const first = times.next(Date.parse(after)) ?? 0;
  expect([first, times.next(first) ?? 0].map((at) => new Date(at).toISOString())).toEqual(expected);
});

test.each([
  ['x', 'UTC', 'calendar/expression'],
  ['* * * * * *', 'UTC', 'calendar/expression'],
  ['0 0 31 2 *', 'UTC', 'calendar/expression'],
  ['0 9 * * *', 'Mars/Base', 'calendar/zone'],
])('the calendar refuses %s in %s', (expression, zone, code) => {
  expect(runTimes(expression, zone)).toMatchObject({ ok: false, refusal: { code } });
});

test('calendar timers run at their times, and after downtime once or not at all', async () => {
  await using house = await openHouse();
  const runs: string[] = [];
  const timer = (name: string, missed: 'once' | 'skip', expression = '0 * * * *'): CalendarTimer => ({
    name,
    expression,
    zone: 'Etc/UTC',
    missed,
    run: async (dueAt) => {
      runs.push(`${name} ${new Date(dueAt).toISOString().slice(11, 16)}`);
      return { outcome: 'done' };
    },
  });
  const begin = async (timers: readonly CalendarTimer[]) => {
    const calendar = createCalendar({ store: house.store, timeline: house.timeline, clock: house.clock, timers });
    expectOk(await calendar.start());
    const worker = workerOf(house, calendar.effects);
    worker.start();
    return worker;
  };
  const both = [timer('made-up', 'once'), timer('left-out', 'skip')];
  const first = await begin(both);
  await house.clock.advance(2 * 60 * MINUTE_MS);
  expect(runs.toSorted()).toEqual(['left-out 13:00', 'left-out 14:00', 'made-up 13:00', 'made-up 14:00']);
  await first.stop();
  runs.length = 0;

  await house.clock.advance(5.5 * 60 * MINUTE_MS); // 19:30
  await house.restart();
  const second = await begin(both);
  await house.clock.advance(60 * MINUTE_MS);
  expect(runs).toEqual(['made-up 15:00', 'made-up 20:00', 'left-out 20:00']);
  await second.stop();
  runs.length = 0;

  await house.restart();
  const third = await begin([timer('made-up', 'once', '30 21 * * *')]); // another time; the other timer is gone
  await house.clock.advance(60 * MINUTE_MS);
  expect(runs).toEqual(['made-up 21:30']);
  expect((await house.store.effects({ state: 'pending', limit: 9 })).map(({ payload }) => payload)).toHaveLength(1);
  await third.stop();
});
