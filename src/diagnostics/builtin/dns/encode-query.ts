import { randomInt } from 'node:crypto';
import dnsPacket from 'dns-packet';
import { refused } from '../../plugin.ts';
import { WireReader } from './wire-reader.ts';

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
  const name = encodeName(question.name);
  const nameless = namelessQuery(question);
  // The library splits names at every dot, also at escaped ones: the name takes the place of the root's one octet.
  const bytes = Buffer.concat([nameless.subarray(0, 12), name, nameless.subarray(13)]);
  bytes.writeUInt16BE(id, 0);
  return { id, bytes };
}

/** What queries of one shape have in common: all but the id and the name. A client asks a thousand of a few shapes. */
const shapes = new Map<string, Buffer>();
const MOST_SHAPES = 64;

function namelessQuery({ typeCode, recursion, dnssec, checkingDisabled }: Question): Buffer {
  const shape = `${typeCode} ${recursion} ${dnssec} ${checkingDisabled}`;
  const known = shapes.get(shape);
  if (known) return known;
  // As dig does, AD is always asked for: who validates says so, also without the signatures (RFC 6840, section 5.7).
  let flags = dnsPacket.AUTHENTIC_DATA;
  if (recursion) flags |= dnsPacket.RECURSION_DESIRED;
  if (checkingDisabled) flags |= dnsPacket.CHECKING_DISABLED;
  const bytes = dnsPacket.encode({
    type: 'query',
    id: 0,
    flags,
    // The library names what it knows; by number, every type can be asked for.
    questions: [{ name: '.', type: `UNKNOWN_${typeCode}` as 'A', class: 'IN' }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: UDP_SIZE,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: dnssec ? dnsPacket.DNSSEC_OK : 0,
        flag_do: dnssec,
        options: [],
      },
    ],
  });
  if (shapes.size >= MOST_SHAPES) shapes.clear();
  shapes.set(shape, bytes);
  return bytes;
}

/** A name as `decodeMessage` would give it back: with a dot at the end, special characters escaped. Throws as `encodeQuery`. */
export const nameAsDecoded = (text: string): string => new WireReader(encodeName(text)).name();

/** Throws `Refused` for what cannot be a name: an empty label, one over 63 octets, 255 in all. */
function encodeName(text: string): Buffer {
  if (PLAIN_NAME.test(text)) return encodePlainName(text);
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

/** What nearly every name is: nothing escaped, no label too long, nor all of it. */
const PLAIN_NAME = /^(?=.{1,253}$)[\w-]{1,63}(?:\.[\w-]{1,63})*$/;

const DOT = 0x2e;

/** Each dot becomes the length of the label behind it. */
function encodePlainName(text: string): Buffer {
  const octets = Buffer.alloc(text.length + 2);
  octets.write(text, 1, 'latin1');
  let label = 0;
  for (let at = 1; at <= text.length + 1; at++) {
    if (at <= text.length && octets[at] !== DOT) continue;
    octets[label] = at - label - 1;
    label = at;
  }
  octets[text.length + 1] = 0;
  return octets;
}
