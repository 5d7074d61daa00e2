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
