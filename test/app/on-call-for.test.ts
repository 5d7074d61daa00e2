import { expect, test } from 'vitest';
import { firstPagedBy } from '../../src/app/on-call-for.ts';
import { expectOk } from '../../src/base/result.ts';
import { ALICE, BOB, CAROL, START, open } from '../oncall/desk.ts';

test('whom a policy pages first: of a round robin the one whose turn it is', async () => {
  const desk = open({
    policies: { shop: { steps: [{ page: ['person:alice', { roundRobin: ['person:bob', 'person:carol'] }] }] } },
  });
  expect(await firstPagedBy(desk.oncall, 'shop', START)).toEqual({ policy: 'shop', people: [ALICE, BOB] });
  expectOk(await desk.as(CAROL).type('page send', { who: 'policy:shop', message: 'Slow' }));
  expect(await firstPagedBy(desk.oncall, 'shop', START)).toEqual({ policy: 'shop', people: [ALICE, CAROL] });
  expect(await firstPagedBy(desk.oncall, 'other', START)).toBeUndefined();
});
