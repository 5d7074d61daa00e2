import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createPagerDutyClient } from '../../../src/oncall/pagerduty/client.ts';
import { createSubscriptionClient } from '../../../src/oncall/pagerduty/subscription-client.ts';
import { isSignedByPagerDuty } from '../../../src/oncall/pagerduty/webhook-signature.ts';

const shared = join(import.meta.dirname, '../../../../shared/data');
const documented = existsSync(join(shared, 'pagerduty-webhook-v3-signatures.json'));

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Asked {
  readonly query: URLSearchParams;
}

async function server(answer: (asked: Asked, response: ServerResponse) => void) {
  const asked: Asked[] = [];
  const http = createServer((request, response) => {
    request.resume().on('end', () => {
      const one = { query: new URL(request.url ?? '/', 'http://localhost').searchParams };
      asked.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => http.close(resolve)));
  const address = z.object({ port: z.number() }).parse(http.address());
  const connection = { apiUrl: `http://127.0.0.1:${address.port}`, token: 'secret', now: () => 0 };
  return { client: createPagerDutyClient(connection), connection, asked };
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const code = (result: { ok: boolean; refusal?: { code: string } }): string => result.refusal?.code ?? 'done';

test.each([
  [401, { error: { message: 'no', code: 2006 } }, 'pagerduty/authentication'],
  [400, { error: { message: 'Invalid', code: 2001, errors: ['Title is missing'] } }, 'pagerduty/refused'],
  [402, { error: { message: 'no' } }, 'pagerduty/plan'],
  [404, { error: { message: 'no', code: 2100 } }, 'pagerduty/not-found'],
  [500, {}, 'pagerduty/unreachable'],
])('an answer of %i is a refusal with a sentence', async (status, body, expected) => {
  const { client } = await server((_asked, response) => {
    json(response, status, body);
  });
  expect(code(await client.resolve('P1', 'alice@example.com'))).toBe(expected);
});

test('the rate limit’s header says until when', async () => {
  const { client } = await server((_asked, response) => {
    json(response, 429, { error: { message: 'slow down', code: 2020 } }, { 'ratelimit-reset': '42' });
  });
  const result = await client.users();
  expect(result.ok ? '' : result.refusal.message).toBe('PagerDuty takes no more requests until 00:00:42 UTC.');
});

test('a proxy’s page, a closed door and a shape from elsewhere are told apart', async () => {
  const { client, connection } = await server((_asked, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Login</h1>');
  });
  const page = await client.users();
  expect(page.ok ? '' : page.refusal.message).toContain('not JSON');
  expect(code(await createSubscriptionClient(connection).remove('P1'))).toBe('pagerduty/unreachable');
  const closed = createPagerDutyClient({ apiUrl: 'http://127.0.0.1:1', token: 'x', now: () => 0 });
  expect(code(await closed.users())).toBe('pagerduty/unreachable');
  const { client: other } = await server((_asked, response) => {
    json(response, 200, { incident: { id: 5 } });
  });
  expect(code(await other.acknowledge('P1', 'alice@example.com'))).toBe('pagerduty/shape');
});

test('all pages of a list are read', async () => {
  const { client, asked } = await server(({ query }, response) => {
    const offset = Number(query.get('offset'));
    const users = Array.from({ length: 100 }, (_, n) => ({ id: `P${offset + n}`, name: 'x', email: 'x@example.com' }));
    json(response, 200, { users, more: offset < 200 });
  });
  const found = await client.users();
  expect(found.ok && found.value.length).toBe(300);
  expect(asked.map(({ query }) => query.get('offset'))).toEqual(['0', '100', '200']);
});

describe.skipIf(!documented)('PagerDuty’s own samples (left out where shared/data is not there)', () => {
  test('signatures are judged as PagerDuty’s own samples say', () => {
    const samples = z
      .object({
        secret: z.string(),
        body: z.string(),
        cases: z.array(
          z.object({ id: z.string(), header: z.string().nullable(), body: z.string(), expected: z.string() }),
        ),
      })
      .parse(JSON.parse(readFileSync(join(shared, 'pagerduty-webhook-v3-signatures.json'), 'utf8')));
    for (const { id, header, body, expected } of samples.cases) {
      const raw = body.startsWith('$body') ? samples.body + (body === '$body' ? '' : ' ') : body;
      expect([id, isSignedByPagerDuty(header, Buffer.from(raw), ['another', samples.secret])]).toEqual([
        id,
        expected === 'valid',
      ]);
    }
  });
});

test('a signature by an old or a new secret is taken while they are exchanged', () => {
  const body = Buffer.from('{}');
  const sign = (secret: string): string => `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
  expect(isSignedByPagerDuty(`${sign('gone')},${sign('new')}`, body, ['old', 'new'])).toBe(true);
  expect(isSignedByPagerDuty(sign('gone'), body, ['old', 'new'])).toBe(false);
  expect(isSignedByPagerDuty(null, body, ['old'])).toBe(false);
});
