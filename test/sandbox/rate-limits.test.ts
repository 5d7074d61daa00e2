import { expect, onTestFinished, test } from 'vitest';
import { type VirtualClock, virtualClock } from '../../src/base/clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { api, channelId } from './api.ts';

async function limited(): Promise<{ sandbox: Sandbox; clock: VirtualClock }> {
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const sandbox = await startSandbox({ clock });
  onTestFinished(() => sandbox.close());
  return { sandbox, clock };
}

test('a bucket is told in headers, exceeded with 429, and refills', async () => {
  const { sandbox, clock } = await limited();
  const send = (channel: string): ReturnType<typeof api> =>
    api(sandbox, 'POST', `/channels/${channelId(sandbox, channel)}/messages`, { content: 'x' });
  const first = await send('general');
  expect(first.headers.get('x-ratelimit-limit')).toBe('5');
  expect(first.headers.get('x-ratelimit-remaining')).toBe('4');
  expect(first.headers.get('x-ratelimit-bucket')).toMatch(/^[0-9a-f]{8}$/);
  for (let sent = 1; sent < 5; sent++) expect((await send('general')).status).toBe(200);
  const refused = await send('general');
  expect(refused.status).toBe(429);
  expect(refused.body).toEqual({ message: 'You are being rate limited.', code: 0, retry_after: 5, global: false });
  expect(refused.headers.get('retry-after')).toBe('5');
  expect((await send('random')).status).toBe(200);
  await clock.advance(5_000);
  expect((await send('general')).status).toBe(200);
});

test('a channel is renamed twice in ten minutes, not three times', async () => {
  const { sandbox, clock } = await limited();
  const rename = (name: string): ReturnType<typeof api> =>
    api(sandbox, 'PATCH', `/channels/${channelId(sandbox, 'random')}`, { name });
  const id = channelId(sandbox, 'random');
  const set = (body: object): ReturnType<typeof api> => api(sandbox, 'PATCH', `/channels/${id}`, body);
  expect((await rename('one')).status).toBe(200);
  expect((await set({ topic: 'two' })).status).toBe(200);
  expect((await set({ topic: 'three' })).status).toBe(429);
  expect((await set({ nsfw: false })).status).toBe(200);
  await clock.advance(600_000);
  expect((await set({ topic: 'three' })).status).toBe(200);
});

test('fifty requests a second for the whole bot', async () => {
  const { sandbox } = await limited();
  const answers = await Promise.all(
    Array.from({ length: 51 }, (_, index) => api(sandbox, 'GET', index % 2 ? '/users/@me' : '/gateway/bot')),
  );
  const refused = answers.filter((answer) => answer.status === 429);
  expect(refused).toHaveLength(1);
  expect(refused[0]?.headers.get('x-ratelimit-global')).toBe('true');
});
