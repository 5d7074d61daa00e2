import ipaddr from 'ipaddr.js';

/** `192.0.2.1` → `1.2.0.192.in-addr.arpa`, and nibbles under ip6.arpa (RFC 3596 section 2.5). */
export function reverseName(address: string): string {
  const parsed = ipaddr.parse(address.replace(/%.*$/, ''));
  const bytes = parsed.toByteArray().reverse();
  if (parsed.kind() === 'ipv4') return `${bytes.join('.')}.in-addr.arpa`;
  const nibbles = bytes.flatMap((octet) => [octet & 0x0f, octet >> 4]);
  return `${nibbles.map((nibble) => nibble.toString(16)).join('.')}.ip6.arpa`;
}
