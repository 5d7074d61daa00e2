import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createLog } from '../../../src/base/log.ts';
import { askRunning } from '../../../src/cli/ask-running.ts';
import { openOperatorDoor } from '../../../src/cli/operator-door.ts';
import { operatorSocketOf } from '../../../src/cli/operator-socket.ts';
import { type Bot, startBot } from '../../../src/testing.ts';
import { createAppWeb } from '../../../src/serve-web.ts';
import { createMetrics } from '../../../src/web/metrics.ts';
import { pagerDutyDocument } from '../../counterparts/pagerduty/document.ts';
import { type PagerDutyServer, startPagerDuty } from '../../counterparts/pagerduty/pagerduty-server.ts';
import { acme } from './acme.ts';

pagerDutyDocument(); // before any test's time counts: it is large
let bot: Bot;
let pagerduty: PagerDutyServer;
afterEach(async () => {
  expect(pagerduty.undocumented).toEqual([]);
  await bot.stop();
  await pagerduty.stop();
});

test('on the sandbox: an incident pages by PagerDuty, a button acknowledges in one’s own name, a webhook over HTTP resolves', async () => {
  pagerduty = await startPagerDuty({ state: acme() });
  bot = await startBot({
    environment: {
      PAGERDUTY_API_TOKEN: pagerduty.state.token,
      PAGERDUTY_API_URL: pagerduty.url,
      PAGERDUTY_WEBHOOK_SECRET: 'old-secret,new-secret',
    },
    config: (ids) => `
people:
  ada: { discord: "${ids['ada'] ?? ''}" }
services: { checkout: { policy: checkout } }
policies: { checkout: { pagerduty: { service: PSVC1 }, steps: [{ page: [person:ada] }] } }
oncall: { pagerduty: { from: carol@example.com } }
`,
  });
  const ada = bot.as('ada');
  const mapped = await ada.type('#general', `/muster pagerduty map person:<@${bot.as('ada').id}> user:PALICE`);
  expect('final' in mapped ? JSON.stringify((await mapped.final()).message) : '').toContain('PALICE');

  await ada.type('#general', '/incident declare title:Checkout fails severity:SEV-1 service:checkout');
  await ada.type('#general', '/incident declare title:Payroll leaked severity:SEV-1 service:checkout private:true');
  await expect
    .poll(() => pagerduty.state.incidents.map(({ title }) => title).toSorted())
    .toEqual(['Incident 1 (SEV-1): Checkout fails', 'Private incident 2']);
  expect(JSON.stringify(pagerduty.asked)).not.toContain('Payroll');
  const first = pagerduty.state.incidents.find(({ title }) => title.startsWith('Incident 1'));
  const row = await bot.app.oncall.pages.row(first?.key ?? '');
  const accepted = async (): Promise<boolean> =>
    (await bot.app.timeline.read(first?.key ?? '')).some(({ kind }) => kind === 'pagerduty-incident.opened');
  await expect.poll(accepted).toBe(true);

  await ada.type('#general', `/page ack page:${row?.number ?? 0}`);
  await expect.poll(() => first?.acknowledgers).toEqual(['PALICE']);

  if (first) first.status = 'resolved';
  const body = JSON.stringify({
    event: {
      id: '01EVENTINDISCORD',
      event_type: 'incident.resolved',
      occurred_at: new Date().toISOString(),
      data: { type: 'incident', id: first?.id, incident_key: first?.key },
    },
  });
  const { web } = await createAppWeb(bot.app, bot.serving.discord, createMetrics('1.2.3'));
  const post = async (signature: string): Promise<number> => {
    const headers = { 'x-pagerduty-signature': signature };
    return (await web.fetch(new Request('http://localhost/webhooks/pagerduty', { method: 'POST', body, headers })))
      .status;
  };
  expect(await post('v1=00')).toBe(401);
  expect(await post(`v1=${createHmac('sha256', 'new-secret').update(body).digest('hex')}`)).toBe(202);
  await expect.poll(async () => (await bot.app.oncall.pages.row(first?.key ?? ''))?.status).toBe('resolved');
});

test('at the command line a page that PagerDuty carries is taken in the name of whoever says who they are', async () => {
  pagerduty = await startPagerDuty({ state: acme() });
  bot = await startBot({
    environment: { PAGERDUTY_API_TOKEN: pagerduty.state.token, PAGERDUTY_API_URL: pagerduty.url },
    config: (ids) => `
people:
  ada: { discord: "${ids['ada'] ?? ''}" }
  ben: { discord: "${ids['ben'] ?? ''}" }
policies: { checkout: { pagerduty: { service: PSVC1 }, steps: [{ page: [person:ada] }] } }
oncall: { pagerduty: { from: carol@example.com } }
`,
  });
  const ada = bot.as('ada');
  const mapped = await ada.type('#general', `/muster pagerduty map person:<@${ada.id}> user:PALICE`);
  if ('final' in mapped) await mapped.final();
  await ada.type('#general', '/page send who:policy:checkout message:Down');
  await expect.poll(() => pagerduty.state.incidents.length).toBe(1);
  const [incident] = pagerduty.state.incidents;
  const opened = async () =>
    (await bot.app.timeline.read(incident?.key ?? '')).some(({ kind }) => kind === 'pagerduty-incident.opened');
  await expect.poll(opened).toBe(true);

  const folder = mkdtempSync(join(tmpdir(), 'muster-door-'));
  const settings = { MUSTER_DATABASE_URL: `sqlite:${join(folder, 'muster.db')}` };
  const log = await createLog({ level: 'error', format: 'json', secrets: [] });
  const door = await openOperatorDoor(bot.app, settings, log);
  let orders = 0;
  const ack = (more: { as?: string }) =>
    askRunning(operatorSocketOf(settings), { causeId: `cli:${++orders}`, name: 'page ack', raw: { page: 1 }, ...more });
  const refusal = async (more: { as?: string }): Promise<string> => {
    const answered = await ack(more);
    return answered?.ok === false ? answered.refusal.message : 'done';
  };
  expect(await refusal({})).toContain('muster ack 1 --as PERSON');
  expect(await refusal({ as: 'ben' })).toContain('not linked');
  expect(await refusal({ as: 'zoe' })).toContain('There are: ada, ben');
  expect(incident?.acknowledgers).toEqual([]);
  expect(await refusal({ as: 'ada' })).toBe('done');
  await expect.poll(() => incident?.acknowledgers).toEqual(['PALICE']);
  await door.close();
  rmSync(folder, { recursive: true });
});
