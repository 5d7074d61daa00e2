import { Resolver } from 'node:dns/promises';
import { expectOk } from '../../src/base/result.ts';
import { parseAllowList } from '../../src/diagnostics/allow-list.ts';
import { createDnsClient } from '../../src/diagnostics/builtin/dns/dns-client.ts';
import { parseServer } from '../../src/diagnostics/builtin/dns/dns-server.ts';
import { guardedNetwork } from '../../src/diagnostics/network/guarded-network.ts';
import { dig, startBind } from '../../test/counterparts/bind.ts';
import { installed } from '../../test/counterparts/installed.ts';
import { builtIn } from '../../test/diagnostics/run-built-in.ts';
import { median } from '../table.ts';
import { keptAlive, say, timed } from './measure.ts';
import { wholePath } from './whole-path.ts';

const ROUNDS = 200;

/** The diagnostic against `dig`, and its client against node:dns, on one local server. */
async function benchDns(): Promise<void> {
  const server = await startBind({
    files: { shop: '$TTL 300\n@ IN SOA ns. admin. 1 7200 3600 1209600 300\n@ NS ns.\n* A 192.0.2.1\n' },
    config: () => 'zone "shop.test" { type primary; file "shop"; };',
  });
  const dns = await builtIn('dns', {}, { targets: ['127.0.0.1'] });
  const address = `127.0.0.1:${server.port}`;
  const whole = await wholePath({ reverse: address, plugins: { dns: { targets: ['127.0.0.1'] } } });
  const abort = new AbortController();
  const client = createDnsClient(guardedNetwork(expectOk(parseAllowList(['127.0.0.1'])), abort.signal), abort.signal);
  const query = (name: string) =>
    client.query(parseServer(address, {}, undefined), {
      name,
      typeCode: 1,
      recursion: true,
      dnssec: false,
      checkingDisabled: false,
    });
  const resolver = new Resolver();
  resolver.setServers([address]);
  await dns.findings({ name: 'warm.shop.test', server: address });
  await whole.run('diag dns', { name: 'warm.shop.test', server: address });
  for (let n = 0; n < 300; n++) {
    await query(`warm-${n}.shop.test`); // until the compiler has done its part
    await resolver.resolve4(`warm-${n}.shop.test`);
  }

  const times = {
    muster: [] as number[],
    whole: [] as number[],
    dig: [] as number[],
    client: [] as number[],
    node: [] as number[],
  };
  for (let n = 0; n < ROUNDS; n++) {
    const name = `host-${n}.shop.test`;
    times.muster.push(await timed(() => dns.findings({ name, server: address })));
    times.whole.push(await timed(() => whole.run('diag dns', { name: `whole-${name}`, server: address })));
    times.dig.push(await timed(() => dig('127.0.0.1', server.port, [name])));
  }
  // By themselves and taking turns: whoever came right after a process was started paid for that.
  for (let n = 0; n < ROUNDS; n++) {
    const name = `host-${n}.shop.test`;
    const client = async () => times.client.push(await timed(() => query(name)));
    const node = async () => times.node.push(await timed(() => resolver.resolve4(name)));
    for (const one of n % 2 === 0 ? [client, node] : [node, client]) await one();
  }
  say(
    'dns diagnostic / dig, process included (median)',
    `${median(times.muster).toFixed(2)} / ${median(times.dig).toFixed(2)} ms`,
    'at most 1.3 times',
  );
  say(
    '… to its message: commits, names by PTR, rendering',
    `${median(times.whole).toFixed(2)} / ${median(times.dig).toFixed(2)} ms`,
    'at most 1.3 times',
  );
  say(
    'its client / node:dns (median)',
    `${median(times.client).toFixed(3)} / ${median(times.node).toFixed(3)} ms`,
    'at most 2 times',
  );
  const names = Array.from({ length: 1000 }, (_, n) => `burst-${n}.shop.test`);
  const burst = performance.now();
  const answers = await Promise.all(names.map(query));
  const right = answers.filter(({ answers: records }) => records[0]?.data === '192.0.2.1').length;
  say('1,000 look-ups at once', `${right} in ${(performance.now() - burst).toFixed(0)} ms`, '1000');
  client.close();
  await whole.close();
  await dns.close();
  await server.stop();
}

if (installed('named') && installed('dig')) await keptAlive(benchDns);
else console.log('named or dig is missing: run .ci/counterparts.sh');
