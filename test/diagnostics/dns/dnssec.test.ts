import { afterAll, beforeAll, expect, test } from 'vitest';
import { dig, digRecords, type NameServer, startBind } from '../../counterparts/bind.ts';
import { describeWith } from '../../counterparts/installed.ts';
import type { Findings } from '../../../src/diagnostics/kit/finding.ts';
import { builtIn, type BuiltIn, rowsOf, verdictIn } from '../run-built-in.ts';

const ZONE = '$TTL 300\n@ IN SOA ns admin 1 7200 3600 1209600 300\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.1\n';

/** A name server that signs its zones, and a resolver that validates them, one with the key of another zone. */
describeWith(['named', 'dig'], '/diag dns and DNSSEC', () => {
  let authority: NameServer;
  let resolver: NameServer;
  let dns: BuiltIn;
  const signed = (name: string, policy = 'default'): string =>
    `zone "${name}" { type primary; file "${name}"; dnssec-policy ${policy}; inline-signing yes; };`;
  // Denials with the hashes of names in place of the names, and with a salt, as older zones have them.
  const HASHED = 'dnssec-policy hashed { nsec3param iterations 0 optout no salt-length 8; };';

  const deniedBy = async (name: string): Promise<readonly string[]> =>
    digRecords(await dig('127.0.0.1', authority.port, [`nothing.${name}`, 'A', '+dnssec']));
  const keyOf = async (name: string): Promise<string> => {
    for (;;) {
      const isDenied = name !== 'hashed.test' || (await deniedBy(name)).some((line) => line.includes(' NSEC3 '));
      const records = digRecords(await dig('127.0.0.1', authority.port, [name, 'DNSKEY', '+dnssec']));
      const key = records.map((line) => / DNSKEY (257 3 13) (.+)$/.exec(line)).find((match) => match !== null);
      const isSigned = records.some((line) => line.includes(' RRSIG DNSKEY '));
      if (key && isSigned && isDenied) return `${key[1] ?? ''} "${(key[2] ?? '').replaceAll(' ', '')}"`;
      await new Promise((done) => setTimeout(done, 100));
    }
  };

  beforeAll(async () => {
    authority = await startBind({
      files: { 'signed.test': ZONE, 'hashed.test': ZONE, 'forged.test': ZONE, 'plain.test': ZONE },
      config: () =>
        `${HASHED} ${signed('signed.test')} ${signed('hashed.test', 'hashed')} ${signed('forged.test')} zone "plain.test" { type primary; file "plain.test"; };`,
    });
    const key = await keyOf('signed.test');
    const hashedKey = await keyOf('hashed.test');
    await keyOf('forged.test');
    const forwarded = (name: string): string =>
      `zone "${name}" { type forward; forward only; forwarders { 127.0.0.1 port ${authority.port}; }; };`;
    resolver = await startBind({
      files: {},
      options: 'recursion yes; dnssec-validation yes; allow-query { any; };',
      config: () =>
        `trust-anchors { signed.test. static-key ${key}; forged.test. static-key ${key}; hashed.test. static-key ${hashedKey}; };
         ${['signed.test', 'hashed.test', 'forged.test', 'plain.test'].map(forwarded).join('\n')}`,
    });
    dns = await builtIn(
      'dns',
      { resolvers: { validating: `127.0.0.1:${resolver.port}`, authority: `127.0.0.1:${authority.port}` } },
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
    const [[name, , ...rest] = []] = rowsOf(unchecked, 'records 1');
    expect([name, ...rest]).toEqual(['www.forged.test.', 'A', '192.0.2.1']);
    expect(verdictIn(unchecked)).toMatchObject({ verdict: 'warn' });
  });

  test('a zone that denies by hashes is validated, too: what is there, and what is not', async () => {
    expect(verdictIn(await ask('www.hashed.test')).reason).toContain('The resolver has validated it (AD).');
    // Of the question, of the closest name that is there, and of the wildcard that is not.
    const denied = await ask('nothing.hashed.test');
    expect(verdictIn(denied).reason).toMatch(/NXDOMAIN/);
    expect(rowsOf(denied, 'servers')[0]?.[3]?.split(' ')).toContain('ad');
    const proof = async (findings: Findings, name: string, type: string): Promise<void> => {
      const said = rowsOf(findings).filter(([, , shown = '']) => shown.startsWith('NSEC3 '));
      const lines = said.map(([owner = '', , , data = '']) => `${owner} IN NSEC3 ${data}`);
      const asked = digRecords(await dig('127.0.0.1', resolver.port, [name, type, '+dnssec', '+noall', '+authority']));
      const dug = asked.filter((line) => line.includes(' IN NSEC3 ')).map((line) => line.replace(/ \d+ IN /, ' IN '));
      expect(lines.toSorted()).toEqual(dug.toSorted());
      expect(lines.length).toBeGreaterThan(0);
    };
    await proof(denied, 'nothing.hashed.test', 'A');
    await proof(await ask('www.hashed.test', { type: 'MX' }), 'www.hashed.test', 'MX');
    const [parameters] = rowsOf(await ask('hashed.test', { type: 'NSEC3PARAM', server: 'authority' }));
    expect(parameters?.slice(2)).toEqual(['NSEC3PARAM', expect.stringMatching(/^1 0 0 [0-9A-F]{16}$/)]);
  });
});
