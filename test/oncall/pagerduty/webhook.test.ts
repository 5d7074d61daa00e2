import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { BOB } from '../desk.ts';
import { type Carrying, SECRET, openCarrying } from './carrying.ts';

let house: Carrying;
afterEach(async () => {
  expect(house.server.undocumented).toEqual([]);
  await house.close();
});
const samples = join(import.meta.dirname, '../../../../shared/data/pagerduty-webhook-v3-payloads.json');

const sign = (text: string, secret: string): string => `v1=${createHmac('sha256', secret).update(text).digest('hex')}`;

/** A delivery as PagerDuty makes it; `signature` says otherwise where a test forges it. */
async function deliver(body: object | string, more: { secret?: string; signature?: string; id?: string } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = new Headers({
    'x-pagerduty-signature': more.signature ?? sign(text, more.secret ?? SECRET),
    'x-webhook-id': more.id ?? 'delivery-1',
  });
  const { status } = await house.oncall.pagerduty.webhook({ headers, body: Buffer.from(text) });
  return status;
}

const event = (type: string, data: object, more: { id?: string; at?: string } = {}) => ({
  event: {
    id: more.id ?? '01EVENT',
    event_type: type,
    resource_type: 'incident',
    occurred_at: more.at ?? new Date(house.clock.now()).toISOString(),
    agent: null,
    client: null,
    data,
  },
});

/** Bob acknowledges in PagerDuty itself. */
function bobAcknowledges(): string {
  const incident = house.server.state.incidents[0];
  if (!incident) throw new Error('no incident');
  incident.status = 'acknowledged';
  incident.acknowledgers.push('PBOBBY');
  return incident.id;
}
const looks = (): number => house.server.asked.filter(({ path }) => path.endsWith('/log_entries')).length;

test('an event is answered as soon as it is on disk, and worked on after: the page follows', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const { stream } = await house.paged();
  const before = looks();
  const id = bobAcknowledges();
  expect(await deliver(event('incident.acknowledged', { type: 'incident', id, incident_key: stream }))).toBe(202);
  expect(looks()).toBe(before);
  await house.settle();
  expect(await house.row(stream)).toMatchObject({ status: 'acknowledged', acknowledgedBy: BOB });
  expect(looks()).toBe(before + 1);
});

test('an event that comes again is taken once, whatever its delivery is called', async () => {
  house = await openCarrying();
  const { stream } = await house.paged();
  const id = house.server.state.incidents[0]?.id ?? '';
  const body = event('incident.annotated', { type: 'incident_note', incident: { id }, id: 'N1', content: 'x' });
  expect(await deliver(body, { id: 'a' })).toBe(202);
  await house.settle();
  const after = looks();
  expect(await deliver(body, { id: 'a' })).toBe(200);
  // The header is not signed: a recording under another one is the same event all the same.
  expect(await deliver(body, { id: 'b' })).toBe(200);
  await house.settle();
  expect(looks()).toBe(after);
  expect((await house.trail(stream)).filter((line) => line.startsWith('PagerDuty: trigger'))).toHaveLength(1);
});

test('forged, unsigned and changed bodies are refused, and nothing is asked of PagerDuty', async () => {
  house = await openCarrying();
  const { stream } = await house.paged();
  const before = house.server.asked.length;
  const body = JSON.stringify(event('incident.resolved', { type: 'incident', id: 'PX', incident_key: stream }));
  expect(await deliver(body, { secret: 'another' })).toBe(401);
  expect(await deliver(body, { signature: '' })).toBe(401);
  expect(await deliver(`${body} `, { signature: sign(body, SECRET) })).toBe(401);
  expect(await deliver(body, { signature: sign(body, SECRET).replace('v1=', 'v2=') })).toBe(401);
  await house.settle();
  expect(house.server.asked).toHaveLength(before);
  expect(await house.row(stream)).toMatchObject({ status: 'open' });
});

test('what an event says is not believed: Muster looks for itself', async () => {
  house = await openCarrying();
  const { stream } = await house.paged();
  const id = house.server.state.incidents[0]?.id ?? '';
  await deliver(event('incident.resolved', { type: 'incident', id, incident_key: stream, status: 'resolved' }));
  await house.settle();
  expect(await house.row(stream)).toMatchObject({ status: 'open' });
});

test('a signed event is never answered with a 4xx: old ones, odd ones and strangers are passed over', async () => {
  house = await openCarrying();
  expect(await deliver('not json')).toBe(202);
  expect(await deliver({ event: { event_type: 'pagey.ping' } })).toBe(200);
  expect(await deliver({ something: 'else' })).toBe(202);
  expect(await deliver(event('service.updated', { type: 'service', id: 'PSVC1' }))).toBe(202);
  expect(await deliver(event('incident.escalated', { type: 'incident', id: 'PSTRANGER', incident_key: 'k' }))).toBe(
    202,
  );
  const old = event('incident.resolved', { type: 'incident', id: 'P1' }, { id: 'old', at: '2020-01-01T00:00:00Z' });
  expect(await deliver(old)).toBe(202);
  await house.settle();
  expect(house.server.asked).toEqual([]);
  expect(await house.parked()).toEqual([]);
});

test('what began in PagerDuty itself is told once in on-call’s channel, where a policy pages through its service', async () => {
  house = await openCarrying();
  const begin = (id: string, service: string): void => {
    house.server.state.incidents.push({
      id,
      number: 7,
      title: 'Disk full @everyone',
      status: 'triggered',
      urgency: 'high',
      key: `born-there-${id}`,
      service,
      policy: 'PPOL1',
      level: 1,
      assignees: [],
      acknowledgers: [],
      createdAt: new Date(house.clock.now()).toISOString(),
      notes: [],
    });
  };
  begin('PBORN', 'PSVC1');
  begin('PFOREIGN', 'PSVC-OTHER');
  for (const id of ['PBORN', 'PFOREIGN', 'PGONE']) {
    for (const delivery of ['a', 'b']) {
      await deliver(event('incident.triggered', { type: 'incident', id }, { id: `01${id}` }), {
        id: `${id}-${delivery}`,
      });
    }
  }
  await house.settle();
  const told = house.said.filter(({ to }) => to.startsWith('#')).map(({ message }) => JSON.stringify(message));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('#7 Disk full @everyone');
  expect(told[0]).toContain('checkout');
  expect(await house.parked()).toEqual([]);
  // Muster does not ring for it a second time.
  expect(house.said.filter(({ to }) => !to.startsWith('#'))).toEqual([]);
});

test('secrets are exchanged without losing an event: the subscription’s own one counts beside that of the environment', async () => {
  house = await openCarrying();
  const subscribe = () => house.oncall.commands.find(({ name }) => name === 'muster pagerduty subscribe');
  const call = () => subscribe()?.call({}, house.as('100000000000000001').context());
  const made = await call();
  expect(made?.ok).toBe(true);
  const [subscription] = house.server.state.webhookSubscriptions;
  expect(subscription).toMatchObject({
    url: 'https://muster.example/webhooks/pagerduty',
    filter: { type: 'account_reference' },
  });
  const secret = subscription?.secret ?? '';
  expect(await deliver({ event: { event_type: 'pagey.ping' } }, { secret })).toBe(200);
  expect(await deliver({ event: { event_type: 'pagey.ping' } })).toBe(200);
  // Again: nothing is made twice.
  await call();
  expect(house.server.state.webhookSubscriptions).toHaveLength(1);
  // One whose secret nobody knows is replaced, and the secret before is good while events of it are on their way.
  if (subscription) Object.assign(subscription, { id: 'PWOTHER', secret: 'unknown' });
  await call();
  expect(house.server.state.webhookSubscriptions).toHaveLength(1);
  expect(house.server.state.webhookSubscriptions[0]?.id).not.toBe('PWOTHER');
  expect(await deliver({ event: { event_type: 'pagey.ping' } }, { secret })).toBe(200);
});

test.skipIf(!existsSync(samples))(
  'every sample of PagerDuty’s own documentation is taken (left out without shared/data)',
  async () => {
    house = await openCarrying();
    const caseSchema = z.object({ kind: z.string(), json: z.record(z.string(), z.unknown()) });
    const { cases } = z.object({ cases: z.array(caseSchema) }).parse(JSON.parse(readFileSync(samples, 'utf8')));
    for (const [n, { kind, json }] of cases.entries()) {
      if (kind === 'subscription_request') continue;
      const body = kind === 'full_event' ? json : event('incident.sample', json, { id: `sample-${n}` });
      expect([n, await deliver(body)]).toEqual([n, 202]);
    }
    await house.settle();
    expect(await house.parked()).toEqual([]);
  },
);
