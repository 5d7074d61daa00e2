import { connect } from 'node:net';
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createWeb } from '../../src/web/create-web.ts';
import type { Inbound, InboundAnswer } from '../../src/web/inbound.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { webParts } from './web-parts.ts';

describe('health', () => {
  test('it lives even when it is not ready, and says why it is not', async () => {
    const web = createWeb(webParts({ notReady: async () => ['the gateway is not connected'] }));
    expect((await web.fetch(new Request('http://x/healthz'))).status).toBe(200);
    const ready = await web.fetch(new Request('http://x/readyz'));
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'not ready', reasons: ['the gateway is not connected'] });
  });

  test('a check that itself fails is a reason', async () => {
    const web = createWeb(webParts({ notReady: () => Promise.reject(new Error('the store is locked')) }));
    expect(await (await web.fetch(new Request('http://x/readyz'))).json()).toMatchObject({
      reasons: ['the store is locked'],
    });
  });
});

test('metrics count what happened, and ask for the rest once a scrape', async () => {
  const metrics = createMetrics('1.2.3');
  let asked = 0;
  metrics.observe(async () => {
    asked++;
    return {
      openIncidents: { 'SEV-1': 2 },
      effectsPending: 3,
      effectsParked: 1,
      effectsBehindMs: 1500,
      held: true,
      gatewayConnected: true,
      calendarArmed: true,
    };
  });
  metrics.interaction('incident note', 'answered', 12);
  metrics.audited({ open: 5, rearmed: 1, at: 1_440_000 });
  metrics.audited({ open: 4, rearmed: 2, at: 1_500_000 });
  const web = createWeb(webParts({ metrics }));
  await web.fetch(new Request('http://x/healthz'));
  const text = await (await web.fetch(new Request('http://x/metrics'))).text();
  expect(text).toContain('muster_open_incidents{severity="SEV-1"} 2');
  expect(text).toContain('muster_effects_behind_seconds 1.5');
  expect(text).toContain('muster_held 1');
  expect(text).toContain('muster_interactions_total{name="incident note",outcome="answered"} 1');
  expect(text).toContain('muster_interaction_seconds_sum{name="incident note",outcome="answered"} 0.012');
  expect(text).toContain('muster_http_requests_total{route="/healthz",status="200"} 1');
  expect(text).toContain('muster_build_info{version="1.2.3"} 1');
  expect(text).toContain('muster_pages_waiting 4');
  expect(text).toContain('muster_pages_rearmed_total 3');
  expect(text).toContain('muster_pages_last_audit_timestamp_seconds 1500');
  expect(asked).toBe(1);
});

describe('requests of other programs', () => {
  const seen: Inbound[] = [];
  const webhook = async (request: Inbound): Promise<InboundAnswer> => {
    seen.push(request);
    return { status: 202, body: { status: 'success' } };
  };
  const post = (path: string, body: string, more = {}): Promise<Response> | Response =>
    createWeb(webParts({ webhook, ...more })).fetch(new Request(`http://x${path}`, { method: 'POST', body }));

  test('the body arrives byte for byte, so that its signature can be checked', async () => {
    const body = '{ "a":1,\n"b" : "ü" }';
    expect((await post('/webhooks/pagerduty', body)).status).toBe(202);
    const received = seen.at(-1);
    expect(received?.source).toBe('pagerduty');
    expect(
      createHmac('sha256', 'k')
        .update(received?.body ?? '')
        .digest('hex'),
    ).toBe(createHmac('sha256', 'k').update(body).digest('hex'));
  });

  test('the source of a generic one is part of its name', async () => {
    await post('/webhooks/generic/nagios', '{}');
    expect(seen.at(-1)?.source).toBe('generic/nagios');
  });

  test('a body larger than a megabyte is refused, declared or not', async () => {
    const count = seen.length;
    expect((await post('/webhooks/generic/x', 'x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    const web = createWeb(webParts({ webhook }));
    const port = await web.listen('127.0.0.1', 0);
    const chunks = ReadableStream.from(Array.from({ length: 20 }, () => new Uint8Array(65_536)));
    const undeclared = await fetch(`http://127.0.0.1:${port}/webhooks/generic/x`, {
      method: 'POST',
      body: chunks,
      duplex: 'half',
    });
    expect(undeclared.status).toBe(413);
    await web.close();
    expect(seen.length).toBe(count);
  });

  test('whoever does not send the whole of it gives up their place', async () => {
    const web = createWeb(webParts({ webhook, slowestRequestMs: 200 }));
    const port = await web.listen('127.0.0.1', 0);
    const answer = await new Promise<string>((done) => {
      let said = '';
      const socket = connect(port, '127.0.0.1', () => {
        socket.write('POST /webhooks/generic/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{');
      });
      socket.on('data', (part) => (said += String(part)));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        done(said);
      });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    await web.close();
  });

  test('more than it can work on are asked to come back', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const web = createWeb(
      webParts({
        webhook: async () => {
          await gate;
          return { status: 202 };
        },
      }),
    );
    const requests = Array.from({ length: 205 }, async () =>
      web.fetch(new Request('http://x/webhooks/grafana', { method: 'POST', body: '{}' })),
    );
    const early = await Promise.race(requests);
    expect(early.status).toBe(503);
    expect(early.headers.get('retry-after')).toBe('5');
    release();
    const statuses = (await Promise.all(requests)).map((response) => response.status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(200);
  });

  test('what is not mounted is not there', async () => {
    const answer = await createWeb(webParts()).fetch(
      new Request('http://x/v2/enqueue', { method: 'POST', body: '{}' }),
    );
    expect(answer.status).toBe(404);
  });

  test('a handler that throws answers 500 and tells no details', async () => {
    const web = createWeb(webParts({ webhook: () => Promise.reject(new Error('password=hunter2')) }));
    const answer = await web.fetch(new Request('http://x/webhooks/grafana', { method: 'POST', body: '{}' }));
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('hunter2');
  });
});

test('every answer has a strict policy and is neither sniffed nor cached', async () => {
  const answer = await createWeb(webParts()).fetch(new Request('http://x/healthz'));
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('cache-control')).toBe('no-store');
});
