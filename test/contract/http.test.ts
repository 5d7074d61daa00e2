import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { type MusterProcess, startMuster } from '../e2e/muster-process.ts';

/* The addresses of Muster's one port, as dashboards, monitoring and other programs call them. */

const ROUTING_KEY = 'f'.repeat(32);
let sandbox: Sandbox;
let muster: MusterProcess;
let folder: string;
let base: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), 'muster-http-'));
  const config = join(folder, 'muster.yaml');
  writeFileSync(
    config,
    `people: { ada: { discord: "${sandbox.as('ada').id}" } }
schedules: { primary: { timeZone: UTC, layers: [{ name: all, users: [ada], start: 2026-01-05T09:00, turn: 1 week }] } }
policies: { shop: { steps: [{ page: [schedule:primary], wait: 5m }] } }
services: { shop: { policy: shop, routingKey: ${ROUTING_KEY} } }
`,
  );
  muster = await startMuster(sandbox, join(folder, 'muster.db'), {
    MUSTER_CONFIG: config,
    PAGERDUTY_WEBHOOK_SECRET: 'a-secret-of-pagerduty',
    MUSTER_WEBHOOK_SECRET_ALERTMANAGER: 'a-secret-of-alertmanager',
    MUSTER_WEBHOOK_SECRET_GRAFANA: 'a-secret-of-grafana',
    MUSTER_WEBHOOK_SECRET_SHOP: 'a-secret-of-the-shop',
    MUSTER_WEBHOOK_SECRET_GITHUB: 'a-secret-of-github',
  });
  base = `http://127.0.0.1:${/HTTP on port (\d+)/.exec(muster.log())?.[1] ?? muster.log()}`;
});
afterAll(async () => {
  await muster.kill();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const post = (path: string, body: object): Promise<Response> =>
  fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

test.each([
  ['/healthz', 200],
  ['/readyz', 200],
  ['/metrics', 200],
  // Without a signed link nobody learns whether there is such an incident or schedule.
  ['/incidents/1', 403],
  ['/calendars/primary.ics?token=guessed', 404],
  ['/nothing', 404],
])('GET %s answers %i', async (path, status) => {
  expect((await fetch(base + path)).status).toBe(status);
});

test.each([
  ['/webhooks/pagerduty', 401],
  ['/webhooks/alertmanager', 401],
  ['/webhooks/grafana', 401],
  ['/webhooks/generic/shop', 401],
  ['/webhooks/generic/unknown', 404],
  ['/webhooks/github', 401],
  ['/callbacks/no-such-run', 404],
])('POST %s without a signature answers %i', async (path, status) => {
  expect((await post(path, {})).status).toBe(status);
});

test('POST /v2/enqueue answers as PagerDuty’s Events API does', async () => {
  const event = {
    routing_key: ROUTING_KEY,
    event_action: 'trigger',
    dedup_key: 'shop/slow',
    payload: { summary: 'The shop is slow', source: 'web1', severity: 'critical' },
  };
  const taken = await post('/v2/enqueue', event);
  expect(taken.status).toBe(202);
  expect(await taken.json()).toMatchObject({
    status: 'success',
    message: expect.any(String) as string,
    dedup_key: 'shop/slow',
  });
  const refused = await post('/v2/enqueue', { ...event, routing_key: 'nobody’s' });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ status: expect.any(String) as string });
});

test('while Discord’s gateway is gone it lives, is not ready, and says why; once it is back it is ready', async () => {
  const ready = async () => {
    const answer = await fetch(`${base}/readyz`);
    return { status: answer.status, body: await answer.json() };
  };
  const patience = { timeout: 60_000 };
  try {
    // A session begun anew is not told that it is: as long as Discord has not said so, nothing is heard from it.
    for (const event of ['READY', 'RESUMED']) sandbox.faults.add({ kind: 'drop-event', event });
    sandbox.gateway.cut(4000);
    await expect.poll(ready, patience).toMatchObject({
      status: 503,
      body: { status: 'not ready', reasons: expect.arrayContaining([expect.stringContaining('gateway')]) as string[] },
    });
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  } finally {
    sandbox.faults.clear();
    sandbox.gateway.cut(4000);
  }
  await expect.poll(ready, patience).toMatchObject({ status: 200 });
}, 130_000);

/** The last one: Discord does not have this Muster back. */
test('once Discord has closed for good it lives, and says what to do', async () => {
  sandbox.gateway.cut(4014);
  const reasons = async (): Promise<string> => (await fetch(`${base}/readyz`)).text();
  await expect.poll(reasons, { timeout: 20_000 }).toContain('Switch on Message Content and Server Members');
  expect((await fetch(`${base}/healthz`)).status).toBe(200);
  expect(muster.log()).toContain('Discord has withdrawn a privileged intent');
});
