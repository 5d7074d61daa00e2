import { afterAll, beforeAll, expect, test } from 'vitest';
import { dig, digRecords, type NameServer, startBind } from '../../counterparts/bind.ts';
import { describeWith } from '../../counterparts/installed.ts';
import { builtIn, type BuiltIn, rowsOf, verdictIn } from '../run-built-in.ts';

const ZONE = '$TTL 300\n@ IN SOA ns admin 1 7200 3600 1209600 300\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.1\n';

/** A name server that signs its zones, and a resolver that validates them, one with the key of another zone. */
describeWith(['named', 'dig'], '/diag dns and DNSSEC', () => {
  let authority: NameServer;
  let resolver: NameServer;
  let dns: BuiltIn;
  const signed = (name: string): string =>
    `zone "${name}" { type primary; file "${name}"; dnssec-policy default; inline-signing yes; };`;

  const keyOf = async (name: string): Promise<string> => {
    for (;;) {
      const records = digRecords(await dig('127.0.0.1', authority.port, [name, 'DNSKEY', '+dnssec']));
      const key = records.map((line) => / DNSKEY (257 3 13) (.+)$/.exec(line)).find((match) => match !== null);
      const isSigned = records.some((line) => line.includes(' RRSIG DNSKEY '));
      if (key && isSigned) return `${key[1] ?? ''} "${(key[2] ?? '').replaceAll(' ', '')}"`;
      await new Promise((done) => setTimeout(done, 100));
    }
  };

  beforeAll(async () => {
    authority = await startBind({
      files: { 'signed.test': ZONE, 'forged.test': ZONE, 'plain.test': ZONE },
      config: () =>
        `${signed('signed.test')} ${signed('forged.test')} zone "plain.test" { type primary; file "plain.test"; };`,
    });
    const key = await keyOf('signed.test');
    await keyOf('forged.test');
    const forwarded = (name: string): string =>
      `zone "${name}" { type forward; forward only; forwarders { 127.0.0.1 port ${authority.port}; }; };`;
    resolver = await startBind({
      files: {},
      options: 'recursion yes; dnssec-validation yes; allow-query { any; };',
      config: () =>
        `trust-anchors { signed.test. static-key ${key}; forged.test. static-key ${key}; };
         ${['signed.test', 'forged.test', 'plain.test'].map(forwarded).join('\n')}`,
    });
    dns = await builtIn(
      'dns',
      { resolvers: { validating: `127.0.0.1:${resolver.port}` } },
      { targets: ['127.0.0.0/8'] },
    );
  });
  afterAll(async () => {
    await dns.close();
    await Promise.all([authority.stop(), resolver.stop()]);
  });
  const ask = (name: string, more: object = {}) => dns.findings({ name, server: 'validating', dnssec: true, ...more });

  test('whether the resolver has validated it is asked by default, as dig asks', async () => {
    expect(verdictIn(await ask('www.signed.test', { dnssec: false })).reason).toBe(
      '1 record. The resolver has validated it (AD).',
    );
  });

  test('what the resolver has validated is said to be, with its signatures, as dig says it', async () => {
    const findings = await ask('www.signed.test');
    expect(verdictIn(findings)).toMatchObject({
      verdict: 'ok',
      reason: expect.stringContaining('The resolver has validated it (AD).') as string,
    });
    expect(rowsOf(findings, 'servers')[0]?.[3]?.split(' ')).toContain('ad');
    expect(rowsOf(findings, 'records 1').map(([, , type]) => type)).toEqual(['A', 'RRSIG']);
    expect(await dig('127.0.0.1', resolver.port, ['www.signed.test', '+dnssec'])).toMatch(/flags: qr rd ra ad;/);
  });

  test('a zone that nobody signed is not called validated', async () => {
    const findings = await ask('www.plain.test');
    expect(verdictIn(findings).reason).toContain('It is not validated (no AD)');
    expect(rowsOf(findings, 'servers')[0]?.[3]?.split(' ')).not.toContain('ad');
  });

  test('signatures of another key fail, and what stands behind them is seen unchecked', async () => {
    const failed = await ask('www.forged.test');
    expect(verdictIn(failed).verdict).toBe('bad');
    expect(verdictIn(failed).reason).toContain('SERVFAIL');
    const unchecked = await ask('www.forged.test', { unchecked: true });
    expect(rowsOf(unchecked, 'records 1')[0]).toEqual(['www.forged.test.', '300', 'A', '192.0.2.1']);
    expect(verdictIn(unchecked)).toMatchObject({ verdict: 'warn' });
  });
});
