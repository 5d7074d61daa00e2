import { afterEach, expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import type { EffectOutcome } from '../../../src/timeline/effect.ts';
import { ALICE, BOB, CAROL, PEOPLE, lineOf, openDesk } from '../desk.ts';

type Desk = ReturnType<typeof openDesk>;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const SENT: EffectOutcome = { outcome: 'done' };
const LOST: EffectOutcome = { outcome: 'park', reason: 'no direct messages' };
const BUSY: EffectOutcome = { outcome: 'retry', reason: 'Discord is busy' };
/** Nobody of step 1 could be told, and Carol is asked. */
const NOBODY = '#incidents: Nobody of step 1 of page 1 could be told. Payments fail';

/** A message to Alice or Bob on its way: it arrives, or does not, when the test says so. */
interface Delivery {
  /** Person and rule: `alice:0`. */
  readonly way: string;
  /** The same for all attempts at one and the same delivery. */
  readonly id: string;
  readonly ends: (outcome: EffectOutcome) => void;
}

/** Alice and Bob at the first step, by these rules; Carol at the second, an hour later. */
async function paging(high: readonly string[]) {
  const rules = { high: [...high] } as never;
  const desk: Desk = openDesk({
    people: { ...PEOPLE, alice: { discord: ALICE, rules }, bob: { discord: BOB, rules } },
    policies: {
      checkout: { steps: [{ page: ['person:alice', 'person:bob'], wait: '1h' }, { page: ['person:carol'] }] },
    },
  });
  closing.push(() => desk.close());
  const begun: Delivery[] = [];
  const underWay: Delivery[] = [];
  closing.push(async () => {
    desk.chat.outcome = () => LOST;
    for (const { ends } of underWay) ends(LOST);
    await desk.clock.advance(0);
  });
  desk.chat.outcome = (_to, { id, key }) => {
    const [person = '', rule = ''] = key?.split(':').slice(-2) ?? [];
    if (person !== ALICE && person !== BOB) return SENT;
    const { promise, resolve } = Promise.withResolvers<EffectOutcome>();
    const delivery = { way: `${person === ALICE ? 'alice' : 'bob'}:${rule}`, id, ends: resolve };
    begun.push(delivery);
    underWay.push(delivery);
    return promise;
  };
  expectOk(await desk.as(CAROL).type('page send', { who: 'policy:checkout', message: 'Payments fail' }));
  await desk.advance(0);
  const end = async (delivery: Delivery | undefined, outcome: EffectOutcome): Promise<void> => {
    if (!delivery) throw new Error('Nothing is on its way there.');
    underWay.splice(underWay.indexOf(delivery), 1);
    delivery.ends(outcome);
    await desk.advance(0);
  };
  return {
    desk,
    begun,
    underWay,
    end,
    ends: (way: string, outcome: EffectOutcome) =>
      end(
        underWay.find((each) => each.way === way),
        outcome,
      ),
    ways: (): string[] => begun.map(({ way }) => way).sort(),
    /** What Carol and the fallback channel were told. */
    told: (): string[] =>
      desk.said.flatMap(({ to, message }) =>
        to === CAROL ? ['carol'] : to.startsWith('#') ? [`${to}: ${lineOf(message)}`] : [],
      ),
  };
}

test('of two rules due together one was sent when the other fails: what was sent is not sent again', async () => {
  const { ends, ways, told } = await paging(['now discord', 'now discord']);
  await ends('alice:1', SENT);
  await ends('alice:0', LOST);
  expect(ways()).toEqual(['alice:0', 'alice:1', 'bob:0', 'bob:1']);
  expect(told()).toEqual([]);
});

test('of two rules due together the last fails first: nobody is said to be out of reach while the other is on its way', async () => {
  const { ends, ways, told } = await paging(['now discord', 'now discord']);
  await ends('bob:0', LOST);
  await ends('bob:1', LOST);
  await ends('alice:1', LOST);
  expect(told()).toEqual([]);
  await ends('alice:0', LOST);
  expect(told().sort()).toEqual([NOBODY, 'carol']);
  expect(ways()).toEqual(['alice:0', 'alice:1', 'bob:0', 'bob:1']);
});

test('two rules fail together: the one that is to come is brought forward, once', async () => {
  const { ends, ways } = await paging(['now discord', 'now discord', '5m discord', '9m discord']);
  await ends('alice:1', BUSY);
  await ends('alice:0', LOST);
  expect(ways()).toEqual(['alice:0', 'alice:1', 'alice:2', 'bob:0', 'bob:1']);
});

test('who cannot take it does not keep the page waiting for somebody who cannot be told', async () => {
  const { desk, ends, told } = await paging(['now discord']);
  await ends('alice:0', SENT);
  const [row] = await desk.oncall.pages.live();
  expectOk(await desk.as(ALICE).press('page.decline', row?.stream ?? ''));
  expect(told()).toEqual([]);
  await ends('bob:0', LOST);
  expect(told().sort()).toEqual([NOBODY.replace('Nobody', 'Nobody else'), 'carol']);
});

test('a message of an earlier reaching of the step, lost late, is not taken for one of now', async () => {
  const { desk, ends, told, underWay } = await paging(['now discord']);
  await ends('bob:0', SENT);
  const [row] = await desk.oncall.pages.live();
  expectOk(await desk.as(CAROL).submit('page.reassign.submit', row?.stream ?? '', 'policy:checkout'));
  await desk.advance(0);
  expect(underWay.map(({ way }) => way).sort()).toEqual(['alice:0', 'alice:0', 'bob:0']);
  await ends('alice:0', LOST); // the one of before
  await ends('bob:0', LOST);
  expect(told()).toEqual([]);
  await ends('alice:0', LOST);
  expect(told().sort()).toEqual([NOBODY, 'carol']);
});
