import { expect, test } from 'vitest';
import { letInWhoAnswers } from '../../src/app/let-in-who-answers.ts';
import { silentLog } from '../../src/base/log.ts';
import { type Result, expectOk, ok, refuse } from '../../src/base/result.ts';
import { ALICE, BOB, CAROL, open } from '../oncall/desk.ts';

test('who acknowledged and who joined are let in, also when the page is over before that could be done', async () => {
  const letIn: (readonly [string, string, number])[] = [];
  let answer: Result<null> = refuse('store/full', 'The disk is full.');
  const pageAnswered = letInWhoAnswers({
    incidents: {
      async pageAnswered(stream, { person, page }) {
        if (answer.ok) letIn.push([stream, person, page]);
        return answer;
      },
    },
    log: silentLog,
  });
  const desk = open({ policies: { checkout: { steps: [{ page: ['person:alice'], wait: '5m' }] } } }, { pageAnswered });
  const cause = { causeId: 'test', actor: { kind: 'muster', id: 'test' }, source: { kind: 'api' } } as const;
  const to = { type: 'policy', key: 'checkout' } as const;
  const order = { to, message: 'Leak', urgency: 'high', incident: 'incident-1' } as const;
  expectOk(await desk.oncall.pages.open(order, cause));
  await desk.advance(0);
  expectOk(await desk.as(ALICE).type('page ack', { page: 1 }));
  for (const who of ['person:bob', 'person:carol']) expectOk(await desk.as(ALICE).type('page add', { who, page: 1 }));
  expectOk(await desk.as(CAROL).type('page ack', { page: 1 }));
  expectOk(await desk.as(ALICE).type('page resolve', { page: 1 }));
  await desk.advance(0);
  expect(letIn).toEqual([]);
  answer = ok(null);
  await desk.advance(60_000);
  expect(letIn.toSorted()).toEqual([
    ['incident-1', ALICE, 1],
    ['incident-1', CAROL, 1],
  ]);
});

test('who answers a page that never asked them is let in by those who are inside', async () => {
  const letIn: string[] = [];
  const desk = open(
    { policies: { checkout: { steps: [{ page: ['person:alice'], wait: '5m' }] } } },
    {
      pageAnswered: async (_incident, { person }) => {
        letIn.push(person);
        return ok(null);
      },
    },
  );
  const cause = { causeId: 'test', actor: { kind: 'muster', id: 'test' }, source: { kind: 'api' } } as const;
  const to = { type: 'policy', key: 'checkout' } as const;
  expectOk(await desk.oncall.pages.open({ to, message: 'Leak', urgency: 'high', incident: 'incident-1' }, cause));
  await desk.advance(0);
  expectOk(await desk.as(BOB).type('page ack', { page: 1 }));
  await desk.advance(60_000);
  expect(letIn).toEqual([]);
});
