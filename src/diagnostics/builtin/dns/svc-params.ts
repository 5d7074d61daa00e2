import { ip4, ip6 } from './rdata-words.ts';
import { WireReader } from './wire-reader.ts';

/** RFC 9460 section 14.3.2, by number. What came later is written key7, key8 … as dig 9.18 does. */
const KEYS: readonly string[] = ['mandatory', 'alpn', 'no-default-alpn', 'port', 'ipv4hint', 'ech', 'ipv6hint'];
const keyName = (code: number): string => KEYS[code] ?? `key${code}`;

/** `alpn="h2,h3" port=443 ipv4hint=192.0.2.1` */
export function readSvcParams(reader: WireReader): string {
  const params: string[] = [];
  while (reader.left > 0) {
    const key = reader.u16();
    const length = reader.u16();
    const value = new WireReader(reader.message, reader.at, reader.at + length);
    reader.bytes(length);
    const text = valueOf(key, value);
    params.push(text === undefined ? keyName(key) : `${keyName(key)}=${text}`);
  }
  return params.join(' ');
}

function valueOf(key: number, value: WireReader): string | undefined {
  switch (keyName(key)) {
    case 'mandatory':
      return all(value, () => keyName(value.u16())).join(',');
    case 'alpn':
      return `"${all(value, () => escaped(value.bytes(value.u8()), true)).join(',')}"`;
    case 'no-default-alpn':
      return undefined;
    case 'port':
      return String(value.u16());
    case 'ipv4hint':
      return all(value, () => ip4(value.bytes(4))).join(',');
    case 'ipv6hint':
      return all(value, () => ip6(value.bytes(16))).join(',');
    case 'ech':
      return value.rest().toString('base64');
    default:
      return value.left === 0 ? undefined : `"${escaped(value.rest(), false)}"`;
  }
}

function all(value: WireReader, read: () => string): readonly string[] {
  const items: string[] = [];
  while (value.left > 0) items.push(read());
  return items;
}

/** In a list a comma inside a value is escaped twice (RFC 9460 appendix A.1). */
function escaped(bytes: Buffer, inList: boolean): string {
  let text = '';
  for (const octet of bytes) {
    const char = String.fromCharCode(octet);
    if (octet < 0x20 || octet >= 0x7f) text += `\\${String(octet).padStart(3, '0')}`;
    else if (char === '"') text += '\\"';
    else if (char === '\\') text += inList ? '\\\\\\\\' : '\\\\';
    else text += char === ',' && inList ? '\\\\,' : char;
  }
  return text;
}
