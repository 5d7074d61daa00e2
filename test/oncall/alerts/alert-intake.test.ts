import { expect, test } from 'vitest';
import { ok } from '../../../src/base/result.ts';
import type { Alert } from '../../../src/oncall/alerts/alert.ts';
import { createAlertIntake } from '../../../src/oncall/alerts/alert-intake.ts';

const KEY = 'R'.repeat(32);

function setup() {
  const taken: { readonly alert: Alert; readonly causeId: string }[] = [];
  let ids = 0;
  const intake = createAlertIntake({
    newId: () => `id${++ids}`,
    environment: { MUSTER_WEBHOOK_SECRET_ALERTMANAGER: 'am-secret', MUSTER_WEBHOOK_SECRET_CRON_JOB: 'cron-secret' },
    serviceOf: (key) => (key === KEY ? 'checkout' : undefined),
    alert: async (alert, { causeId }) => {
      taken.push({ alert, causeId });
      return ok({ outcome: 'paged', page: 1 });
    },
  });
  const request = (body: unknown, secret?: string) => ({
    headers: new Headers(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
    body: Buffer.from(JSON.stringify(body)),
  });
  return { intake, taken, request };
}

const firing = {
  alerts: [{ status: 'firing', labels: { alertname: 'A', service: 'checkout' }, startsAt: '2026-11-22T10:00:00Z' }],
};

test('a source without a secret is not listened to, a wrong secret is refused, and nothing is taken', async () => {
  const { intake, taken, request } = setup();
  expect((await intake.webhook('grafana', request(firing, 'any'))).status).toBe(404);
  expect((await intake.webhook('alertmanager', request(firing))).status).toBe(401);
  expect((await intake.webhook('alertmanager', request(firing, 'am-secret2'))).status).toBe(401);
  expect(taken).toEqual([]);
});

test('the right secret is let in, and a repeated delivery has the same cause', async () => {
  const { intake, taken, request } = setup();
  expect((await intake.webhook('alertmanager', request(firing, 'am-secret'))).status).toBe(202);
  expect((await intake.webhook('alertmanager', request(firing, 'am-secret'))).status).toBe(202);
  expect(taken.map(({ alert }) => alert.service)).toEqual(['checkout', 'checkout']);
  expect(new Set(taken.map(({ causeId }) => causeId)).size).toBe(1);
});

test('that it is graver now is another message, whenever it began', async () => {
  const { intake, taken, request } = setup();
  for (const severity of ['warning', 'critical', 'critical']) {
    const body = { summary: 'backup failed', startedAt: '10:00', severity };
    expect((await intake.webhook('generic/cron-job', request(body, 'cron-secret'))).status).toBe(202);
  }
  expect(new Set(taken.map(({ causeId }) => causeId)).size).toBe(2);
});

test('a generic source is named in its address, and its secret by that name', async () => {
  const { intake, taken, request } = setup();
  expect((await intake.webhook('generic/cron-job', request({ summary: 'backup failed' }, 'cron-secret'))).status).toBe(
    202,
  );
  expect(taken[0]?.alert).toMatchObject({ source: 'cron-job', summary: 'backup failed' });
});

test('the Events API: the routing key names the service, the answer is PagerDuty’s', async () => {
  const { intake, taken, request } = setup();
  const event = {
    routing_key: KEY,
    event_action: 'trigger',
    dedup_key: 'k',
    payload: { summary: 's', source: 'x', severity: 'critical' },
  };
  expect(await intake.enqueue(request(event))).toEqual({
    status: 202,
    body: { status: 'success', message: 'Event processed', dedup_key: 'k' },
  });
  expect(taken[0]?.alert.service).toBe('checkout');
  expect(await intake.enqueue(request({ ...event, routing_key: 'X'.repeat(32) }))).toEqual({
    status: 400,
    body: {
      status: 'invalid event',
      message: 'Event object is invalid',
      errors: ['routing_key: belongs to no service of muster.yaml.'],
    },
  });
});

test('a page that could not be made is asked for again: 503', async () => {
  const { request } = setup();
  const failing = createAlertIntake({
    newId: () => 'id',
    environment: { MUSTER_WEBHOOK_SECRET_ALERTMANAGER: 'am-secret' },
    serviceOf: () => undefined,
    alert: async () => ({ ok: false, refusal: { code: 'store/full', message: 'The disk is full.' } }),
  });
  expect((await failing.webhook('alertmanager', request(firing, 'am-secret'))).status).toBe(503);
});
