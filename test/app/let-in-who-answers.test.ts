import { expect, test } from 'vitest';
import { letInWhoAnswers } from '../../src/app/let-in-who-answers.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk, ok } from '../../src/base/result.ts';
import { ALICE, BOB, CAROL, openDesk } from '../oncall/desk.ts';

test('after a crash in that moment who acknowledged and who joined are let in at the next start', async () => {
  const desk = openDesk({
    policies: { checkout: { steps: [{ page: ['person:alice'], wait: '5m' }] } },
  });
  const cause = { causeId: 'test', actor: { kind: 'muster', id: 'test' }, source: { kind: 'api' } } as const;
  const to = { type: 'policy', key: 'checkout' } as const;
  const order = { to, message: 'Leak', urgency: 'high', incident: 'incident-1' } as const;
  expectOk(await desk.oncall.pages.open(order, cause));
  await desk.advance(0);
  expectOk(await desk.as(ALICE).type('page ack', { page: 1 }));
  for (const who of ['person:bob', 'person:carol']) expectOk(await desk.as(ALICE).type('page add', { who, page: 1 }));
  expectOk(await desk.as(CAROL).type('page ack', { page: 1 }));
  const letIn: (readonly [string, string, number])[] = [];
  const incidents = {
    pageAnswered: async (stream: string, { person, page }: { readonly person: string; readonly page: number }) => {
      letIn.push([stream, person, page]);
      return ok(null);
    },
  };
  await letInWhoAnswers({ timeline: desk.timeline, incidents, oncall: desk.oncall, log: silentLog }).recover();
  expect(letIn).toEqual([
    ['incident-1', ALICE, 1],
    ['incident-1', CAROL, 1],
  ]);
  expect(letIn.flat()).not.toContain(BOB);
  await desk.close();
});
