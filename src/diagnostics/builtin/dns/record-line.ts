import type { DnsRecord } from './dns-message.ts';

/** `www.example. 300 IN A 192.0.2.1`: as dig prints it, with one blank where dig puts tabs. */
export const recordLine = ({ name, ttl, class: recordClass, type, data }: DnsRecord): string =>
  `${name} ${ttl} ${recordClass} ${type} ${data}`.trimEnd();
