import { afterEach, describe, expect, test } from 'vitest';
import { createPagerDutyClient } from '../../../src/oncall/pagerduty/client.ts';
import { documented } from '../../counterparts/pagerduty/document.ts';
import { type PagerDutyServer, startPagerDuty } from '../../counterparts/pagerduty/pagerduty-server.ts';
import { acme } from './acme.ts';

let server: PagerDutyServer;
afterEach(() => server.stop());
const ALICE = 'alice@example.com';

async function client() {
  server = await startPagerDuty({ now: () => Date.parse('2026-03-02T15:00:00Z'), state: acme() });
  return createPagerDutyClient({ apiUrl: server.url, token: server.state.token, now: () => 0 });
}

describe(`a PagerDuty that keeps state${documented ? '' : ' (shared/data is not here: nothing was held to PagerDuty’s document)'}`, () => {
  test('an incident lives there as it does with PagerDuty, and every request and answer is described', async () => {
    const pd = await client();
    const order = { title: 'Down', service: 'PSVC1', urgency: 'high', key: 'page-1', details: 'text' } as const;
    const made = await pd.createIncident(order, ALICE);
    if (!made.ok) throw new Error(made.refusal.message);
    const { id } = made.value;
    expect(server.state.incidents[0]?.assignees).toEqual(['PALICE']);
    expect((await pd.createIncident(order, ALICE)).ok).toBe(false);
    await pd.note(id, 'looking', ALICE);
    await pd.statusUpdate(id, 'still down', ALICE);
    await pd.requestResponders(id, 'PALICE', ['PCAROL'], 'please');
    await pd.escalate(id, 2, ALICE);
    expect(server.state.incidents[0]?.assignees).toEqual(['PCAROL']);
    await pd.snooze(id, 3600, ALICE);
    await pd.acknowledge(id, 'bob@example.com');
    expect(server.state.incidents[0]?.assignees).toEqual(['PBOBBY']);
    await pd.reassign(id, ['PCAROL'], ALICE);
    await pd.reassignToPolicy(id, 'PPOL1', ALICE);
    const other = await pd.createIncident({ ...order, key: 'page-2' }, ALICE);
    if (!other.ok) throw new Error(other.refusal.message);
    expect(await pd.merge(id, [other.value.id], ALICE)).toMatchObject({ ok: true });
    expect(await pd.resolve(id, ALICE)).toMatchObject({ value: { status: 'resolved' } });
    expect(await pd.resolve(id, ALICE)).toMatchObject({ refusal: { code: 'pagerduty/resolved' } });
    expect(await pd.note(id, 'who?', 'nobody@example.com')).toMatchObject({ refusal: { code: 'pagerduty/from' } });
    expect(server.state.logEntries.map((entry) => entry.type)).toContain('acknowledge_log_entry');
    const ask = (method: string, path: string, body?: object) =>
      fetch(server.url + path, {
        method,
        headers: {
          authorization: `Token token=${server.state.token}`,
          accept: 'application/vnd.pagerduty+json;version=2',
          'content-type': 'application/json',
        },
        ...(body && { body: JSON.stringify(body) }),
      });
    const subscription = {
      type: 'webhook_subscription',
      delivery_method: { type: 'http_delivery_method', url: 'https://muster.example/webhooks/pagerduty' },
      events: ['incident.triggered'],
      filter: { type: 'account_reference' },
    };
    const requests: readonly (readonly [string, string, object?])[] = [
      ['POST', '/webhook_subscriptions', { webhook_subscription: subscription }],
      ['GET', '/webhook_subscriptions'],
      ['GET', '/incidents?incident_key=page-1'],
      ['GET', '/users/PALICE'],
      ['GET', '/schedules'],
      ['GET', '/schedules/PLAYER?since=2026-03-01T00:00:00Z&until=2026-04-01T00:00:00Z'],
      ['GET', '/schedules/PLAYER/overrides?since=2026-03-01T00:00:00Z&until=2026-04-01T00:00:00Z'],
      ['GET', '/v3/schedules?limit=100'],
      ['GET', '/v3/schedules/PSHIFT?include[]=final_schedule&since=2026-03-01T00:00:00Z&until=2026-04-01T00:00:00Z'],
      ['GET', '/escalation_policies'],
      ['GET', '/services'],
      ['GET', '/oncalls?schedule_ids[]=PSHIFT'],
      ['GET', `/incidents/${id}/log_entries`],
      ['GET', `/incidents/${id}/notes`],
    ];
    const statuses: number[] = [];
    for (const [method, path, body] of requests) statuses.push((await ask(method, path, body)).status);
    expect(statuses.every((status) => status < 300)).toBe(true);
    expect((await ask('GET', '/v3/schedules/PLAYER')).status).toBe(400);
    expect(server.undocumented).toEqual([]);
  });

  test.skipIf(!documented)('what the document does not describe is refused and noted', async () => {
    const pd = await client();
    await pd.snooze('PI1', -5, ALICE);
    expect(server.undocumented.join()).toContain('/duration must be >= 1');
  });
});
