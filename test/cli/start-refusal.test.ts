import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startRefusal } from '../../src/cli/start-refusal.ts';

test('a port that is taken is told by its number, with what to set', async () => {
  const first = createServer().listen(0, '127.0.0.1');
  await once(first, 'listening');
  const { port } = first.address() as AddressInfo;
  const second = createServer().listen(port, '127.0.0.1');
  const [error] = (await once(second, 'error').catch((caught: unknown) => [caught])) as [unknown];
  first.close();
  expect(startRefusal(error).message).toBe(
    `Muster did not start: port ${port} is taken by another program. Name another one: MUSTER_HTTP_PORT=8081, or 0 for any free one.`,
  );
});

test('anything else is told as it is', () => {
  expect(startRefusal(new Error('Discord refused the token.'))).toEqual({
    code: 'start/discord',
    message: 'Discord refused the token.',
  });
});
