/** https://www.iana.org/assignments/dns-parameters/dns-parameters.xhtml#dns-parameters-4 */
// prettier-ignore
export const RECORD_TYPES: Readonly<Record<string, number>> = {
  A: 1, NS: 2, MD: 3, MF: 4, CNAME: 5, SOA: 6, MB: 7, MG: 8, MR: 9, NULL: 10, WKS: 11, PTR: 12, HINFO: 13, MINFO: 14,
  MX: 15, TXT: 16, RP: 17, AFSDB: 18, X25: 19, ISDN: 20, RT: 21, NSAP: 22, 'NSAP-PTR': 23, SIG: 24, KEY: 25, PX: 26,
  GPOS: 27, AAAA: 28, LOC: 29, NXT: 30, EID: 31, NIMLOC: 32, SRV: 33, ATMA: 34, NAPTR: 35, KX: 36, CERT: 37, A6: 38,
  DNAME: 39, SINK: 40, OPT: 41, APL: 42, DS: 43, SSHFP: 44, IPSECKEY: 45, RRSIG: 46, NSEC: 47, DNSKEY: 48, DHCID: 49,
  NSEC3: 50, NSEC3PARAM: 51, TLSA: 52, SMIMEA: 53, HIP: 55, NINFO: 56, RKEY: 57, TALINK: 58, CDS: 59, CDNSKEY: 60,
  OPENPGPKEY: 61, CSYNC: 62, ZONEMD: 63, SVCB: 64, HTTPS: 65, DSYNC: 66, SPF: 99, UINFO: 100, UID: 101, GID: 102,
  UNSPEC: 103, NID: 104, L32: 105, L64: 106, LP: 107, EUI48: 108, EUI64: 109, TKEY: 249, TSIG: 250, IXFR: 251,
  AXFR: 252, MAILB: 253, MAILA: 254, ANY: 255, URI: 256, CAA: 257, AVC: 258, DOA: 259, AMTRELAY: 260, RESINFO: 261,
  WALLET: 262, TA: 32768, DLV: 32769,
};

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(RECORD_TYPES).map(([name, code]) => [code, name]));

/** `MX`, or `TYPE65280` for what has no name (RFC 3597). */
export const typeName = (code: number): string => NAMES.get(code) ?? `TYPE${code}`;

/** The code of `mx`, `MX` or `TYPE15`; undefined for what is no type. */
export function typeCode(text: string): number | undefined {
  const name = text.trim().toUpperCase();
  const generic = /^TYPE(\d{1,5})$/.exec(name)?.[1];
  const code = generic === undefined ? RECORD_TYPES[name] : Number(generic);
  return code !== undefined && code <= 65535 ? code : undefined;
}

const CLASSES: Readonly<Record<number, string>> = { 1: 'IN', 3: 'CH', 4: 'HS', 254: 'NONE', 255: 'ANY' };
export const className = (code: number): string => CLASSES[code] ?? `CLASS${code}`;

// prettier-ignore
const RCODES: readonly string[] = [
  'NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH',
  'NOTZONE', 'DSOTYPENI', 'RESERVED12', 'RESERVED13', 'RESERVED14', 'RESERVED15', 'BADVERS',
];
export const rcodeName = (code: number): string =>
  RCODES[code] ??
  ({ 17: 'BADKEY', 18: 'BADTIME', 23: 'BADCOOKIE' } as Readonly<Record<number, string>>)[code] ??
  `RCODE${code}`;
