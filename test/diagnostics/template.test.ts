import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import { newPlugin } from '../../src/diagnostics/template/new-plugin.ts';
import { startBot } from '../../src/testing.ts';

/** Plugins' threads come after everything else: on a busy machine one takes its time to start. */
const PATIENCE_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'muster-template-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test(
  'the plugin that the template writes works in a bot on the sandbox, through its slash command',
  { timeout: 2 * PATIENCE_MS },
  async () => {
    const { folder: made } = expectOk(newPlugin('queue-health', folder));
    const service = createServer((request, response) => {
      if (request.url === '/health') response.end('all is well');
      else response.writeHead(404).end();
    });
    await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
    const { port } = service.address() as AddressInfo;
    const bot = await startBot({
      config: JSON.stringify({
        diagnostics: {
          plugins: {
            'queue-health': {
              from: join(made, 'plugin.ts'),
              config: { url: `http://127.0.0.1:${port}` },
              targets: [`127.0.0.1:${port}`],
            },
          },
        },
      }),
    });
    const ada = bot.as('ada');
    const ask = async (options: Record<string, string>, expected: string): Promise<string> => {
      const exchange = await ada.command('#general', 'diag queue-health', options);
      return ada.waitFor(() => {
        const shown = JSON.stringify([ada.see('#general'), exchange]);
        return shown.includes(expected) ? shown : undefined;
      }, PATIENCE_MS);
    };
    expect(await ask({}, 'It answers 200')).toContain('all is well');
    await ask({ path: '/nothing' }, 'Try /health');
    const [message] = ada.see('#general').filter((one) => JSON.stringify(one).includes('It answers 200'));
    await ada
      .press(message?.id ?? '', '🔁 Run again and compare')
      .catch(() => ada.press(message?.id ?? '', 'Run again and compare'));
    await ada.waitFor(() => JSON.stringify(ada.see('#general')).includes('Nothing differs from the run before'));
    await bot.stop();
    service.close();
  },
);

test('it does not name Muster to npm, where that name is somebody else’s', () => {
  const { folder: made } = expectOk(newPlugin('disk-health', folder));
  expect(readFileSync(join(made, 'package.json'), 'utf8')).not.toContain('"muster"');
});

test('it never overwrites, and refuses what is no name', () => {
  expect(newPlugin('queue-health', folder)).toMatchObject({ refusal: { code: 'plugin/exists' } });
  expect(newPlugin('Queue Health', folder)).toMatchObject({ refusal: { code: 'plugin/name' } });
  const text = readFileSync(join(folder, 'queue-health/plugin.test.ts'), 'utf8');
  expect(text).toContain(`'diag queue-health'`);
});
