/** What a name's octets look like in a zone file (RFC 1035 section 5.1), special ones escaped as BIND does. */
const SPECIAL = new Set([...'".;\\()@$'].map((char) => char.charCodeAt(0)));

/** Nothing in it is escaped: what nearly every label is. */
const PLAIN_LABEL = /^[\w-]+$/;

export const escapeOctet = (octet: number, special: ReadonlySet<number>): string => {
  if (octet <= 0x20 || octet >= 0x7f) return `\\${String(octet).padStart(3, '0')}`;
  return special.has(octet) ? `\\${String.fromCharCode(octet)}` : String.fromCharCode(octet);
};

/** Reads a DNS message from front to back. Throws `RangeError` where it is cut off or points in circles. */
export class WireReader {
  readonly message: Buffer;
  at: number;
  readonly end: number;
  constructor(message: Buffer, at = 0, end = message.length) {
    if (end > message.length) throw new RangeError('The message is cut off.');
    this.message = message;
    this.at = at;
    this.end = end;
  }
  get left(): number {
    return this.end - this.at;
  }
  private take(count: number): number {
    if (count > this.left) throw new RangeError('The message is cut off.');
    const from = this.at;
    this.at += count;
    return from;
  }
  u8(): number {
    return this.message.readUInt8(this.take(1));
  }
  u16(): number {
    return this.message.readUInt16BE(this.take(2));
  }
  u32(): number {
    return this.message.readUInt32BE(this.take(4));
  }
  bytes(count: number): Buffer {
    const from = this.take(count);
    return this.message.subarray(from, from + count);
  }
  rest(): Buffer {
    return this.bytes(this.left);
  }
  /** `a.example.` with a dot at the end; `.` is the root. Compression pointers must point backwards. */
  name(): string {
    let text = '';
    let at = this.at;
    let jumped = false;
    let limit = at;
    for (;;) {
      const length = this.message[at];
      if (length === undefined) throw new RangeError('The message is cut off.');
      if ((length & 0xc0) === 0xc0) {
        const target = ((length & 0x3f) << 8) | (this.message[at + 1] ?? 0);
        if (!jumped) this.at = at + 2;
        jumped = true;
        if (target >= limit) throw new RangeError('A compressed name points forward.');
        limit = target;
        at = target;
        continue;
      }
      if ((length & 0xc0) !== 0) throw new RangeError('A name has a label of an unknown kind.');
      if (length === 0) {
        if (!jumped) this.at = at + 1;
        return text === '' ? '.' : text;
      }
      if (at + 1 + length > this.message.length) throw new RangeError('The message is cut off.');
      const label = this.message.toString('latin1', at + 1, at + 1 + length);
      if (PLAIN_LABEL.test(label)) text += `${label}.`;
      else {
        for (const octet of this.message.subarray(at + 1, at + 1 + length)) text += escapeOctet(octet, SPECIAL);
        text += '.';
      }
      if (text.length > 4 * 255) throw new RangeError('A name is too long.');
      at += 1 + length;
    }
  }
}
