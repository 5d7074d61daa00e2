import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAlertmanager } from '../../../src/oncall/alerts/alertmanager.ts';
import { parseEvent } from '../../../src/oncall/alerts/events-v2.ts';
import { parseGeneric } from '../../../src/oncall/alerts/generic.ts';

const alertmanager = {
  version: '4',
  groupKey: '{}:{alertname="HighLatency"}',
  status: 'firing',
  receiver: 'muster',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager.example',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'HighLatency', severity: 'page', service: 'checkout' },
      annotations: { summary: 'p99 above 2 s', runbook_url: 'javascript:alert(1)' },
      startsAt: '2026-11-22T10:00:00.000Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.example/graph',
      fingerprint: 'abcdef0123456789',
    },
  ],
};

test('Alertmanager: labels name service and severity, only http links pass', () => {
  expect(parseAlertmanager(JSON.stringify(alertmanager), 'alertmanager')).toMatchObject({
    ok: true,
    value: [
      {
        dedupKey: 'alertmanager:abcdef0123456789',
        status: 'firing',
        summary: 'p99 above 2 s',
        severity: 'critical',
        service: 'checkout',
        startedAt: Date.UTC(2026, 10, 22, 10),
        url: 'http://prometheus.example/graph',
      },
    ],
  });
});

test('an alert without a fingerprint is recognised by its labels, in whatever order they come', () => {
  const of = (labels: Record<string, string>) =>
    parseAlertmanager(JSON.stringify({ alerts: [{ status: 'firing', labels }] }), 'alertmanager');
  const [one, two] = [of({ a: '1', b: '2' }), of({ b: '2', a: '1' })];
  expect(one.ok && two.ok && one.value[0]?.dedupKey === two.value[0]?.dedupKey).toBe(true);
});

describe('Events API v2', () => {
  const routing_key = 'R'.repeat(32);
  const payload = { summary: 'disk full', source: 'db1', severity: 'critical' };

  test.each([
    [{ routing_key, event_action: 'trigger', payload }, 'firing', 'made'],
    [{ routing_key, event_action: 'acknowledge', dedup_key: 'k' }, 'acknowledged', 'k'],
    [{ routing_key, event_action: 'resolve', dedup_key: 'k' }, 'resolved', 'k'],
  ])('%j', (event, status, dedupKey) => {
    expect(parseEvent(JSON.stringify(event), () => 'made')).toMatchObject({
      ok: true,
      value: { alert: { status, dedupKey } },
    });
  });

  test.each([
    [{ routing_key: 'short', event_action: 'trigger', payload }, 'routing_key: must have 32 characters'],
    [{ routing_key, event_action: 'trigger' }, 'payload: is missing'],
    [{ routing_key, event_action: 'resolve' }, 'dedup_key: is missing'],
    [{ routing_key, event_action: 'trigger', payload: { ...payload, severity: 'bad' } }, 'payload.severity'],
  ])('refuses %j', (event, sentence) => {
    const parsed = parseEvent(JSON.stringify(event), () => 'made');
    expect(parsed.ok ? '' : parsed.refusal.message).toContain(sentence);
  });
});

test('generic: a summary is enough', () => {
  expect(parseGeneric('{"summary":"queue is stuck"}', 'cronitor')).toMatchObject({
    value: [{ source: 'cronitor', dedupKey: 'cronitor:queue is stuck', status: 'firing', severity: 'error' }],
  });
});

test('whatever comes in, the parsers answer with a value or a refusal', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
      for (const parsed of [parseAlertmanager(body, 'grafana'), parseGeneric(body, 'x'), parseEvent(body, () => 'k')]) {
        expect(typeof parsed.ok).toBe('boolean');
      }
    }),
  );
});
