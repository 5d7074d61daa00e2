import { inGroups, ip4, ip6 } from './rdata-words.ts';
import type { WireReader } from './wire-reader.ts';

/** RFC 1876: latitude and longitude in thousandths of a second of arc, sizes as mantissa and power of ten in cm. */
export function readLoc(reader: WireReader): string {
  const version = reader.u8();
  if (version !== 0) throw new RangeError(`LOC version ${version}`);
  const size = (octet: number): string => {
    const cm = (octet >> 4) * 10 ** (octet & 0x0f);
    return cm < 100 ? `0.${String(cm).padStart(2, '0')}m` : `${Math.floor(cm / 100)}m`;
  };
  const [whole, horizontal, vertical] = [size(reader.u8()), size(reader.u8()), size(reader.u8())];
  const angle = (value: number, positive: string, negative: string): string => {
    const offset = value - 2 ** 31;
    const abs = Math.abs(offset);
    const seconds = ((abs % 60_000) / 1000).toFixed(3);
    return `${Math.floor(abs / 3_600_000)} ${Math.floor(abs / 60_000) % 60} ${seconds} ${offset < 0 ? negative : positive}`;
  };
  const latitude = angle(reader.u32(), 'N', 'S');
  const longitude = angle(reader.u32(), 'E', 'W');
  const cm = reader.u32() - 10_000_000;
  const altitude = `${cm < 0 ? '-' : ''}${Math.floor(Math.abs(cm) / 100)}.${String(Math.abs(cm) % 100).padStart(2, '0')}m`;
  return `${latitude} ${longitude} ${altitude} ${whole} ${horizontal} ${vertical}`;
}

/** RFC 3123: `!1:192.0.2.0/24 2:2001:db8::/32` */
export function readApl(reader: WireReader): string {
  const items: string[] = [];
  while (reader.left > 0) {
    const family = reader.u16();
    const prefix = reader.u8();
    const flags = reader.u8();
    const address = Buffer.alloc(family === 2 ? 16 : 4);
    reader.bytes(flags & 0x7f).copy(address);
    items.push(`${(flags & 0x80) === 0 ? '' : '!'}${family}:${family === 2 ? ip6(address) : ip4(address)}/${prefix}`);
  }
  return items.join(' ');
}

/** RFC 8005 */
export function readHip(reader: WireReader): string {
  const tagLength = reader.u8();
  const algorithm = reader.u8();
  const keyLength = reader.u16();
  const tag = reader.bytes(tagLength).toString('hex').toUpperCase();
  const parts = [`${algorithm} ${tag} ${reader.bytes(keyLength).toString('base64')}`];
  while (reader.left > 0) parts.push(reader.name());
  return parts.join(' ');
}

/** RFC 4025 */
export function readIpsecKey(reader: WireReader): string {
  const precedence = reader.u8();
  const gatewayType = reader.u8();
  const algorithm = reader.u8();
  const gateway = readGateway(reader, gatewayType);
  const key = reader.left > 0 ? ` ${inGroups(reader.rest().toString('base64'))}` : '';
  return `${precedence} ${gatewayType} ${algorithm} ${gateway}${key}`;
}

/** RFC 8777 */
export function readAmtRelay(reader: WireReader): string {
  const precedence = reader.u8();
  const octet = reader.u8();
  return `${precedence} ${octet >> 7} ${octet & 0x7f} ${readGateway(reader, octet & 0x7f)}`.trimEnd();
}

function readGateway(reader: WireReader, type: number): string {
  if (type === 1) return ip4(reader.bytes(4));
  if (type === 2) return ip6(reader.bytes(16));
  return type === 3 ? reader.name() : '.';
}

/** RFC 1035 section 3.4.2, ports as numbers. */
export function readWks(reader: WireReader): string {
  const words = [String(reader.u8())];
  reader.rest().forEach((octet, index) => {
    for (let bit = 0; bit < 8; bit++) if ((octet & (0x80 >> bit)) !== 0) words.push(String(index * 8 + bit));
  });
  return words.join(' ');
}

/** RFC 1706 */
export const readNsap = (reader: WireReader): string => `0x${reader.rest().toString('hex')}`;
