import { readAmtRelay, readApl, readHip, readIpsecKey, readLoc, readNsap, readWks } from './rdata-composite.ts';
import type { FieldKind } from './rdata-format.ts';
import { typeName } from './record-type.ts';
import { readSvcParams } from './svc-params.ts';
import { inGroups, ip4, ip6, quoted } from './rdata-words.ts';
import type { WireReader } from './wire-reader.ts';

const CERT_TYPES: readonly string[] = ['', 'PKIX', 'SPKI', 'PGP', 'IPKIX', 'ISPKI', 'IPGP', 'ACPKIX', 'IACPKIX'];
// prettier-ignore
const ALGORITHMS: Readonly<Record<number, string>> = {
  1: 'RSAMD5', 2: 'DH', 3: 'DSA', 4: 'ECC', 5: 'RSASHA1', 6: 'NSEC3DSA', 7: 'NSEC3RSASHA1', 8: 'RSASHA256',
  10: 'RSASHA512', 12: 'ECCGOST', 13: 'ECDSAP256SHA256', 14: 'ECDSAP384SHA384', 15: 'ED25519', 16: 'ED448',
  252: 'INDIRECT', 253: 'PRIVATEDNS', 254: 'PRIVATEOID',
};

/** Each reads one field of a record's data and says it as dig does; '' is left out of the line. */
const READERS: Readonly<Record<FieldKind, (reader: WireReader) => string>> = {
  name: (reader) => reader.name(),
  names: (reader) => {
    const names: string[] = [];
    while (reader.left > 0) names.push(reader.name());
    return names.join(' ');
  },
  u8: (reader) => String(reader.u8()),
  u16: (reader) => String(reader.u16()),
  u32: (reader) => String(reader.u32()),
  ip4: (reader) => ip4(reader.bytes(4)),
  ip6: (reader) => ip6(reader.bytes(16)),
  string: (reader) => quoted(reader.bytes(reader.u8())),
  strings: (reader) => {
    const strings: string[] = [];
    while (reader.left > 0) strings.push(quoted(reader.bytes(reader.u8())));
    return strings.join(' ');
  },
  x25: (reader) => quoted(reader.bytes(reader.u8())),
  isdn: (reader) => {
    const address = quoted(reader.bytes(reader.u8()));
    return reader.left > 0 ? `${address} ${quoted(reader.bytes(reader.u8()))}` : address;
  },
  'target-string': (reader) => quoted(reader.rest()),
  'quoted-rest': (reader) => quoted(reader.rest()),
  hex: (reader) => inGroups(reader.rest().toString('hex').toUpperCase()),
  'hex-whole': (reader) => inGroups(reader.rest().toString('hex').toUpperCase()),
  base64: (reader) => inGroups(reader.rest().toString('base64')),
  'base64-whole': (reader) => reader.rest().toString('base64'),
  mb64: (reader) => (reader.left === 0 ? '-' : reader.rest().toString('base64')),
  salt: (reader) => {
    const salt = reader.bytes(reader.u8());
    return salt.length === 0 ? '-' : salt.toString('hex').toUpperCase();
  },
  'next-hashed': (reader) => base32hex(reader.bytes(reader.u8())),
  bitmap: readBitmap,
  type: (reader) => typeName(reader.u16()),
  time: (reader) => new Date(reader.u32() * 1000).toISOString().replace(/\.000Z|\D/g, ''), // YYYYMMDDHHmmss, UTC
  locator: (reader) => [0, 1, 2, 3].map(() => reader.u16().toString(16)).join(':'),
  mac: (reader) => (reader.rest().toString('hex').match(/../g) ?? []).join('-'),
  'cert-type': (reader) => {
    const code = reader.u16();
    return CERT_TYPES[code] || (code === 253 ? 'URI' : code === 254 ? 'OID' : String(code));
  },
  algorithm: (reader) => {
    const code = reader.u8();
    return ALGORITHMS[code] ?? String(code);
  },
  'caa-tag': (reader) => reader.bytes(reader.u8()).toString('latin1'),
  'caa-value': (reader) => quoted(reader.rest()),
  loc: readLoc,
  apl: readApl,
  hip: readHip,
  ipseckey: readIpsecKey,
  amtrelay: readAmtRelay,
  svcb: readSvcParams,
  wks: readWks,
  nsap: readNsap,
  atma: (reader) => {
    const format = reader.u8();
    return format === 1 ? `+${reader.rest().toString('latin1')}` : reader.rest().toString('hex');
  },
  a6: (reader) => {
    const prefix = reader.u8();
    const suffix = Buffer.alloc(16);
    const octets = 16 - Math.floor(prefix / 8);
    reader.bytes(octets).copy(suffix, 16 - octets);
    const address = prefix < 128 ? ` ${ip6(suffix)}` : '';
    return `${prefix}${address}${prefix > 0 ? ` ${reader.name()}` : ''}`;
  },
  nxt: (reader) => {
    const types: string[] = [];
    reader.rest().forEach((octet, index) => {
      for (let bit = 0; bit < 8; bit++) if ((octet & (0x80 >> bit)) !== 0) types.push(typeName(index * 8 + bit));
    });
    return types.join(' ');
  },
};

export const readField = (kind: FieldKind, reader: WireReader): string => READERS[kind](reader);

/** RFC 4034 section 4.1.2: windows of 256 types each. */
function readBitmap(reader: WireReader): string {
  const types: string[] = [];
  while (reader.left > 0) {
    const window = reader.u8();
    reader.bytes(reader.u8()).forEach((octet, index) => {
      for (let bit = 0; bit < 8; bit++)
        if ((octet & (0x80 >> bit)) !== 0) types.push(typeName(window * 256 + index * 8 + bit));
    });
  }
  return types.join(' ');
}

/** RFC 4648 section 7, without padding. */
function base32hex(bytes: Buffer): string {
  const bits = [...bytes].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => '0123456789ABCDEFGHIJKLMNOPQRSTUV'.charAt(parseInt(five.padEnd(5, '0'), 2)))
    .join('');
}
