import dnsPacket from 'dns-packet';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessage } from '../../../src/diagnostics/builtin/dns/dns-message.ts';
import { encodeQuery, nameAsDecoded } from '../../../src/diagnostics/builtin/dns/encode-query.ts';

const question = (name: string) => ({ name, typeCode: 15, recursion: true, dnssec: true, checkingDisabled: false });
const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,63}$/);
const plainName = fc
  .array(label, { minLength: 1, maxLength: 8 })
  .map((labels) => labels.join('.'))
  .filter((name) => name.length <= 253);

test('a plain name goes out as dns-packet writes it, and comes back as it was', () => {
  fc.assert(
    fc.property(plainName, (name) => {
      const { id, bytes } = encodeQuery(question(name));
      const decoded = dnsPacket.decode(bytes);
      expect(decoded.id).toBe(id);
      expect(decoded.questions).toMatchObject([{ name, type: 'MX', class: 'IN' }]);
      expect(decodeMessage(bytes).question).toEqual({ name: `${name}.`, type: 'MX' });
    }),
  );
});

test('what is special in a name is one octet of it, with or without an escape', () => {
  expect(nameAsDecoded('a\\.b.example')).toBe('a\\.b.example.');
  expect(nameAsDecoded('a\\097.example.')).toBe('aa.example.');
  expect(nameAsDecoded('sp ace.example')).toBe('sp\\032ace.example.');
  expect(nameAsDecoded('.')).toBe('.');
});

test.each(['a..b', '.a', `${'a'.repeat(64)}.example`, Array(64).fill('abc').join('.')])('%s is no name', (name) => {
  expect(() => encodeQuery(question(name))).toThrow(/domain name/);
});

test('each query has an id of its own, and the shape of the one before is left alone', () => {
  const ids = new Set(Array.from({ length: 200 }, () => encodeQuery(question('a.example')).id));
  expect(ids.size).toBeGreaterThan(150);
  const flags = (more: object) => decodeMessage(encodeQuery({ ...question('a.example'), ...more }).bytes).flags;
  expect(flags({})).toEqual(['rd', 'ad']);
  expect(flags({ recursion: false, dnssec: false, checkingDisabled: true })).toEqual(['ad', 'cd']);
  expect(flags({})).toEqual(['rd', 'ad']);
});
