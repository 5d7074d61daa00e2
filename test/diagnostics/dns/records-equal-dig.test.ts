import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import { parseAllowList } from '../../../src/diagnostics/allow-list.ts';
import { createDnsClient, type DnsClient } from '../../../src/diagnostics/builtin/dns/dns-client.ts';
import { parseServer, type Transport } from '../../../src/diagnostics/builtin/dns/dns-server.ts';
import { typeCode } from '../../../src/diagnostics/builtin/dns/record-type.ts';
import { recordLine } from '../../../src/diagnostics/builtin/dns/record-line.ts';
import { guardedNetwork } from '../../../src/diagnostics/network/guarded-network.ts';
import { dig, digRecords, type NameServer, startBind } from '../../counterparts/bind.ts';
import { describeWith } from '../../counterparts/installed.ts';

const zone = readFileSync(new URL('./every-type.zone', import.meta.url), 'utf8');
/** Every owner and type that the zone holds, as `[name, type]`. */
const held = [
  ...new Set(
    zone
      .split('\n')
      .filter((line) => /^[^$;\s]/.test(line))
      .map((line) => line.split(/\s+/).slice(0, 2).join('\t')),
  ),
].map((pair) => {
  const [owner = '', type = ''] = pair.split('\t');
  return [owner === '@' ? 'every.example' : `${owner.replace('*', 'any')}.every.example`, type] as const;
});

describeWith(['named', 'dig'], 'the dns client against a real name server', () => {
  let server: NameServer;
  let client: DnsClient;
  const stop = new AbortController();
  beforeAll(async () => {
    server = await startBind({
      files: { 'every.zone': zone },
      config: () =>
        'zone "every.example" { type primary; file "every.zone"; check-names ignore; check-integrity no; };',
    });
    client = createDnsClient(guardedNetwork(expectOk(parseAllowList(['127.0.0.1'])), stop.signal), stop.signal);
  });
  afterAll(async () => {
    client.close();
    await server.stop();
  });

  const ours = async (name: string, type: string, transport: Transport = 'udp'): Promise<readonly string[]> => {
    const answer = await client.query(parseServer(`127.0.0.1:${server.port}`, {}, transport), {
      name,
      typeCode: typeCode(type) ?? 0,
      recursion: true,
      dnssec: false,
      checkingDisabled: false,
    });
    return [...answer.answers, ...answer.authorities, ...answer.additionals].map((record) =>
      recordLine(record).replace(/\s+/g, ' '),
    );
  };

  test.each(held)('%s %s is read as dig reads it', async (name, type) => {
    const [mine, digs] = await Promise.all([ours(name, type), dig('127.0.0.1', server.port, [name, type])]);
    expect(digRecords(digs).length).toBeGreaterThan(0);
    expect([...mine].sort()).toEqual([...digRecords(digs)].sort());
  });

  test('ANY, over TCP, is read as dig reads it', async () => {
    const [mine, digs] = await Promise.all([
      ours('every.example', 'ANY', 'tcp'),
      dig('127.0.0.1', server.port, ['every.example', 'ANY', '+tcp']),
    ]);
    expect([...mine].sort()).toEqual([...digRecords(digs)].sort());
  });

  test('an answer too big for UDP comes over TCP, whole', async () => {
    const answer = await client.query(parseServer(`127.0.0.1:${server.port}`, {}, undefined), {
      name: 'big.every.example',
      typeCode: 16,
      recursion: false,
      dnssec: false,
      checkingDisabled: false,
    });
    expect(answer.transport).toBe('tcp');
    expect(answer.answers).toHaveLength(9);
  });

  test('a thousand look-ups at once all come back', async () => {
    const names = Array.from({ length: 1000 }, (_, n) => `host-${n}.wild.every.example`);
    const answers = await Promise.all(names.map((name) => ours(name, 'A')));
    expect(answers.filter((lines) => lines[0]?.endsWith('192.0.2.9') !== true)).toEqual([]);
  });
});
