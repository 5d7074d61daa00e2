import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Message } from '../../src/commands/message.ts';
import { makeAuthority } from '../counterparts/certificates.ts';
import { buttonIn, messageIn, startBot, textOf } from './bot.ts';

/** Lines of a tree go on below themselves. */
const saidIn = (message: Message): string => textOf(message).replaceAll(/\\n[│ ]*/g, ' ');

test('a certificate that was renewed differs: in the verdict when it had expired, else in its dates and fingerprint', async () => {
  const authority = makeAuthority();
  const server = createServer(authority.issue('shop.test', { expired: true }));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const bot = await startBot({
    plugins: { tls: { targets: ['127.0.0.0/8'], config: { ca: authority.ca, warnDays: 0 } } },
  });

  const expired = messageIn(await bot.command('diag tls', { host: '127.0.0.1', port, name: 'shop.test' }));
  expect(textOf(expired)).toContain('The certificate expired');
  server.setSecureContext(authority.issue('shop.test'));
  const renewed = messageIn(await bot.press(buttonIn(expired, 'Run again')));
  expect(textOf(renewed)).toMatch(/≠ A strict client accepts it.*\(before: bad, The certificate expired/);
  expect(saidIn(renewed)).toMatch(/≠ valid \S+ to \S+ \(was valid/);
  server.setSecureContext(authority.issue('shop.test'));
  const again = messageIn(await bot.press(buttonIn(renewed, 'Run again')));
  expect(saidIn(again)).toMatch(/≠ SHA-256 \S+ \(was SHA-256 /);
  expect(textOf(messageIn(await bot.press(buttonIn(again, 'Run again'))))).toContain('Nothing differs');

  await bot.close();
  server.close();
});
