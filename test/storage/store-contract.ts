import { afterEach, describe, expect, test } from 'vitest';
import type { EntryKinds } from '../../src/timeline/entry-kind.ts';
import type { Projection } from '../../src/timeline/projection.ts';
import { type Store, StoreError } from '../../src/timeline/store.ts';
import { type LatestNote, NOW, dataOf, effect, kinds, latestNotes, notes, request } from './fixtures.ts';

export interface StoreHouse {
  /** Opens the same store again after `close`: a restart. */
  open(options: { readonly projections?: readonly Projection[]; readonly kinds?: EntryKinds }): Promise<Store>;
  dispose(): Promise<void>;
}

const LEASE_MS = 60_000;
const MINUTE_MS = 60_000;

/** What every store must do. A store of another kind runs the same tests: `storeContract('postgres', …)`. */
export function storeContract(name: string, build: () => Promise<StoreHouse>): void {
  const houses: StoreHouse[] = [];
  afterEach(async () => {
    for (const house of houses.splice(0)) await house.dispose();
  });
  const newHouse = async (): Promise<StoreHouse> => {
    const house = await build();
    houses.push(house);
    return house;
  };
  const newStore = async (): Promise<Store> => (await newHouse()).open({ projections: [latestNotes], kinds });
  const claimAt = async (store: Store, at: number, limit = 100): Promise<readonly unknown[]> =>
    (await store.claimEffects(at, at + LEASE_MS, limit)).map(({ payload }) => payload);

  describe(`${name}: entries`, () => {
    test('come back as they were appended, in order, after a restart too', async () => {
      const house = await newHouse();
      const first = await house.open({ projections: [latestNotes], kinds });
      const append = await notes(first, 'incident-a', 'one', 'two \u{1F525} مرحبا', '', 'null\u0000byte');
      await first.commit(request('c1', { appends: [append] }));
      expect(await first.read('incident-a')).toEqual(append.entries);
      await first.close();
      const second = await house.open({ projections: [latestNotes], kinds });
      expect(await second.read('incident-a')).toEqual(append.entries);
      expect(await second.head('incident-a')).toEqual({ seq: 4, hash: append.entries[3]?.hash, recordedAt: NOW });
      expect(await second.find(append.entries[1]?.id ?? '')).toEqual(append.entries[1]);
      expect(await second.find('nobody')).toBeUndefined();
      expect(await second.head('incident-b')).toBeUndefined();
    });

    test('are read by range, in both directions', async () => {
      const store = await newStore();
      await store.commit(request('c1', { appends: [await notes(store, 'incident-a', '1', '2', '3', '4', '5')] }));
      const read = async (range: Parameters<Store['read']>[1]) => dataOf(await store.read('incident-a', range));
      expect(await read({ behind: 1, upTo: 4 })).toEqual(['2', '3', '4']);
      expect(await read({ limit: 2 })).toEqual(['1', '2']);
      expect(await read({ order: 'descending', limit: 2 })).toEqual(['5', '4']);
      expect(await read({ behind: 5 })).toEqual([]);
    });

    test('are picked by number, in the order asked for, however often, without those that are not there', async () => {
      const store = await newStore();
      await store.commit(request('c1', { appends: [await notes(store, 'incident-a', '1', '2', '3', '4', '5')] }));
      await store.commit(request('c2', { appends: [await notes(store, 'incident-b', 'other')] }));
      const pick = async (...seqs: number[]) => dataOf(await store.pick('incident-a', seqs));
      expect(await pick(4, 1, 3)).toEqual(['4', '1', '3']);
      expect(await pick(5, 1)).toEqual(['5', '1']);
      expect(await pick(2, 2, 9, 0, 5)).toEqual(['2', '2', '5']);
      expect(await pick()).toEqual([]);
      expect(await store.pick('incident-a', [3])).toEqual(await store.read('incident-a', { behind: 2, upTo: 3 }));
    });

    test('of several streams are committed together or not at all', async () => {
      const store = await newStore();
      const stale = await notes(store, 'incident-b', 'stale');
      await store.commit(request('c1', { appends: [await notes(store, 'incident-b', 'first')] }));
      const both = { appends: [await notes(store, 'incident-a', 'mine'), stale], effects: [effect('never')] };
      expect(await store.commit(request('c2', both))).toEqual({ outcome: 'conflict', stream: 'incident-b' });
      expect(await store.read('incident-a')).toEqual([]);
      expect(await store.findCommit('c2')).toBeUndefined();
      expect(await store.countEffects('pending')).toBe(0);
    });

    test('entries that follow from one that was never written are a conflict, whatever their numbers', async () => {
      const store = await newStore();
      const ours = await notes(store, 'incident-h', 'ours');
      const theirs = await notes(store, 'incident-h', 'theirs');
      const [first] = ours.entries;
      expect(await store.commit(request('h1', { appends: [theirs] }))).toEqual({ outcome: 'committed' });
      // Decided on top of `ours`, which lost the race: its number fits, what it follows from is not there.
      const next = await notes(store, 'incident-h', 'next');
      const orphan = { ...next, expectedHash: first?.hash ?? '' };
      expect(await store.commit(request('h2', { appends: [orphan] }))).toEqual({
        outcome: 'conflict',
        stream: 'incident-h',
      });
      expect(await store.head('incident-h')).toMatchObject({ seq: 1 });
    });

    test('streams are listed by type and page', async () => {
      const store = await newStore();
      for (const stream of ['incident-b', 'page-a', 'organisation', 'incident-a', 'incidental-x']) {
        await store.commit(request(stream, { appends: [await notes(store, stream, 'x', 'y')] }));
      }
      expect(await store.streams({ limit: 10 })).toEqual([
        'incident-a',
        'incident-b',
        'incidental-x',
        'organisation',
        'page-a',
      ]);
      expect(await store.streams({ type: 'incident', limit: 10 })).toEqual(['incident-a', 'incident-b']);
      expect(await store.streams({ type: 'incident', behind: 'incident-a', limit: 10 })).toEqual(['incident-b']);
      expect(await store.streams({ type: 'organisation', limit: 10 })).toEqual(['organisation']);
      expect(await store.streams({ behind: 'incidental-x', limit: 1 })).toEqual(['organisation']);
    });
  });

  describe(`${name}: causes`, () => {
    test('commit once, and a repetition is told what the first was told', async () => {
      const store = await newStore();
      const append = await notes(store, 'incident-a', 'once');
      const [first, second] = await Promise.all([
        store.commit(request('c1', { appends: [append], answer: { number: 7 } })),
        store.commit(request('c1', { appends: [append], answer: { number: 8 } })),
      ]);
      expect(first).toEqual({ outcome: 'committed' });
      expect(second).toEqual({ outcome: 'repeated', first: { causeId: 'c1', at: NOW, answer: { number: 7 } } });
      expect(await store.read('incident-a')).toHaveLength(1);
      expect(await store.findCommit('c1')).toEqual({ causeId: 'c1', at: NOW, answer: { number: 7 } });
    });

    test('commit once, also when the second time would follow from what the first has written', async () => {
      const store = await newStore();
      await store.commit(request('c1', { appends: [await notes(store, 'incident-a', 'once')], answer: 7 }));
      const again = { appends: [await notes(store, 'incident-a', 'twice')], effects: [effect('never')], answer: 8 };
      const first = { causeId: 'c1', at: NOW, answer: 7 };
      expect(await store.commit(request('c1', again))).toEqual({ outcome: 'repeated', first });
      expect(dataOf(await store.read('incident-a'))).toEqual(['once']);
      expect(await store.countEffects('pending')).toBe(0);
    });

    test('that arrive together do not hurt one another when one of them fails', async () => {
      const store = await newStore();
      const appends = await Promise.all(
        ['incident-a', 'incident-b', 'incident-c'].map((stream, index) =>
          notes(store, stream, index === 1 ? 'explode' : 'fine'),
        ),
      );
      const outcomes = await Promise.allSettled(
        appends.map((append) => store.commit(request(append.stream, { appends: [append], effects: [effect('done')] }))),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await store.read('incident-b')).toEqual([]);
      expect(await store.findCommit('incident-b')).toBeUndefined();
      expect(await store.streams({ limit: 9 })).toEqual(['incident-a', 'incident-c']);
      expect(await store.countEffects('pending')).toBe(2);
    });

    test('that append to the same stream at once: one is first, the others decide again', async () => {
      const store = await newStore();
      const rivals = await Promise.all(Array.from({ length: 20 }, (_, n) => notes(store, 'incident-a', `${n}`)));
      const outcomes = await Promise.all(
        rivals.map((append, n) => store.commit(request(`c${n}`, { appends: [append] }))),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'committed')).toHaveLength(1);
      expect(outcomes.filter(({ outcome }) => outcome === 'conflict')).toHaveLength(19);
      expect(await store.read('incident-a')).toHaveLength(1);
    });
  });

  describe(`${name}: projections`, () => {
    const put = async (store: Store, stream: string, ...texts: string[]) =>
      store.commit(request(`${stream}${texts.join()}`, { appends: [await notes(store, stream, ...texts)] }));

    test('see what earlier entries of the same commit changed', async () => {
      const store = await newStore();
      await put(store, 'incident-a', 'open one', 'open two', 'open three');
      expect(await store.projected(latestNotes, 'incident-a')).toEqual({ text: 'open three', count: 3 });
    });

    test('of a commit that failed are as they were before it', async () => {
      const store = await newStore();
      await put(store, 'incident-a', 'fine');
      await expect(put(store, 'incident-a', 'half-done', 'explode')).rejects.toThrow();
      await expect(put(store, 'incident-b', 'half-done', 'explode')).rejects.toThrow();
      expect(await store.projected(latestNotes, 'incident-a')).toEqual({ text: 'fine', count: 1 });
      expect(await store.projected(latestNotes, 'incident-b')).toBeUndefined();
    });

    test('are listed by bucket, order and page; a dropped row is gone', async () => {
      const store = await newStore();
      await put(store, 'incident-a', 'open');
      await put(store, 'incident-b', 'open', 'open');
      await put(store, 'incident-c', 'x', 'y', 'closed');
      await put(store, 'incident-d', 'open', 'drop');
      const keys = async (query: Parameters<Store['project']>[1]) =>
        (await store.project(latestNotes, query)).map(({ key }) => key);
      expect(await keys({ limit: 10 })).toEqual(['incident-a', 'incident-b', 'incident-c']);
      expect(await keys({ bucket: 'open', order: 'descending', limit: 10 })).toEqual(['incident-b', 'incident-a']);
      expect(await keys({ order: 'descending', behind: 3, limit: 1 })).toEqual(['incident-b']);
      expect(await store.countProjected(latestNotes)).toBe(3);
      expect(await store.countProjected(latestNotes, 'open')).toBe(2);
    });

    test('are built again from the entries when their version changes, or when they are new', async () => {
      const house = await newHouse();
      const first = await house.open({ projections: [], kinds });
      await put(first, 'incident-a', 'one', 'two');
      await first.close();
      const second = await house.open({ projections: [latestNotes], kinds });
      expect(await second.projected(latestNotes, 'incident-a')).toEqual({ text: 'two', count: 2 });
      await second.close();
      const loud: Projection<LatestNote> = {
        ...latestNotes,
        version: 2,
        apply: (entry, get) =>
          latestNotes.apply(entry, get).map((change) => ({
            ...change,
            row: change.row && { ...change.row, text: change.row.text.toUpperCase() },
          })),
      };
      const third = await house.open({ projections: [loud], kinds });
      expect(await third.projected(loud, 'incident-a')).toEqual({ text: 'TWO', count: 2 });
    });
  });

  describe(`${name}: effects`, () => {
    test('run in order within a lane, one at a time, and lanes do not wait for each other', async () => {
      const store = await newStore();
      const lanes = ['a', 'a', 'b', 'a'].map((lane, n) => effect(`${lane}${n}`, { lane }));
      await store.commit(request('c1', { effects: [...lanes, effect('none1'), effect('none2')] }));
      const claimed = await store.claimEffects(NOW, NOW + LEASE_MS, 100);
      expect(claimed.map(({ payload }) => payload)).toEqual(['a0', 'b2', 'none1', 'none2']);
      expect(claimed.every(({ state, attempts }) => state === 'running' && attempts === 1)).toBe(true);
      expect(await claimAt(store, NOW)).toEqual([]);
      await store.finishEffect(claimed[0]?.id ?? '', NOW, { outcome: 'done' }, null);
      expect(await claimAt(store, NOW)).toEqual(['a1']);
    });

    test('that wait for a retry, or are parked, stop their own lane only', async () => {
      const store = await newStore();
      const laned = ['a', 'a', 'b', 'b'].map((lane, n) => effect(`${lane}${n}`, { lane }));
      await store.commit(request('c1', { effects: laned }));
      const [a, b] = await store.claimEffects(NOW, NOW + LEASE_MS, 100);
      const later = NOW + MINUTE_MS;
      await store.finishEffect(a?.id ?? '', NOW, { outcome: 'retry', reason: 'busy' }, later);
      await store.finishEffect(b?.id ?? '', NOW, { outcome: 'park', reason: 'no such channel' }, null);
      expect(await claimAt(store, later - 1)).toEqual([]);
      expect(await store.nextEffectDue()).toBe(later);
      const again = await store.claimEffects(later, later + LEASE_MS, 100);
      expect(again.map(({ payload, attempts }) => [payload, attempts])).toEqual([['a0', 2]]);
      expect((await store.effects({ state: 'parked', limit: 9 })).map(({ lastError }) => lastError)).toEqual([
        'no such channel',
      ]);
      expect(await store.unpark(b?.id ?? '', later)).toBe(true);
      expect(await store.unpark(b?.id ?? '', later)).toBe(false);
      expect(await claimAt(store, later)).toEqual(['b2']);
    });

    test('are told apart by their keys alone, those of a kind that are not finished', async () => {
      const store = await newStore();
      const keyed = ['a', 'b', 'c', 'd'].map((key, n) => effect(key, { key, dueAt: NOW + n * MINUTE_MS }));
      const others = [
        effect('no key'),
        effect('other', { key: 'other', kind: 'direct-message.send', dueAt: NOW + 9 * MINUTE_MS }),
      ];
      await store.commit(request('c1', { effects: [...keyed, ...others] }));
      const claimed = async (at: number) => (await store.claimEffects(at, at + LEASE_MS, 9)).find(({ key }) => key);
      const done = await claimed(NOW);
      await store.finishEffect(done?.id ?? '', NOW, { outcome: 'done' }, null);
      const parked = await claimed(NOW + MINUTE_MS);
      await store.finishEffect(parked?.id ?? '', NOW, { outcome: 'park', reason: 'gone' }, null);
      const running = await claimed(NOW + 2 * MINUTE_MS);
      expect([done, parked, running].map((each) => each?.key)).toEqual(['a', 'b', 'c']);
      expect((await store.effectKeys('message.post')).toSorted()).toEqual(['c', 'd']);
      expect(await store.effectKeys('nothing.like-it')).toEqual([]);
    });

    test('that merely wait do not use up an attempt', async () => {
      const store = await newStore();
      await store.commit(request('c1', { effects: [effect('x')] }));
      const [claimed] = await store.claimEffects(NOW, NOW + LEASE_MS, 1);
      await store.finishEffect(claimed?.id ?? '', NOW, { outcome: 'retry', reason: 'rate limit', waits: true }, NOW);
      expect((await store.claimEffects(NOW, NOW + LEASE_MS, 1))[0]?.attempts).toBe(1);
    });

    test('that were tried before the clock was put back are due now; timers keep their time', async () => {
      const store = await newStore();
      const LATER = NOW + 60 * MINUTE_MS;
      const timer = effect('timer', { lane: null, key: 'step', dueAt: LATER + MINUTE_MS });
      await store.commit(request('c1', { effects: [effect('tried'), timer] }));
      const [tried] = await store.claimEffects(LATER, LATER + LEASE_MS, 1);
      await store.finishEffect(tried?.id ?? '', LATER, { outcome: 'retry', reason: 'busy' }, LATER + 1000);
      expect(await claimAt(store, NOW + 1000)).toEqual([]);
      await store.clockWentBack(NOW + 1000);
      expect(await claimAt(store, NOW + 1000)).toEqual(['tried']);
      expect(await claimAt(store, LATER)).not.toContain('timer');
      expect(await claimAt(store, LATER + MINUTE_MS)).toContain('timer');
    });

    test('that are replaced after the clock was put back are no older than the clock, also when they were tried', async () => {
      const store = await newStore();
      const LATER = NOW + 60 * MINUTE_MS;
      const step = (at: number) => effect('step', { lane: null, key: 'step', dueAt: at });
      await store.commit({ ...request('c1', { effects: [step(LATER)] }), at: LATER });
      const [tried] = await store.claimEffects(LATER, LATER + LEASE_MS, 1);
      await store.finishEffect(tried?.id ?? '', LATER, { outcome: 'retry', reason: 'busy' }, LATER + 1000);
      await store.commit({ ...request('c2', { effects: [step(NOW + MINUTE_MS)] }), at: NOW });
      expect(await store.effects({ key: 'step', limit: 9 })).toMatchObject([{ id: tried?.id, createdAt: NOW }]);
    });

    test('are not due before their time, and the next time is known', async () => {
      const store = await newStore();
      expect(await store.nextEffectDue()).toBeUndefined();
      await store.commit(
        request('c1', { effects: [effect('late', { dueAt: NOW + 2000 }), effect('soon', { dueAt: NOW + 1000 })] }),
      );
      expect(await store.nextEffectDue()).toBe(NOW + 1000);
      expect(await claimAt(store, NOW + 999)).toEqual([]);
      expect(await claimAt(store, NOW + 5000)).toEqual(['soon', 'late']);
    });

    test('with a key: a later draft takes the place of the pending one, and a running one is not disturbed', async () => {
      const store = await newStore();
      const card = (text: string) => effect(text, { lane: 'card', key: 'card:42' });
      await store.commit(request('c1', { effects: [card('v1')] }));
      await store.commit(request('c2', { effects: [card('v2')] }));
      const [running] = await store.claimEffects(NOW, NOW + LEASE_MS, 10);
      expect(running?.payload).toBe('v2');
      await store.commit(request('c3', { effects: [card('v3'), card('v4')] }));
      expect(await claimAt(store, NOW)).toEqual([]);
      await store.finishEffect(running?.id ?? '', NOW, { outcome: 'done' }, null);
      expect(await claimAt(store, NOW)).toEqual(['v4']);
    });

    test('brought forward take the place of a pending one; what runs or is done is not asked for again', async () => {
      const store = await newStore();
      const timer = (text: string, dueAt: number) => effect(text, { key: 'way:1', dueAt });
      const sooner = { ...timer('sooner', NOW), ifPending: true as const };
      await store.commit(request('c1', { effects: [sooner] }));
      expect(await claimAt(store, NOW)).toEqual([]);
      await store.commit(request('c2', { effects: [timer('later', NOW + MINUTE_MS)] }));
      await store.commit(request('c3', { effects: [sooner] }));
      const [running] = await store.claimEffects(NOW, NOW + LEASE_MS, 10);
      expect(running?.payload).toBe('sooner');
      await store.commit(request('c4', { effects: [sooner] }));
      await store.finishEffect(running?.id ?? '', NOW, { outcome: 'done' }, null);
      await store.commit(request('c5', { effects: [sooner] }));
      expect(await claimAt(store, NOW + MINUTE_MS)).toEqual([]);
    });

    test('with a key and a least interval keep their distance to the previous run', async () => {
      const store = await newStore();
      const card = effect('card', { lane: 'card', key: 'card:42', minIntervalMs: 10_000 });
      await store.commit(request('c1', { effects: [card] }));
      const [first] = await store.claimEffects(NOW, NOW + LEASE_MS, 10);
      await store.finishEffect(first?.id ?? '', NOW, { outcome: 'done' }, null);
      await store.commit(request('c2', { at: NOW + 3000, effects: [card] }));
      expect(await store.nextEffectDue()).toBe(NOW + 10_000);
      await store.commit(request('c3', { at: NOW + 4000, effects: [card] }));
      expect(await store.nextEffectDue()).toBe(NOW + 10_000);
    });

    test('are not due earlier through a later draft than a counterpart asked to wait', async () => {
      const store = await newStore();
      const card = effect('card', { lane: 'card', key: 'card:42' });
      await store.commit(request('c1', { effects: [card] }));
      const [first] = await store.claimEffects(NOW, NOW + LEASE_MS, 10);
      await store.finishEffect(first?.id ?? '', NOW, { outcome: 'retry', reason: '429', waits: true }, NOW + 30_000);
      await store.commit(request('c2', { at: NOW + 1000, effects: [card] }));
      expect(await store.nextEffectDue()).toBe(NOW + 30_000);
    });

    test('are taken back by key; a running one is left alone, but not tried again', async () => {
      const store = await newStore();
      const step = effect('page', { key: 'step' });
      await store.commit(request('c1', { effects: [step] }));
      await store.commit(request('c2', { effects: [{ cancel: 'step' }, { cancel: 'unheard of' }] }));
      expect(await claimAt(store, NOW)).toEqual([]);
      await store.commit(request('c3', { effects: [step] }));
      const [running] = await store.claimEffects(NOW, NOW + LEASE_MS, 10);
      await store.commit(request('c4', { effects: [{ cancel: 'step' }] }));
      await store.finishEffect(running?.id ?? '', NOW, { outcome: 'retry', reason: 'busy' }, NOW);
      expect(await claimAt(store, NOW)).toEqual([]);
      expect((await store.effects({ id: running?.id ?? '', limit: 1 }))[0]?.state).toBe('cancelled');
    });

    test('taken back only if they are pending, go on when they run, also past the end of their process', async () => {
      const house = await newHouse();
      const store = await house.open({ projections: [latestNotes], kinds });
      const step = effect('page', { key: 'step' });
      await store.commit(request('c1', { effects: [step] }));
      await store.commit(request('c2', { effects: [{ cancel: 'step', ifPending: true }] }));
      expect(await claimAt(store, NOW)).toEqual([]);
      await store.commit(request('c3', { effects: [step] }));
      expect(await claimAt(store, NOW)).toEqual(['page']);
      await store.commit(request('c4', { effects: [{ cancel: 'step', ifPending: true }] }));
      await store.close();
      const restarted = await house.open({ projections: [latestNotes], kinds });
      expect(await claimAt(restarted, NOW + LEASE_MS)).toEqual(['page']);
    });

    test('taken back in a lane let the next one go', async () => {
      const store = await newStore();
      const first = effect('first', { lane: 'l', key: 'k', dueAt: NOW + MINUTE_MS });
      await store.commit(request('c1', { effects: [first, effect('second', { lane: 'l' })] }));
      expect(await claimAt(store, NOW)).toEqual([]);
      await store.commit(request('c2', { effects: [{ cancel: 'k' }] }));
      expect(await claimAt(store, NOW)).toEqual(['second']);
    });

    test('whose lease ran out are pending again; those of a process that died too', async () => {
      const house = await newHouse();
      const store = await house.open({ projections: [latestNotes], kinds });
      await store.commit(request('c1', { effects: [effect('x')] }));
      await claimAt(store, NOW);
      expect(await claimAt(store, NOW + LEASE_MS - 1)).toEqual([]);
      expect(await claimAt(store, NOW + LEASE_MS)).toEqual(['x']);
      await store.close();
      const restarted = await house.open({ projections: [latestNotes], kinds });
      expect(await claimAt(restarted, NOW + 3 * LEASE_MS)).toEqual(['x']);
    });

    test('are done in the commit that records their result', async () => {
      const store = await newStore();
      await store.commit(request('c1', { effects: [effect('x', { lane: 'l' }), effect('y', { lane: 'l' })] }));
      const [x] = await store.claimEffects(NOW, NOW + LEASE_MS, 10);
      const appends = [await notes(store, 'incident-a', 'posted')];
      await store.commit(request('c2', { appends, completes: x?.id ?? '' }));
      await store.finishEffect(x?.id ?? '', NOW, { outcome: 'retry', reason: 'came late' }, NOW);
      expect((await store.effects({ id: x?.id ?? '', limit: 1 }))[0]?.state).toBe('done');
      expect(await claimAt(store, NOW)).toEqual(['y']);
    });

    test('that wait when a commit gives their result are done when they have run', async () => {
      const store = await newStore();
      await store.commit(request('c1', { effects: [effect('x', { lane: 'l' }), effect('y', { lane: 'l' })] }));
      const [x] = await store.effects({ state: 'pending', limit: 1 });
      await store.commit(
        request('c2', { appends: [await notes(store, 'incident-a', 'posted')], completes: x?.id ?? '' }),
      );
      expect(await claimAt(store, NOW)).toEqual(['x']);
      await store.finishEffect(x?.id ?? '', NOW, { outcome: 'done' }, null);
      expect(await claimAt(store, NOW)).toEqual(['y']);
    });

    test('that set themselves again in the commit of their result are due anew, under an id of their own', async () => {
      const store = await newStore();
      await store.commit(request('c1', { effects: [effect('x', { key: 'k' })] }));
      const [first] = await store.claimEffects(NOW, NOW + LEASE_MS, 10);
      const again = effect('y', { key: 'k', dueAt: NOW + 1000 });
      await store.commit(request('c2', { effects: [again], completes: first?.id ?? '' }));
      await store.finishEffect(first?.id ?? '', NOW, { outcome: 'done' }, null);
      expect(await claimAt(store, NOW + 999)).toEqual([]);
      const [second] = await store.claimEffects(NOW + 1000, NOW + 1000 + LEASE_MS, 10);
      expect(second).toMatchObject({ payload: 'y', attempts: 1, causeId: 'c2', lastError: null });
      expect(second?.id).not.toBe(first?.id);
      await store.commit(request('c3', { effects: [{ cancel: 'k' }, again], completes: second?.id ?? '' }));
      expect(await claimAt(store, NOW + 1000)).toEqual(['y']);
    });

    test('are parked and tried again in the commit that records it', async () => {
      const store = await newStore();
      await store.commit(request('c1', { effects: [effect('x')] }));
      const id = (await store.claimEffects(NOW, NOW + LEASE_MS, 10))[0]?.id ?? '';
      await store.commit(request('c2', { parks: { id, reason: 'gone' } }));
      expect((await store.effects({ id, limit: 1 }))[0]).toMatchObject({ state: 'parked', lastError: 'gone' });
      await store.commit(request('c3', { unparks: id }));
      expect(await claimAt(store, NOW)).toEqual(['x']);
    });

    test('are announced after the commit that brought them', async () => {
      const store = await newStore();
      let heard = 0;
      const stop = store.onEffects(() => heard++);
      await store.commit(request('c1', { appends: [await notes(store, 'incident-a', 'none')] }));
      expect(heard).toBe(0);
      await store.commit(request('c2', { effects: [effect('x')] }));
      expect(heard).toBe(1);
      stop();
      await store.commit(request('c3', { effects: [effect('y')] }));
      expect(heard).toBe(1);
    });

    test('ten thousand that are due are claimed in batches, each once', async () => {
      const store = await newStore();
      for (let n = 0; n < 10; n++) {
        const effects = Array.from({ length: 1000 }, (_, i) => effect(`${n}.${i}`));
        await store.commit(request(`c${n}`, { effects }));
      }
      const seen = new Set<unknown>();
      for (;;) {
        const claimed = await claimAt(store, NOW, 500);
        for (const payload of claimed) seen.add(payload);
        if (claimed.length === 0) break;
        expect(claimed).toHaveLength(500);
      }
      expect(seen.size).toBe(10_000);
    });
  });

  describe(`${name}: erasure`, () => {
    test('leaves nothing of the text, and the chain', async () => {
      const store = await newStore();
      const secret = 'Jane Doe lives here';
      const append = await notes(store, 'incident-a', 'kept', secret);
      const done = effect(`say: ${secret}`, { stream: 'incident-a' });
      const waiting = effect(`say: ${secret}`, { stream: 'incident-a', dueAt: NOW + MINUTE_MS });
      await store.commit(request('c1', { appends: [append], effects: [done, waiting], answer: { said: secret } }));
      await store.saveSnapshot('incident-a', 'test.texts', { seq: 2, version: 1, state: { texts: [secret] } });
      const [claimed] = await store.claimEffects(NOW, NOW + LEASE_MS, 1);
      await store.finishEffect(claimed?.id ?? '', NOW, { outcome: 'done' }, null);
      const typed = (id: string, text: string) =>
        store.saveDraft({ id, kind: 'form', owner: '1', data: { fields: { text: [text] } }, expiresAt: NOW + 1 });
      await typed('theirs', `And: ${secret}`);
      await typed('another', 'Nothing of that');

      await store.erase([append.entries[1]?.id ?? ''], 'the-record-of-it');

      const [kept, erased] = await store.read('incident-a');
      expect(kept).toEqual(append.entries[0]);
      expect(erased).toEqual({ ...append.entries[1], data: null, salt: null, erasedBy: 'the-record-of-it' });
      expect(await store.snapshot('incident-a', 'test.texts')).toBeUndefined();
      expect(await store.projected(latestNotes, 'incident-a')).toEqual({ text: 'kept', count: 1 });
      const left = [
        await store.effects({ limit: 10 }),
        await store.findCommit('c1'),
        await store.project(latestNotes, { limit: 9 }),
        await store.drafts('form', NOW, 9),
      ];
      expect(JSON.stringify(left)).not.toContain('Jane');
      expect(await store.draft('another', NOW)).toMatchObject({ id: 'another' });
      expect(await claimAt(store, NOW + MINUTE_MS)).toEqual(['say: [erased]']);
    });

    test('an erased word that a button is named by or hands on, or a channel has, leaves what must still be done', async () => {
      const store = await newStore();
      const append = await notes(store, 'incident-a', 'page', 'checkout', 'incidents', 'sms');
      const button = { action: 'page.ack', args: ['checkout'], style: 'primary' };
      const payload = { channel: 'incidents', text: 'Did you page checkout?', buttons: [[button]], args: ['by sms'] };
      const told = { person: '1', method: 'sms' };
      const effects = [payload, told].map((each) => ({ ...effect(''), lane: null, payload: each }));
      await store.commit(request('c1', { appends: [append], effects }));
      await store.erase(
        append.entries.map(({ id }) => id),
        'the-record-of-it',
      );
      expect(await claimAt(store, NOW)).toEqual([
        { ...payload, text: 'Did you [erased] [erased]?', args: ['by [erased]'] },
        told,
      ]);
    });
  });

  describe(`${name}: what is small`, () => {
    test('snapshots: the last one of a stream and fold', async () => {
      const store = await newStore();
      expect(await store.snapshot('incident-a', 'f')).toBeUndefined();
      await store.saveSnapshot('incident-a', 'f', { seq: 1, version: 1, state: { a: [1] } });
      await store.saveSnapshot('incident-a', 'f', { seq: 9, version: 2, state: null });
      expect(await store.snapshot('incident-a', 'f')).toEqual({ seq: 9, version: 2, state: null });
    });

    test('drafts: taken once, gone when they expire', async () => {
      const store = await newStore();
      const draft = { id: 'd1', kind: 'backfill', owner: '1', data: { lines: ['x'] }, expiresAt: NOW + 1000 };
      await store.saveDraft(draft);
      expect(await store.draft('d1', NOW)).toEqual(draft);
      expect(await store.drafts('backfill', NOW, 9)).toEqual([draft]);
      expect(await store.draft('d1', NOW + 1000)).toBeUndefined();
      const taken = await Promise.all([store.takeDraft('d1', NOW), store.takeDraft('d1', NOW)]);
      expect(taken.filter((one) => one !== undefined)).toEqual([draft]);
      expect(await store.drafts('backfill', NOW, 9)).toEqual([]);
    });

    test('settings: kept until they change', async () => {
      const store = await newStore();
      expect(await store.setting('a')).toBeUndefined();
      await store.setSetting('a', '1');
      await store.setSetting('a', '2');
      expect(await store.setting('a')).toBe('2');
    });

    test('pruning throws away what is past keeping, and never an entry or what is still to be done', async () => {
      const store = await newStore();
      await store.commit(
        request('old', {
          appends: [await notes(store, 'incident-a', 'x')],
          effects: [effect('done'), effect('waits')],
        }),
      );
      const [done] = await store.claimEffects(NOW, NOW + LEASE_MS, 1);
      await store.finishEffect(done?.id ?? '', NOW, { outcome: 'done' }, null);
      await store.saveDraft({ id: 'd', kind: 'k', owner: '1', data: null, expiresAt: NOW });
      await store.commit(request('new', { at: NOW + 2000 }));
      await store.prune(NOW + 1000);
      expect(await store.findCommit('old')).toBeUndefined();
      expect(await store.findCommit('new')).toBeDefined();
      expect((await store.effects({ limit: 9 })).map(({ payload }) => payload)).toEqual(['waits']);
      expect(await store.draft('d', NOW - 1)).toBeUndefined();
      expect(await store.read('incident-a')).toHaveLength(1);
    });

    test('closing writes what waits, then refuses', async () => {
      const house = await newHouse();
      const store = await house.open({ projections: [latestNotes], kinds });
      const append = await notes(store, 'incident-a', 'last words');
      const committing = store.commit(request('c1', { appends: [append] }));
      await store.close();
      expect(await committing).toEqual({ outcome: 'committed' });
      await expect(store.commit(request('c2'))).rejects.toThrow(StoreError);
      await expect(store.read('incident-a')).rejects.toThrow(StoreError);
      const reopened = await house.open({ projections: [latestNotes], kinds });
      expect(await reopened.read('incident-a')).toEqual(append.entries);
    });
  });
}
