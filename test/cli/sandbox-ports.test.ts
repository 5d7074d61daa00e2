import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { musterAtWork } from '../sandbox-web/muster-at-work.ts';

test('the addresses stay from start to start; where one is taken Muster says which it has instead', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-ports-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const first = await musterAtWork(folder, '--port', '0');
  await first.close();
  const second = await musterAtWork(folder);
  expect([second.url, second.pages]).toEqual([first.url, first.pages]);
  await second.close();

  const other = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
  await once(other, 'listening');
  const third = await musterAtWork(folder);
  expect(third.url).not.toBe(first.url);
  expect((await fetch(third.url)).status).toBe(200);
  expect(third.pages).toBe(first.pages);
  await third.close();
  other.close();
}, 120_000);
