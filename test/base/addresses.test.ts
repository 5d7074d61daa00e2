import { expect, test } from 'vitest';
import { addressesIn, nameAddresses } from '../../src/base/addresses.ts';

const known: Readonly<Record<string, string>> = { '192.0.2.7': 'office', '2001:db8::7': 'office6' };
const named = (text: string): string => nameAddresses(text, (address) => known[address]);

test.each([
  ['192.0.2.7', '192.0.2.7 (office)'],
  ['192.0.2.7:9090', '192.0.2.7:9090 (office)'],
  ['[2001:db8::7]:443', '[2001:db8::7]:443 (office6)'],
  ['[2001:db8::7]', '[2001:db8::7] (office6)'],
  ['2001:db8::7', '2001:db8::7 (office6)'],
  ['from 192.0.2.7: refused', 'from 192.0.2.7 (office): refused'],
  ['from 2001:db8::7: refused', 'from 2001:db8::7 (office6): refused'],
  ['It was 192.0.2.7.', 'It was 192.0.2.7 (office).'],
  ['see http://192.0.2.7:9090/graph?x=1, then', 'see http://192.0.2.7:9090/graph?x=1 (office), then'],
  ['http://[2001:db8::7]:9090/.', 'http://[2001:db8::7]:9090/ (office6).'],
  ['[it](http://192.0.2.7/x) and (192.0.2.7)', '[it](http://192.0.2.7/x (office)) and (192.0.2.7 (office))'],
  ['192.0.2.7,192.0.2.7', '192.0.2.7 (office),192.0.2.7 (office)'],
])('the name stands beside %s and breaks neither port nor path', (text, shown) => {
  expect(named(text)).toBe(shown);
});

test.each([
  '1.192.0.2.7',
  '192.0.2.7.8',
  '192.0.2.77',
  'v192.0.2.7',
  '192.0.2.7x',
  '192.0.2.7:9090:1',
  '12:34:56',
  'a:b',
])('%s is none that is known', (text) => {
  expect(named(text)).toBe(text);
});

test('each is found once, with or without a port', () => {
  expect(addressesIn('192.0.2.7:80 192.0.2.7 [2001:db8::7]:443 ::ffff:192.0.2.7 12:34:56 300.1.1.1')).toEqual([
    '192.0.2.7',
    '2001:db8::7',
    '::ffff:192.0.2.7',
  ]);
});

test('a hostile text costs no more than its length', () => {
  for (const text of [
    'a:'.repeat(100_000),
    'f'.repeat(200_000),
    '['.repeat(100_000),
    '1.1.1.1/'.repeat(50_000),
    '1.'.repeat(100_000),
  ])
    expect(addressesIn(text).length).toBeLessThan(2);
});
