import ipaddr from 'ipaddr.js';

/** dig breaks long hexadecimal and base64 text after every 56 characters. */
export const inGroups = (text: string): string => (text.match(/.{1,56}/g) ?? []).join(' ');

export const ip4 = (bytes: Buffer): string => [...bytes].join('.');

/** RFC 5952, and with IPv4-mapped ones written as inet_ntop does: `::ffff:192.0.2.1`. */
export function ip6(bytes: Buffer): string {
  const mapped = bytes.subarray(0, 10).every((octet) => octet === 0);
  if (mapped && bytes.readUInt16BE(10) === 0xffff) return `::ffff:${ip4(bytes.subarray(12))}`;
  if (mapped && bytes.readUInt16BE(10) === 0 && bytes.readUInt16BE(12) !== 0) return `::${ip4(bytes.subarray(12))}`;
  return ipaddr.fromByteArray([...bytes]).toString();
}

/** A character-string in quotes; octets outside of printable ASCII as \DDD. */
export function quoted(bytes: Buffer): string {
  let text = '';
  for (const octet of bytes) {
    if (octet < 0x20 || octet >= 0x7f) text += `\\${String(octet).padStart(3, '0')}`;
    else text += octet === 0x22 || octet === 0x5c ? `\\${String.fromCharCode(octet)}` : String.fromCharCode(octet);
  }
  return `"${text}"`;
}
