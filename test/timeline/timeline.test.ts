import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entriesToNextSnapshot } from '../../src/timeline/fold.ts';
import { expectOk, ok, refuse } from '../../src/base/result.ts';
import { verify } from '../../src/timeline/verify.ts';
import { causeOf, dataOf, effect, noteAdded, textsOf } from '../storage/fixtures.ts';
import { type House, openHouse, timelineOn } from './house.ts';

const say = (house: Pick<House, 'timeline'>, stream: string, text: string, causeId: string) =>
  house.timeline.change(stream, textsOf, causeOf(causeId), (state) =>
    ok({ entries: [noteAdded({ text })], answer: state.texts.length }),
  );

test('decisions on one stream see each other in order of arrival', async () => {
  await using house = await openHouse();
  const results = await Promise.all(['a', 'b', 'c', 'd'].map((text) => say(house, 'incident-x', text, text)));
  expect(results.map((result) => expectOk(result).answer)).toEqual([0, 1, 2, 3]);
  expect(dataOf(await house.timeline.read('incident-x'))).toEqual(['a', 'b', 'c', 'd']);
});

test('a repeated cause changes nothing and is told the first answer, at once, later, after a restart, and when it would now be refused', async () => {
  await using house = await openHouse();
  const once = () =>
    house.timeline.change('incident-x', textsOf, causeOf('interaction-1'), (state) =>
      state.texts.length > 0
        ? refuse('test/already', 'Already said.')
        : ok({ entries: [noteAdded({ text: 'said' })], answer: 'first' }),
    );
  const both = await Promise.all([once(), once()]);
  expect(both.map((result) => expectOk(result).repeated)).toEqual([false, true]);
  await house.restart();
  expect(expectOk(await once())).toMatchObject({ answer: 'first', repeated: true });
  expect(await house.timeline.read('incident-x')).toHaveLength(1);
});

test('a refusal leaves nothing behind', async () => {
  await using house = await openHouse();
  const refused = await house.timeline.change('incident-x', textsOf, causeOf('c'), () => refuse('test/no', 'No.'));
  expect(refused).toEqual(refuse('test/no', 'No.'));
  expect(await house.store.findCommit('c')).toBeUndefined();
});

test('facts for other streams are in the same commit, also for the stream itself', async () => {
  await using house = await openHouse();
  await say(house, 'incident-b', 'before', 'c0');
  const also = ['incident-b', 'incident-c', 'incident-a'].map((stream) => ({
    stream,
    entries: [noteAdded({ text: stream })],
  }));
  expectOk(
    await house.timeline.change('incident-a', textsOf, causeOf('c1'), () =>
      ok({ entries: [noteAdded({ text: 'first' })], also, effects: [effect('x')], answer: null }),
    ),
  );
  expect(dataOf(await house.timeline.read('incident-a'))).toEqual(['first', 'incident-a']);
  expect(dataOf(await house.timeline.read('incident-b'))).toEqual(['before', 'incident-b']);
  expect((await verify(house.store)).faults).toEqual([]);
});

test('two timelines on one store decide again when the other was first', async () => {
  await using house = await openHouse();
  const rival = { timeline: timelineOn(house.store, house.clock) };
  await say(house, 'incident-x', 'warm', 'w1');
  await rival.timeline.state('incident-x', textsOf);
  const results = await Promise.all([
    say(house, 'incident-x', 'a', 'a'),
    say(rival, 'incident-x', 'b', 'b'),
    say(house, 'incident-x', 'c', 'c'),
  ]);
  expect(results.every((result) => result.ok)).toBe(true);
  expect(dataOf(await house.timeline.read('incident-x')).toSorted()).toEqual(['a', 'b', 'c', 'warm']);
  expect((await verify(house.store)).faults).toEqual([]);
});

test('half of an emoji, a null byte and a secret are taken, and the chain verifies', async () => {
  await using house = await openHouse();
  await say(house, 'incident-x', 'cut \ud83d here \ud83d\ud83d \\ud83d \u{1F525} \u0000', 'c1');
  await say(house, 'incident-x', 'password: hunter2hunter2', 'c2');
  const [odd, masked] = await house.timeline.read('incident-x');
  expect(odd?.data).toEqual({ text: 'cut \ufffd here \ufffd\ufffd \\ud83d \u{1F525} \u0000' });
  expect(masked?.masked).toBe(true);
  expect(JSON.stringify(masked)).not.toContain('hunter2');
  expect((await verify(house.store)).faults).toEqual([]);
});

test('a long stream is snapshotted, and folds to the same state with the snapshot', async () => {
  await using house = await openHouse();
  for (let n = 0; n < 11; n++) {
    await Promise.all(Array.from({ length: 100 }, (_, i) => say(house, 'incident-x', `${n}.${i}`, `c${n}.${i}`)));
  }
  const state = await house.timeline.state('incident-x', textsOf);
  expect((await house.store.snapshot('incident-x', textsOf.name))?.seq).toBeGreaterThanOrEqual(500);
  await house.restart();
  expect(await house.timeline.state('incident-x', textsOf)).toEqual(state);
});

test('the states of a timeline that grows are not written again and again, nor is much read behind the last one', () => {
  let [seq, written] = [0, 0];
  while (seq < 100_000) {
    const more = entriesToNextSnapshot(seq);
    expect(more).toBeLessThanOrEqual(Math.max(500, seq / 20));
    seq += more;
    written += seq;
  }
  expect(written / seq).toBeLessThan(40);
});

test('a listener that fails does not turn a committed change into a refusal', async () => {
  await using house = await openHouse();
  const failures: unknown[] = [];
  const catchIt = (error: unknown): void => void failures.push(error);
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', catchIt);
  house.timeline.onCommitted(() => {
    throw new Error('a bug in a listener');
  });
  expect((await say(house, 'incident-x', 'kept', 'c1')).ok).toBe(true);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('uncaughtException', catchIt);
  for (const listener of before) process.on('uncaughtException', listener);
  expect(failures).toHaveLength(1);
});

test('any interleaving of changes on several streams: no gap, no loss, each cause once', async () => {
  const step = fc.record({
    stream: fc.constantFrom('incident-a', 'incident-b', 'incident-c'),
    also: fc.option(fc.constantFrom('incident-a', 'organisation'), { nil: undefined }),
    cause: fc.integer({ min: 0, max: 25 }),
    rival: fc.boolean(),
    turns: fc.integer({ min: 0, max: 2 }),
    refused: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      await using house = await openHouse();
      const timelines = [house.timeline, timelineOn(house.store, house.clock)] as const;
      const running: Promise<{ cause: string; answer: unknown } | undefined>[] = [];
      for (const { stream, also, cause, rival, turns, refused } of steps) {
        const causeId = `cause-${cause}`;
        const timeline = rival ? timelines[1] : timelines[0];
        running.push(
          timeline
            .change(stream, textsOf, causeOf(causeId), (state, { now }) =>
              refused
                ? refuse('test/no', 'No.')
                : ok({
                    entries: [noteAdded({ text: causeId })],
                    ...(also && { also: [{ stream: also, entries: [noteAdded({ text: `also ${causeId}` })] }] }),
                    answer: [stream, state.texts.length, now],
                  }),
            )
            .then((result) => (result.ok ? { cause: causeId, answer: result.value.answer } : undefined)),
        );
        for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      }
      const told = new Map<string, string>();
      for (const result of await Promise.all(running)) {
        if (!result) continue;
        const answer = JSON.stringify(result.answer);
        expect(told.get(result.cause) ?? answer).toBe(answer);
        told.set(result.cause, answer);
      }
      const texts: unknown[] = [];
      for (const stream of await house.store.streams({ limit: 10 })) {
        const entries = await house.timeline.read(stream);
        expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
        texts.push(...dataOf(entries));
        expect(await timelineOn(house.store, house.clock).state(stream, textsOf)).toEqual({ texts: dataOf(entries) });
      }
      const causes = texts.filter((text) => String(text).startsWith('cause-')).toSorted();
      expect(causes).toEqual([...told.keys()].toSorted());
      expect((await verify(house.store)).faults).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
