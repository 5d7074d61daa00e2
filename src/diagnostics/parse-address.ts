import ipaddr from 'ipaddr.js';

/** An address in its one form: one that stands for an IPv4 address counts as that. */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return undefined;
  if (ipaddr.IPv4.isValid(bare) && !ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare);
  const address = ipaddr.process(bare);
  if (address.kind() === 'ipv4') return address;
  const inside = ipv4Inside(address.toByteArray(), address.range());
  return inside ? ipaddr.fromByteArray(inside) : address;
}

/** 64:ff9b::/96 and 64:ff9b:1::/48, 6to4, `::ffff:0:a.b.c.d` (RFC 6145), `::a.b.c.d` (RFC 4291), ISATAP (RFC 5214). */
function ipv4Inside(bytes: number[], range: string): number[] | undefined {
  if (range === '6to4') return bytes.slice(2, 6);
  const isatap = (bytes[8] === 0 || bytes[8] === 2) && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
  const compatible = range !== 'unspecified' && range !== 'loopback' && bytes.slice(0, 12).every((byte) => byte === 0);
  return range === 'rfc6052' || range === 'rfc6145' || isatap || compatible ? bytes.slice(12) : undefined;
}
