/** What an authority says of a certificate in a stapled answer, unverified; `unreadable` where it is not one. */
export type OcspStatus = 'good' | 'revoked' | 'unknown' | 'refused' | 'unreadable';

interface Der {
  readonly tag: number;
  readonly content: Buffer;
}

const ENUMERATED = 0x0a;
const EXPLICIT_VERSION = 0xa0;
const STATUSES: Readonly<Record<number, OcspStatus>> = { 0x80: 'good', 0xa1: 'revoked', 0x82: 'unknown' };

/** RFC 6960, 4.2.1: response status, then bytes that hold responder, time and one answer a certificate. Never throws. */
export function ocspStatus(response: Buffer): OcspStatus {
  try {
    const [status, bytes] = parts(one(response).content);
    if (status?.tag !== ENUMERATED) return 'unreadable';
    if (status.content[0] !== 0 || !bytes) return 'refused'; // the authority could not or would not say
    const [, basic] = parts(one(bytes.content).content);
    const [data] = parts(one(basic?.content ?? Buffer.alloc(0)).content);
    const fields = parts(data?.content ?? Buffer.alloc(0)).filter(({ tag }) => tag !== EXPLICIT_VERSION);
    const answers = fields[2]; // behind responder and time
    const [, certificate] = parts(one(answers?.content ?? Buffer.alloc(0)).content);
    return STATUSES[certificate?.tag ?? 0] ?? 'unreadable';
  } catch {
    return 'unreadable';
  }
}

function one(bytes: Buffer): Der {
  const [first] = parts(bytes);
  if (!first) throw new RangeError('empty');
  return first;
}

/** The values that stand one after another in some DER (X.690). Throws RangeError at its end. */
function parts(bytes: Buffer): readonly Der[] {
  const found: Der[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes.readUInt8(at);
    const short = bytes.readUInt8(at + 1);
    const more = short < 0x80 ? 0 : short - 0x80;
    const length = more === 0 ? short : bytes.readUIntBE(at + 2, more);
    const from = at + 2 + more;
    if (from + length > bytes.length) throw new RangeError('cut off');
    found.push({ tag, content: bytes.subarray(from, from + length) });
    at = from + length;
  }
  return found;
}
