import { expect, test } from 'vitest';
import { zonePort } from '../../../src/diagnostics/builtin/dns/delegation.ts';
import { parseServer } from '../../../src/diagnostics/builtin/dns/dns-server.ts';

test.each([
  ['9.9.9.9', 53],
  ['127.0.0.10:5353', 5353],
  ['tcp://127.0.0.10:5353', 5353],
  ['tls://9.9.9.9#dns.quad9.net', 53],
  ['tls://127.0.0.1:8853#dot.test', 53],
])('the servers of a zone that %s tells of are asked by UDP on port %i', (server, port) => {
  expect(zonePort(parseServer(server, {}, undefined))).toBe(port);
});

test('from the root on, zones are asked on port 53', () => {
  expect(zonePort(undefined)).toBe(53);
});
