import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAppWeb } from '../../src/serve-web.ts';
import { type Bot, startBot, virtualClock } from '../../src/testing.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { type HttpReceiver, httpReceiver } from '../counterparts/http-receiver.ts';
import { type MailServer, mailServer } from '../counterparts/mail-server.ts';
import { createLedger } from './page-ledger.ts';

const PUBLIC = 'https://muster.example';
const clock = virtualClock(Date.parse('2026-11-22T12:00:00Z'));
let bot: Bot;
let http: HttpReceiver;
let mail: MailServer;
let ledger: ReturnType<typeof createLedger>;
let port: number;
let web: Awaited<ReturnType<typeof createAppWeb>>['web'];

beforeAll(async () => {
  http = await httpReceiver({ status: 200 }, () => clock.now());
  mail = await mailServer(undefined, () => clock.now());
  bot = await startBot({
    clock,
    sandbox: { rateLimits: false },
    environment: { MUSTER_PUBLIC_URL: PUBLIC, MUSTER_WEBHOOK_SECRET_ALERTMANAGER: 'am-secret' },
    config: ({ ada = '', ben = '', chiara = '' }) =>
      JSON.stringify({
        people: {
          ada: { discord: ada, contacts: [{ ntfy: `${http.url}/ada` }], rules: { high: ['now discord', '2m ntfy'] } },
          ben: {
            discord: ben,
            email: 'ben@example.com',
            contacts: [{ sms: '+4930123456' }],
            rules: { high: ['now email', '3m sms'] },
          },
          chiara: { discord: chiara, contacts: [{ call: '+3930123456' }], rules: { high: ['now call'] } },
        },
        schedules: { primary: { layers: [{ users: ['ada'], start: '2026-11-22T00:00' }] } },
        policies: {
          checkout: {
            fallback: 'channel:on-call',
            acknowledgeTimeout: '30m',
            steps: [
              { page: ['schedule:primary'], wait: '5m' },
              { page: ['person:ben'], wait: '5m' },
              { page: ['person:chiara', `webhook:${http.url}/hook`, 'channel:incidents'], wait: '5m' },
            ],
          },
        },
        services: { checkout: { policy: 'checkout', routingKey: 'R'.repeat(32) } },
        oncall: {
          email: { smtpUrl: mail.url, from: 'muster@example.com' },
          twilio: { accountSid: 'AC1', authToken: 'secret', from: '+1000', apiUrl: http.url },
        },
      }),
  });
  ({ web } = await createAppWeb(bot.app, bot.serving.discord, createMetrics('1.2.3')));
  port = await web.listen('127.0.0.1', 0);
  ledger = createLedger({ bot, http, mail });
  // What a start posts and pins is not of these tests.
  await bot.settled();
  ledger.heard();
});
afterAll(async () => {
  await web.close();
  await bot.stop();
  await http.close();
  await mail.close();
});

/** To full half minutes, one after the other: what is set off has come to rest before the clock goes on. */
async function until(time: string): Promise<string[]> {
  const end = Date.parse(`2026-11-22T${time}Z`);
  await bot.settled();
  const heard = ledger.heard();
  while (clock.now() < end) {
    await clock.advanceTo(Math.min(end, (Math.floor(clock.now() / 30_000) + 1) * 30_000));
    await bot.settled();
    heard.push(...ledger.heard());
  }
  return heard;
}
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const pageOf = (number: number) => bot.app.oncall.pages.byNumber(number);
/** The links that came, newest last: in a mail, a text, ntfy. */
const linkIn = (text: string): string => {
  const [, path = ''] = /https:\/\/muster\.example(\/pages\/ack\/[\w.-]+)/.exec(text) ?? [];
  return `http://127.0.0.1:${port}${path}`;
};
async function type(who: string, channel: string, command: string): Promise<void> {
  const exchange = await bot.as(who).type(channel, command);
  if (!('final' in exchange)) throw new Error(`${command} is no command`);
  await exchange.final();
  await bot.settled();
}

const CALL = (page: string): string => {
  const said = `${page}. Press 1 to acknowledge, 2 if you can not.`;
  return `<Response><Gather numDigits="1" timeout="10" method="POST" action="[link]"><Say>${said}</Say><Pause length="1"/><Say>${said}</Say></Gather></Response>`;
};

test('a declared incident: these messages at these times, to the fallback and from the beginning, and no others', async () => {
  await type('dmitri', '#general', '/incident declare title:"Checkout fails" severity:SEV-1 service:checkout');
  expect(await until('12:00:30')).toEqual([
    '12:00:00 #general: Incident 1 declared / **Checkout fails** (SEV-1)',
    '12:00:00 #inc-1-checkout-fails: ',
    '12:00:00 #inc-1-checkout-fails: @dmitri joined this incident.',
    '12:00:00 #inc-1-checkout-fails: Incident 1: Checkout fails / Severity: **SEV-1**',
    '12:00:00 #incidents: Incident 1: Checkout fails / Severity: **SEV-1**',
    '12:00:00 dm ada: @ada / Page 1: Incident 1 (SEV-1): Checkout fails',
    '12:00:02 #inc-1-checkout-fails: Page 1 / > Incident 1 (SEV-1): Checkout fails',
  ]);
  expect(await until('12:15:30')).toEqual([
    '12:02:00 ntfy ada: Muster page 1: checkout / Incident 1 (SEV-1): Checkout fails',
    '12:05:00 mail ben@example.com: Muster page 1: checkout',
    '12:08:00 sms +4930123456: Muster page 1: checkout: Incident 1 (SEV-1): Checkout fails [link]',
    '12:10:00 #inc-1-checkout-fails: 👋 Nobody is in command.',
    '12:10:00 #incidents: @chiara / Page 1: Incident 1 (SEV-1): Checkout fails',
    `12:10:00 call +3930123456: ${CALL('Muster page 1: checkout. Incident 1 (SEV-1): Checkout fails')}`,
    '12:10:00 webhook /hook: Muster page 1 / Incident 1 (SEV-1): Checkout fails',
    '12:15:00 #inc-1-checkout-fails: @here / Page 1 went through everybody and nobody has acknowledged it. Incident 1 (SEV-1): Checkout fails',
    '12:15:00 #on-call: @here / Page 1 went through everybody and nobody has acknowledged it. Incident 1 (SEV-1): Checkout fails',
  ]);
  expect(await until('12:45:30')).toEqual([
    '12:25:00 #inc-1-checkout-fails: 👋 Nobody is in command.',
    '12:30:00 #inc-1-checkout-fails: 📣 An update is due for SEV-1. The last one was 12:00:00.',
    '12:40:00 #inc-1-checkout-fails: 👋 Nobody is in command.',
    '12:45:00 dm ada: @ada / Page 1: Incident 1 (SEV-1): Checkout fails',
  ]);
});

test('whoever looks at the link acknowledges nothing; the button does, and once more when the page has come back', async () => {
  const link = linkIn(http.received.find(({ url, body }) => url === '/' && body.includes('"ada"'))?.body ?? '');
  // What a mail scanner or the preview of a chat does.
  for (const method of ['HEAD', 'GET', 'GET']) expect((await fetch(link, { method })).status).toBe(200);
  await bot.settled();
  expect((await pageOf(1))?.status).toBe('open');
  expect((await fetch(`${link.slice(0, -3)}abc`, { method: 'POST' })).status).toBe(404);

  expect(await (await fetch(link, { method: 'POST' })).text()).toContain('It is acknowledged.');
  await bot.settled();
  expect(await pageOf(1)).toMatchObject({ status: 'acknowledged', acknowledgedBy: bot.as('ada').id });
  expect(ledger.heard()).toEqual(['12:45:30 #inc-1-checkout-fails: @ada acknowledged page 1.']);
  expect(await until('13:16:00')).toEqual([
    '12:55:00 #inc-1-checkout-fails: 👋 Nobody is in command.',
    '13:00:00 #inc-1-checkout-fails: 📣 An update is due for SEV-1. The last one was 12:00:00.',
    '13:10:00 #inc-1-checkout-fails: 👋 Nobody is in command.',
    '13:15:30 dm ada: @ada / Page 1: Incident 1 (SEV-1): Checkout fails',
  ]);
  expect((await pageOf(1))?.status).toBe('open');
  expect(await (await fetch(link, { method: 'POST' })).text()).toContain('It is acknowledged.');
  await bot.settled();
  expect((await pageOf(1))?.status).toBe('acknowledged');
  await type('ada', '#on-call', '/page resolve page:1');
  expect(ledger.heard()).toEqual([
    '13:16:00 #inc-1-checkout-fails: @ada acknowledged page 1.',
    '13:16:00 #inc-1-checkout-fails: @ada resolved page 1.',
    '13:16:00 #on-call: Page 1 is resolved.',
  ]);
});

test('an alert pages, is one however often it is said, and its end takes it back', async () => {
  const event = { routing_key: 'R'.repeat(32), event_action: 'trigger', dedup_key: 'disk' };
  const payload = { summary: 'Disk of db1 is full', source: 'db1', severity: 'critical' };
  const answers = await Promise.all(Array.from({ length: 5 }, () => post('/v2/enqueue', { ...event, payload })));
  for (const answer of answers) {
    expect([answer.status, await answer.json()]).toEqual([
      202,
      { status: 'success', message: 'Event processed', dedup_key: 'disk' },
    ]);
  }
  expect(await until('13:20:00')).toEqual([
    '13:16:00 dm ada: @ada / Page 2: Disk of db1 is full',
    '13:18:00 ntfy ada: Muster page 2: checkout / Disk of db1 is full',
  ]);
  expect((await post('/v2/enqueue', { ...event, event_action: 'resolve' })).status).toBe(202);
  expect(await until('13:40:00')).toEqual([
    '13:25:00 #inc-1-checkout-fails: 👋 Nobody is in command.',
    '13:30:00 #inc-1-checkout-fails: 📣 An update is due for SEV-1. The last one was 12:00:00.',
    '13:40:00 #inc-1-checkout-fails: 👋 Nobody is in command.',
  ]);
});

test('phones, mail and direct messages fail at once: who can be called stands in the channel, and what comes back is used', async () => {
  bot.sandbox.faults.add({ kind: 'error', status: 500, route: '/users/@me/channels' });
  http.answer = { status: 503 };
  mail.refuse = 451;
  const event = { routing_key: 'R'.repeat(32), event_action: 'trigger', dedup_key: 'disk' };
  const payload = { summary: 'Disk of db1 is full', source: 'db1', severity: 'critical' };
  await post('/v2/enqueue', { ...event, payload });
  expect(await until('13:44:00')).toEqual([
    '13:40:00 #incidents: Page 3 / > Disk of db1 is full',
    '13:40:00 #on-call: @here / Nobody of step 1 of page 3 could be told. Disk of db1 is full',
    '13:40:00 #on-call: @here / Page 3 went through everybody and nobody has acknowledged it. Disk of db1 is full',
    '13:40:00 #on-call: Page 3 / Nobody of step 2 of page 3 could be told. Call them: Ben Okafor +4930123456.',
    '13:40:00 #on-call: Page 3 / Nobody of step 3 of page 3 could be told. Call them: Chiara Rossi +3930123456.',
    `13:40:00 call +3930123456: ${CALL('Muster page 3: checkout. Disk of db1 is full')}`,
    '13:40:00 ntfy ada: Muster page 3: checkout / Disk of db1 is full',
    '13:40:00 sms +4930123456: Muster page 3: checkout: Disk of db1 is full [link]',
    '13:40:00 webhook /hook: Muster page 3 / Disk of db1 is full',
  ]);
  bot.sandbox.faults.clear();
  http.answer = { status: 200 };
  mail.refuse = undefined;
  // Nobody was told at all, so it does not wait for half an hour.
  expect(await until('13:50:00')).toEqual([
    '13:45:00 dm ada: @ada / Page 3: Disk of db1 is full',
    '13:47:00 ntfy ada: Muster page 3: checkout / Disk of db1 is full',
    '13:50:00 mail ben@example.com: Muster page 3: checkout',
  ]);
});

test('a 1 pressed on the phone takes the page; anything else, and a machine that hangs up, leaves it', async () => {
  const call = [...http.received].reverse().find(({ url }) => url.endsWith('Calls.json'));
  const link = linkIn(new URLSearchParams(call?.body).get('Twiml') ?? '');
  const press = async (Digits: string): Promise<string> =>
    (await fetch(link, { method: 'POST', body: new URLSearchParams({ CallSid: 'CA1', Digits }) })).text();
  expect(await press('5')).toContain('<Say>Nothing was changed.</Say>');
  expect(await press('2')).toContain('<Say>This page does not ask you now, so there is nothing to hand on.</Say>'); // others are asked by now
  expect((await pageOf(3))?.status).toBe('open');
  expect(await press('1')).toContain('<Say>Thank you. Page 3 is acknowledged.</Say>');
  await bot.settled();
  expect(await pageOf(3)).toMatchObject({ status: 'acknowledged', acknowledgedBy: bot.as('chiara').id });
});

test('who cannot come says so by the link of the mail: looking says nothing, and who asks again is answered anew', async () => {
  const kinds = async (): Promise<string[]> =>
    (await bot.app.timeline.read((await pageOf(3))?.stream ?? '')).map(({ kind }) => kind);
  await type('chiara', '#on-call', '/page add page:3 who:person:ben');
  const link = linkIn((mail.mails.at(-1) ?? '').replaceAll('=\r\n', ''));
  const decline = 'name="deed" value="decline"';
  expect(await (await fetch(link)).text()).toContain(decline);
  expect(await kinds()).not.toContain('page.declined');
  const forged = await fetch(`${link}x`, { method: 'POST', body: new URLSearchParams({ deed: 'decline' }) });
  expect([forged.status, (await kinds()).includes('page.declined')]).toEqual([404, false]);
  const declined = await (await fetch(link, { method: 'POST', body: new URLSearchParams({ deed: 'decline' }) })).text();
  expect(declined).toContain('It goes on without you.');
  await bot.settled();
  expect((await kinds()).at(-1)).toBe('page.declined');
  expect(await (await fetch(link)).text()).not.toContain(decline);
  await fetch(link, { method: 'POST', body: new URLSearchParams({ deed: 'decline' }) });
  expect((await kinds()).filter((kind) => kind === 'page.declined')).toHaveLength(1);
  expect((await pageOf(3))?.acknowledgedBy).toBe(bot.as('chiara').id);
});

test('who is asked to join after somebody has the page answers by the link of the mail, and takes it from nobody', async () => {
  await type('chiara', '#on-call', '/page add page:3 who:person:ben');
  const link = linkIn((mail.mails.at(-1) ?? '').replaceAll('=\r\n', ''));
  const asked = await (await fetch(link)).text();
  expect(asked).toContain('Somebody has it; you are asked to join.');
  // The form of before, sent once more, is no answer to what is asked now.
  const drawn = Number(/name="asked" value="(\d+)"/.exec(asked)?.[1]);
  const before = new URLSearchParams({ deed: 'decline', asked: String(drawn - 1) });
  const again = await fetch(link, { method: 'POST', body: before });
  expect(await again.text()).toContain('you are asked to join');
  expect(asked).toContain('<button type="submit">Join in</button>');
  expect(asked).not.toContain('Nobody is paged further');
  const joined = await (await fetch(link, { method: 'POST' })).text();
  expect(joined).toContain('You joined.');
  expect(joined).not.toContain('Join in');
  await bot.settled();
  await expect
    .poll(async () => (await bot.app.timeline.read((await pageOf(3))?.stream ?? '')).map(({ kind }) => kind))
    .toContain('page.responder-joined');
  // It was asked for in no channel and for no incident, so nobody is told beside the messages that show it.
  expect(ledger.heard().filter((line) => line.includes('joins'))).toEqual([]);
  expect((await pageOf(3))?.acknowledgedBy).toBe(bot.as('chiara').id);
});

test('a grave incident that pages nobody says so in its channel, and pages as soon as it names a service', async () => {
  await type('ada', '#on-call', '/page resolve page:3');
  await type('dmitri', '#general', '/incident declare title:"Login fails" severity:SEV-2');
  expect(await until('13:51:00')).toEqual([
    '13:50:00 #general: Incident 2 declared / **Login fails** (SEV-2)',
    '13:50:00 #inc-2-login-fails: ',
    '13:50:00 #inc-2-login-fails: @dmitri joined this incident.',
    '13:50:00 #inc-2-login-fails: Incident 2: Login fails / Severity: **SEV-2**',
    '13:50:00 #incidents: Incident 2: Login fails / Severity: **SEV-2**',
    '13:50:00 #on-call: Page 3 is resolved.',
    '13:50:02 #inc-2-login-fails: **Nobody is paged for this SEV-2**: it names no service. Name one with /incident impact service:… and its policy is paged. /page send asks somebody at once.',
  ]);
  await type('dmitri', '#general', '/incident impact service:checkout incident:2');
  expect(await until('13:52:00')).toEqual([
    '13:51:00 #general: **#5** **checkout** is affected',
    '13:51:00 #inc-2-login-fails: Page 4 / > Incident 2 (SEV-2): Login fails',
    '13:51:00 dm ada: @ada / Page 4: Incident 2 (SEV-2): Login fails',
  ]);
});

test('what a group of alerts says is one page that names them, and only who has the secret is heard', async () => {
  const alert = (n: number, status = 'firing') => ({
    status,
    labels: { alertname: 'DiskFull', service: 'checkout', severity: 'critical', instance: `db${n}` },
    annotations: { summary: `Disk of db${n} is full` },
    startsAt: '2026-11-22T13:50:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'https://prometheus.example/graph',
    fingerprint: `disk${n}`,
  });
  const say = (status: string, secret: string): Promise<Response> =>
    post(
      '/webhooks/alertmanager',
      { version: '4', groupKey: '{}:{alertname="DiskFull"}', status, alerts: [1, 2, 3].map((n) => alert(n, status)) },
      { authorization: `Bearer ${secret}` },
    );
  expect((await say('firing', 'wrong')).status).toBe(401);
  expect((await say('firing', 'am-secret')).status).toBe(202);
  expect((await say('firing', 'am-secret')).status).toBe(202);
  expect(await until('13:53:30')).toEqual([
    '13:52:00 dm ada: @ada / Page 5: Disk of db1 is full (and 2 more)',
    '13:53:00 ntfy ada: Muster page 4: checkout / Incident 2 (SEV-2): Login fails',
  ]);
  expect((await pageOf(5))?.message).toBe(
    'Disk of db1 is full (and 2 more)\n• Disk of db2 is full\n• Disk of db3 is full\nhttps://prometheus.example/graph',
  );
  expect((await say('resolved', 'am-secret')).status).toBe(202);
  expect(await until('13:54:30')).toEqual([]);
  expect((await pageOf(5))?.status).toBe('resolved');
});

test('a page that nobody answers goes round all night, and calls the whole channel once', async () => {
  const event = { routing_key: 'R'.repeat(32), event_action: 'trigger', dedup_key: 'memory' };
  const payload = { summary: 'Memory of db2 is full', source: 'db2', severity: 'critical' };
  expect((await post('/v2/enqueue', { ...event, payload })).status).toBe(202);
  const heard = await until('15:30:00');
  expect(heard.filter((line) => line.includes('#on-call') && line.includes('Page 6'))).toEqual([
    '14:09:30 #on-call: @here / Page 6 went through everybody and nobody has acknowledged it. Memory of db2 is full',
    '14:54:30 #on-call: Page 6 / Page 6 went through everybody and nobody has acknowledged it.',
  ]);
  // Those whom it pages are rung again each time.
  expect(heard.filter((line) => line.includes('mail ben@example.com: Muster page 6'))).toHaveLength(3);
});
