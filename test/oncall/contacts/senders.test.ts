import { createServer } from 'node:http';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import { emailSender } from '../../../src/oncall/contacts/email.ts';
import { sendHeartbeat } from '../../../src/oncall/contacts/heartbeat.ts';
import { ntfySender } from '../../../src/oncall/contacts/ntfy.ts';
import type { Delivery } from '../../../src/oncall/contacts/sender.ts';
import { callSender, smsSender } from '../../../src/oncall/contacts/twilio.ts';
import { signatureOf, webhookSender } from '../../../src/oncall/contacts/webhook.ts';
import { ALICE, BOB, PEOPLE, openDesk } from '../desk.ts';

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Received = { readonly url: string; readonly headers: Record<string, unknown>; readonly body: string };

/** A real HTTP receiver that answers as told and keeps what it got. */
async function receiver(answer: { status: number; body?: string }): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      received.push({ url: request.url ?? '', headers: request.headers, body });
      response.writeHead(answer.status).end(answer.body ?? '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

async function mailServer(refuse?: number): Promise<{ url: string; mails: string[] }> {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, callback) {
      callback(refuse === undefined ? null : Object.assign(new Error('no such user'), { responseCode: refuse }));
    },
    onData(stream, _session, callback) {
      let mail = '';
      stream.on('data', (part: Buffer) => (mail += part.toString()));
      stream.on('end', () => {
        mails.push(mail);
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => server.close(resolve)));
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, mails };
}

const delivery = (address: string): Delivery => ({
  id: 'effect-1',
  method: 'webhook',
  address,
  title: 'Muster page 7: checkout',
  text: 'Payments fail <&> "now"',
  message: { blocks: [] },
  acknowledgeUrl: 'https://muster.example/pages/ack/abc',
  urgent: true,
  possibleRepeat: false,
  facts: { page: 7 },
});
const signal = new AbortController().signal;

test('ntfy gets the topic, the highest priority and a link to acknowledge with', async () => {
  const { url, received } = await receiver({ status: 200, body: '{"id":"xyz"}' });
  expect(await ntfySender('tk_secret')(delivery(`${url}/alice`), signal)).toEqual({ sent: true, reference: 'xyz' });
  expect(received[0]?.url).toBe('/');
  expect(received[0]?.headers['authorization']).toBe('Bearer tk_secret');
  expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
    topic: 'alice',
    priority: 5,
    message: 'Payments fail <&> "now"',
    click: 'https://muster.example/pages/ack/abc',
  });
});

test('a webhook is signed over time and body, and names the delivery', async () => {
  const { url, received } = await receiver({ status: 204 });
  await webhookSender(
    () => 'a secret of some length',
    () => 1_000_000,
  )(delivery(`${url}/hook`), signal);
  const [got] = received;
  expect(got?.headers['x-muster-delivery']).toBe('effect-1');
  expect(got?.headers['x-muster-signature']).toBe(signatureOf('a secret of some length', 1000, got?.body ?? ''));
  expect(JSON.parse(got?.body ?? '')).toMatchObject({ page: 7, urgent: true, text: 'Payments fail <&> "now"' });
});

test('an address with user and password in it is asked without them, and they go along in a header', async () => {
  const { url, received } = await receiver({ status: 200 });
  const guarded = url.replace('//', '//ann:s%40cret@');
  expect(await ntfySender()(delivery(`${guarded}/alice`), signal)).toMatchObject({ sent: true });
  await sendHeartbeat(guarded);
  const basic = `Basic ${Buffer.from('ann:s@cret').toString('base64')}`;
  expect(received.map(({ headers }) => headers['authorization'])).toEqual([basic, basic]);
  // One that does not answer is named by its host.
  const gone = await ntfySender()(delivery('http://ann:s%40cret@127.0.0.1:1/alice'), signal);
  expect(gone).toMatchObject({
    sent: false,
    reason: expect.stringMatching(/^127\.0\.0\.1:1 did not answer/) as string,
  });
  expect(JSON.stringify(gone)).not.toContain('cret');
});

test('a webhook without a secret to sign with is not signed: by a key that nobody knows it could not be checked', async () => {
  const { url, received } = await receiver({ status: 204 });
  await webhookSender(
    () => undefined,
    () => 1_000_000,
  )(delivery(`${url}/hook`), signal);
  expect(received[0]?.headers).toHaveProperty('x-muster-delivery');
  expect(received[0]?.headers).not.toHaveProperty('x-muster-signature');
});

test('Twilio is asked for a text message and for a call that reads the page aloud, escaped', async () => {
  const { url, received } = await receiver({ status: 201, body: `{"sid": "SM${'0'.repeat(32)}"}` });
  const settings = { apiUrl: url, accountSid: 'AC1', authToken: 'secret', from: '+10000000' };
  expect(await smsSender(settings)(delivery('+4930'), signal)).toEqual({
    sent: true,
    reference: `SM${'0'.repeat(32)}`,
  });
  await callSender(settings)(delivery('+4930'), signal);
  expect(received.map((each) => each.url)).toEqual([
    '/2010-04-01/Accounts/AC1/Messages.json',
    '/2010-04-01/Accounts/AC1/Calls.json',
  ]);
  expect(received[0]?.headers['authorization']).toBe(`Basic ${Buffer.from('AC1:secret').toString('base64')}`);
  expect(new URLSearchParams(received[0]?.body).get('Body')).toContain('https://muster.example/pages/ack/abc');
  const twiml = new URLSearchParams(received[1]?.body).get('Twiml') ?? '';
  expect(twiml).toContain('Payments fail &lt;&amp;&gt;');
  expect(twiml).toContain('action="https://muster.example/pages/ack/abc"');
  const { acknowledgeUrl: _, ...without } = delivery('+4930');
  await callSender(settings)(without, signal);
  expect(new URLSearchParams(received[2]?.body).get('Twiml')).not.toMatch(/Gather|Press/);
});

test('a mail arrives with its link; a refused address is final, a closed door is not', async () => {
  const { url, mails } = await mailServer();
  const sent = await emailSender({ smtpUrl: url, from: 'muster@example.com' })(delivery('alice@example.com'), signal);
  expect(sent.sent).toBe(true);
  expect(mails[0]).toContain('Subject: Muster page 7: checkout');
  expect(mails[0]).toContain('https://muster.example/pages/ack/abc');
  const refusing = await mailServer(550);
  const refused = emailSender({ smtpUrl: refusing.url, from: 'muster@example.com' })(
    delivery('bob@example.com'),
    signal,
  );
  expect(await refused).toMatchObject({ sent: false, transient: false });
  const closed = emailSender({ smtpUrl: 'smtp://127.0.0.1:1', from: 'muster@example.com' })(delivery('a@b.cd'), signal);
  expect(await closed).toMatchObject({ sent: false, transient: true });
});

test('a mail server that talks and never comes to the point is left, by itself or when nobody waits any more', async () => {
  const server = createNetServer((socket) => {
    const drip = setInterval(() => socket.write('220-one moment\r\n'), 10);
    socket
      .on('error', () => undefined)
      .on('close', () => {
        clearInterval(drip);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const smtpUrl = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { smtpUrl, from: 'muster@example.com' };
  expect(await emailSender(settings, 100)(delivery('alice@example.com'), signal)).toEqual({
    sent: false,
    reason: 'The mail server did not take it within 0.1 seconds',
    transient: true,
  });
  const stopped = emailSender(settings)(delivery('alice@example.com'), AbortSignal.timeout(100));
  expect(await stopped).toMatchObject({ sent: false, transient: true });
});

test.each([
  [404, false],
  [429, true],
  [503, true],
])('an answer of %i may be tried again: %s', async (status, transient) => {
  const { url } = await receiver({ status });
  expect(await ntfySender()(delivery(`${url}/alice`), signal)).toMatchObject({ sent: false, transient });
});

test('while Discord is down a page reaches ntfy, and its link acknowledges it', async () => {
  const { url, received } = await receiver({ status: 200 });
  const alice = { discord: ALICE, contacts: [{ ntfy: `${url}/alice` }], rules: { high: ['now discord', '9m ntfy'] } };
  const desk = openDesk({ people: { ...PEOPLE, alice } }, { publicUrl: 'https://muster.example' });
  closing.push(() => desk.close());
  desk.chat.outcome = () => ({ outcome: 'retry', reason: 'Discord is not connected yet.', waits: true });
  expectOk(await desk.as(BOB).type('page send', { who: 'alice', message: 'Help' }));
  await desk.clock.advance(1);
  await desk.settle();
  expect(received).toHaveLength(1);
  const [, token = ''] = /pages\/ack\/([^"]+)/.exec(received[0]?.body ?? '') ?? [];
  const { row, personId } = expectOk(await desk.oncall.pages.readLink(token));
  expect([row.number, personId]).toEqual([1, ALICE]);
  const forged = await desk.oncall.pages.readLink(`${token.slice(0, -2)}xx`);
  expect(forged.ok).toBe(false);
  const { cause } = desk.as(ALICE).context();
  expectOk(await desk.oncall.pages.acknowledge(row.stream, personId, 'link', cause));
  expect((await desk.oncall.pages.live())[0]?.status).toBe('acknowledged');
  await desk.clock.advance(8 * 86_400_000);
  expect((await desk.oncall.pages.readLink(token)).ok).toBe(false);
});
