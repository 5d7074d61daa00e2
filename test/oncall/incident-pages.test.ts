import { expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { StoreError } from '../../src/timeline/store.ts';
import { openDesk } from './desk.ts';

type Desk = ReturnType<typeof openDesk>;

const incident = (number: number, services: readonly string[]) => ({
  stream: `incident-${String(number).padStart(22, '0')}`,
  number,
  title: 'Checkout fails',
  private: false,
  severity: 'SEV-2',
  services,
});

/** What channels of incidents are told, whether it was done yet or not. */
const toldTo = async ({ store }: Desk): Promise<readonly string[]> => {
  const states = ['pending', 'running', 'done', 'parked'] as const;
  const effects = await Promise.all(states.map((state) => store.effects({ state, limit: 100 })));
  return effects.flat().flatMap(({ kind, payload }) => (kind === 'page.tell' ? [JSON.stringify(payload)] : []));
};

test('before there is any policy, the first incident that names a service says that nobody is paged, and no other', async () => {
  const desk = openDesk({ services: { web: {} } });
  expectOk(await desk.oncall.pageIncident(incident(1, [])));
  expect(await toldTo(desk)).toEqual([]);
  expectOk(await desk.oncall.pageIncident(incident(2, ['web'])));
  expectOk(await desk.oncall.pageIncident(incident(3, ['web'])));
  const told = await toldTo(desk);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('no escalation policies yet');
  await desk.close();
});

test('where there are policies, each incident that pages nobody says so', async () => {
  const policies = { web: { steps: [{ page: ['person:alice'] }] } };
  const desk = openDesk({ services: { web: {} }, policies });
  for (const number of [1, 2]) expectOk(await desk.oncall.pageIncident(incident(number, ['web'])));
  const told = await toldTo(desk);
  expect(told).toHaveLength(2);
  expect(told[0]).toContain('web has no escalation policy');
  await desk.close();
});

test('people whom an alert pages already are not paged again for another service with the same policy', async () => {
  const policies = { web: { steps: [{ page: ['person:alice'] }] }, db: { steps: [{ page: ['person:bob'] }] } };
  const services = { shop: { policy: 'web' }, search: { policy: 'web' }, database: { policy: 'db' } };
  const desk = openDesk({ services, policies });
  const of = incident(1, ['shop', 'search', 'database']);
  expectOk(
    await desk.oncall.pages.open(
      {
        to: { type: 'policy', key: 'web' },
        message: 'Checkout fails',
        urgency: 'high',
        service: 'shop',
        incident: of.stream,
        dedupKey: 'checkout',
      },
      { causeId: 'alert:1', actor: { kind: 'muster', id: 'muster' }, source: { kind: 'webhook' } },
    ),
  );
  expectOk(await desk.oncall.pageIncident(of));
  expect((await desk.oncall.pages.ofIncident(of.stream)).map(({ service }) => service)).toEqual(['shop', 'database']);
  await desk.close();
});

test('a policy that cannot be paged is named in the channel once, and the others are paged', async () => {
  const policies = { db: { steps: [{ page: ['person:bob'] }] } };
  const desk = openDesk({ services: { database: { policy: 'db' } }, policies });
  // Between two looks at it muster.yaml may have lost it.
  desk.reload({ services: { shop: { policy: 'gone' }, database: { policy: 'db' } }, policies });
  const of = incident(1, ['shop', 'database']);
  for (let time = 0; time < 2; time++) expect(expectOk(await desk.oncall.pageIncident(of))).toEqual([1]);
  const told = (await toldTo(desk)).filter((said) => said.includes('could not be paged'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('The policy gone could not be paged');
  await desk.close();
});

test.each([
  ['that a policy could not be paged', 'gone', 'The policy gone could not be paged'],
  ['that nobody is paged', undefined, 'Nobody is paged for this SEV-2'],
])('a disk that refuses to have it said %s is asked again', async (_, policy, words) => {
  const policies = { db: { steps: [{ page: ['person:bob'] }] } };
  const desk = openDesk({ policies });
  desk.reload({ services: { shop: policy === undefined ? {} : { policy } }, policies });
  const commit = desk.store.commit.bind(desk.store);
  desk.store.commit = () => Promise.reject(new StoreError('store/full', 'The disk is full.'));
  const refused = await desk.oncall.pageIncident(incident(1, ['shop']));
  expect(refused.ok ? '' : refused.refusal.code).toBe('store/full');
  desk.store.commit = commit;
  expectOk(await desk.oncall.pageIncident(incident(1, ['shop'])));
  expect((await toldTo(desk))[0]).toContain(words);
  await desk.close();
});
