import { randomInt } from 'node:crypto';
import dnsPacket from 'dns-packet';
import { refused } from '../../plugin.ts';
import { RDATA_FORMATS } from './rdata-format.ts';
import { readField } from './rdata-field.ts';
import { className, rcodeName, typeName } from './record-type.ts';
import { WireReader } from './wire-reader.ts';

export interface DnsRecord {
  /** With a dot at the end, in ASCII. */
  readonly name: string;
  readonly ttl: number;
  readonly class: string;
  readonly type: string;
  /** As dig writes it. */
  readonly data: string;
}

export interface DnsMessage {
  readonly id: number;
  readonly rcode: string;
  /** `qr aa tc rd ra ad cd`, in dig's order, those that are set. */
  readonly flags: readonly string[];
  readonly question: { readonly name: string; readonly type: string } | undefined;
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
  readonly edns: Edns | undefined;
  readonly sizeBytes: number;
}

export interface Edns {
  readonly version: number;
  readonly udpSize: number;
  readonly dnssecOk: boolean;
  /** RFC 8914, code and text: why it failed, in the resolver's words. */
  readonly errors: readonly string[];
}

export interface Question {
  /** ASCII, with or without the dot at the end. */
  readonly name: string;
  readonly typeCode: number;
  readonly recursion: boolean;
  readonly dnssec: boolean;
  readonly checkingDisabled: boolean;
}

/** https://www.dnsflagday.net/2020/: what passes every path without fragments. */
const UDP_SIZE = 1232;

export function encodeQuery(question: Question): { readonly id: number; readonly bytes: Buffer } {
  const id = randomInt(65536);
  let flags = 0;
  if (question.recursion) flags |= dnsPacket.RECURSION_DESIRED;
  if (question.dnssec) flags |= dnsPacket.AUTHENTIC_DATA;
  if (question.checkingDisabled) flags |= dnsPacket.CHECKING_DISABLED;
  const nameless = dnsPacket.encode({
    type: 'query',
    id,
    flags,
    // The library names what it knows; by number, every type can be asked for.
    questions: [{ name: '.', type: `UNKNOWN_${question.typeCode}` as 'A', class: 'IN' }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: UDP_SIZE,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: question.dnssec ? dnsPacket.DNSSEC_OK : 0,
        flag_do: question.dnssec,
        options: [],
      },
    ],
  });
  // The library splits names at every dot, also at escaped ones: the name takes the place of the root's one octet.
  return { id, bytes: Buffer.concat([nameless.subarray(0, 12), encodeName(question.name), nameless.subarray(13)]) };
}

/** A name as `decodeMessage` would give it back: with a dot at the end, special characters escaped. Throws as `encodeQuery`. */
export const nameAsDecoded = (text: string): string => new WireReader(encodeName(text)).name();

/** Throws `Refused` for what cannot be a name: an empty label, one over 63 octets, 255 in all. */
function encodeName(text: string): Buffer {
  const octets: number[] = [];
  let label: number[] = [];
  const endLabel = (): void => {
    if (label.length === 0 || label.length > 63)
      throw refused('dns/name', `"${text}" is no domain name: each part between dots has 1 to 63 characters.`);
    octets.push(label.length, ...label);
    label = [];
  };
  const name = text.replace(/(?<!\\)\.$/, '');
  for (const [part, escaped] of name.matchAll(/\\(\d{3}|.)|[^]/gu)) {
    if (escaped !== undefined)
      label.push(...(/^\d{3}$/.test(escaped) ? [Number(escaped) & 0xff] : Buffer.from(escaped)));
    else if (part === '.') endLabel();
    else label.push(...Buffer.from(part));
  }
  if (name !== '') endLabel();
  if (octets.length > 254) throw refused('dns/name', `"${text}" is too long for a domain name.`);
  return Buffer.from([...octets, 0]);
}

const FLAGS: readonly (readonly [string, number])[] = [
  ['qr', 0x8000],
  ['aa', 0x0400],
  ['tc', 0x0200],
  ['rd', 0x0100],
  ['ra', 0x0080],
  ['ad', 0x0020],
  ['cd', 0x0010],
];

/** Throws `RangeError` for what is no DNS message. A record whose data does not fit its type is given as RFC 3597 writes it. */
export function decodeMessage(bytes: Buffer): DnsMessage {
  const reader = new WireReader(bytes);
  const id = reader.u16();
  const header = reader.u16();
  const counts = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
  let question: DnsMessage['question'];
  for (let n = 0; n < (counts[0] ?? 0); n++) {
    question = { name: reader.name(), type: typeName(reader.u16()) };
    reader.u16();
  }
  let edns: Edns | undefined;
  let extendedRcode = 0;
  const section = (count: number): readonly DnsRecord[] => {
    const records: DnsRecord[] = [];
    for (let n = 0; n < count; n++) {
      const name = reader.name();
      const type = reader.u16();
      const recordClass = reader.u16();
      const ttl = reader.u32();
      const length = reader.u16();
      const data = new WireReader(bytes, reader.at, reader.at + length);
      reader.bytes(length);
      if (type === 41) {
        extendedRcode = ttl >>> 24;
        edns = {
          version: (ttl >>> 16) & 0xff,
          udpSize: recordClass,
          dnssecOk: (ttl & 0x8000) !== 0,
          errors: extendedErrors(data),
        };
      } else {
        records.push({ name, ttl, class: className(recordClass), type: typeName(type), data: dataText(type, data) });
      }
    }
    return records;
  };
  const answers = section(counts[1] ?? 0);
  const authorities = section(counts[2] ?? 0);
  const additionals = section(counts[3] ?? 0);
  return {
    id,
    rcode: rcodeName((header & 0x0f) | (extendedRcode << 4)),
    flags: FLAGS.filter(([, bit]) => (header & bit) !== 0).map(([flag]) => flag),
    question,
    answers,
    authorities,
    additionals,
    edns,
    sizeBytes: bytes.length,
  };
}

function dataText(type: number, data: WireReader): string {
  const format = RDATA_FORMATS[typeName(type)];
  const { at } = data;
  if (format) {
    try {
      const words = format.map((kind) => readField(kind, data)).filter((word) => word !== '');
      if (data.left === 0) return words.join(' ');
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  data.at = at;
  const raw = data.rest().toString('hex').toUpperCase();
  return raw === '' ? '\\# 0' : `\\# ${raw.length / 2} ${(raw.match(/.{1,56}/g) ?? []).join(' ')}`;
}

function extendedErrors(data: WireReader): readonly string[] {
  const errors: string[] = [];
  while (data.left >= 4) {
    const code = data.u16();
    const value = data.bytes(data.u16());
    if (code === 15 && value.length >= 2)
      errors.push(`EDE ${value.readUInt16BE(0)} ${value.subarray(2).toString('utf8')}`.trim());
  }
  return errors;
}
