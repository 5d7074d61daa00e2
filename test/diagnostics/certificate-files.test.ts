import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeAuthority } from '../counterparts/certificates.ts';
import { describeWith, temporaryFolder } from '../counterparts/installed.ts';
import { messageIn, startBot, textOf } from './bot.ts';

describeWith(['openssl'], 'certificates of an authority of one’s own', () => {
  test('a file beside muster.yaml is read at each reload; one that is gone changes nothing and is told', async () => {
    const folder = temporaryFolder('ca');
    const authority = makeAuthority();
    const server = createServer(authority.issue('shop.test'), (_request, response) => response.end());
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const pem = join(folder, 'ca.pem');
    writeFileSync(pem, makeAuthority().ca);
    const config = {
      reverse: false,
      plugins: { tls: { targets: ['127.0.0.1'], config: { ca: 'ca.pem', warnDays: 0 } } },
    };
    const bot = await startBot(config, { folder });
    onTestFinished(async () => {
      await bot.close();
      server.close();
      rmSync(folder, { recursive: true });
    });
    const ask = async (): Promise<string> =>
      textOf(messageIn(await bot.command('diag tls', { host, name: 'shop.test' })));

    expect(await ask()).toMatch(/issuer is not known|authority at its root is not known/);
    writeFileSync(pem, authority.ca);
    await bot.reconfigure(config);
    expect(await ask()).toContain('A strict client accepts it');
    rmSync(pem);
    await bot.reconfigure(config);
    expect(bot.diagnostics.faults().get('tls')).toMatchObject({
      code: 'plugin/ca',
      message: expect.stringContaining(`There is no file ${pem}`) as string,
    });
    expect(await ask()).toContain('A strict client accepts it');
  });
});
