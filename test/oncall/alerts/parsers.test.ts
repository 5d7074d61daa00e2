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
        dedupKey: expect.stringMatching(/^alertmanager:[0-9a-f]{16}$/) as unknown,
        status: 'firing',
        summary: 'p99 above 2 s',
        severity: 'critical',
        service: 'checkout',
        occurrence: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
        url: 'http://prometheus.example/graph',
      },
    ],
  });
});

describe('a group', () => {
  const disk = (n: number, status: 'firing' | 'resolved' = 'firing', more = {}) => ({
    status,
    labels: { alertname: 'DiskFull', service: 'db', instance: `db${n}`, severity: n === 3 ? 'critical' : 'warning' },
    annotations: { summary: `Disk of db${n} is full` },
    startsAt: `2026-11-22T10:0${n}:00Z`,
    fingerprint: `disk${n}`,
    ...more,
  });
  const group = (alerts: readonly unknown[], more = {}) => {
    const parsed = parseAlertmanager(
      JSON.stringify({ groupKey: '{}:{alertname="DiskFull"}', alerts, ...more }),
      'grafana',
    );
    return parsed.ok ? parsed.value : [];
  };

  test('is one problem a service, as bad as its worst, and names its alerts', () => {
    const [problem, ...others] = group([disk(1), disk(2), disk(3)]);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      status: 'firing',
      severity: 'critical',
      service: 'db',
      summary: 'Disk of db1 is full (and 2 more)\n• Disk of db2 is full\n• Disk of db3 is full',
    });
    const search = { labels: { service: 'search' } };
    expect(group([disk(1), disk(2, 'firing', search)]).map(({ service }) => service)).toEqual(['db', 'search']);
  });

  test('stays the same problem as alerts come and go, and ends with the last of them', () => {
    const [one] = group([disk(1)]);
    const [two] = group([disk(1, 'resolved'), disk(2)]);
    const [none] = group([disk(1, 'resolved'), disk(2, 'resolved')]);
    expect([one?.dedupKey, one?.status]).toEqual([two?.dedupKey, two?.status]);
    expect(two?.summary).toBe('Disk of db2 is full');
    expect([none?.dedupKey, none?.status]).toEqual([one?.dedupKey, 'resolved']);
    expect(two?.occurrence).not.toBe(one?.occurrence);
    expect(group([disk(1)])[0]?.occurrence).toBe(one?.occurrence);
  });

  test('does not end while alerts that fire were left out of the message', () => {
    const [cut] = group([disk(1, 'resolved')], { status: 'firing', truncatedAlerts: 30 });
    expect(cut?.status).toBe('firing');
  });

  test('of very many names some and counts the rest', () => {
    const [problem] = group(Array.from({ length: 300 }, (_, n) => disk(n % 10, 'firing', { fingerprint: `f${n}` })));
    expect(problem?.summary).toMatch(/^Disk of db0 is full \(and 299 more\)\n/);
    expect(problem?.summary.endsWith('• … 291 more')).toBe(true);
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
