import { isIP } from 'node:net';
import { messageOf } from './message-of.ts';
import { canonical, type DnsAnswer, type DnsClient } from './dns-client.ts';
import type { DnsMessage, DnsRecord } from './dns-message.ts';
import type { Question } from './encode-query.ts';
import { parseServer, type DnsServer } from './dns-server.ts';
import { isReachable, ownAddresses } from './reachable.ts';

/** The name servers that a referral (or an NS answer) hands out, with the addresses that came along. */
export function serversIn(message: DnsMessage, port: number): readonly DnsServer[] {
  const names = [...message.answers, ...message.authorities]
    .filter(({ type }) => type === 'NS')
    .map(({ data }) => data);
  return names.flatMap((name) => {
    const glue = message.additionals.filter(
      (record) => isAddress(record) && canonical(record.name) === canonical(name),
    );
    return glue.map(({ data }) => serverAt(name, data, port));
  });
}

/**
 * Where a zone's own servers are asked, over UDP, when this one was asked first. A laboratory's listen on a port of their own,
 * that of whom was asked; the port of DNS over TLS is no such one.
 */
export const zonePort = (asked: DnsServer | undefined): number =>
  asked === undefined || asked.transport === 'tls' ? 53 : asked.port;

export const namesIn = (message: DnsMessage): readonly string[] =>
  [...message.answers, ...message.authorities].filter(({ type }) => type === 'NS').map(({ data }) => data);

const isAddress = ({ type }: DnsRecord): boolean => type === 'A' || type === 'AAAA';

/** Those that there may be a way to from here, IPv4 first (it is the more certain), and which of them were left out. */
export function reachableOf(servers: readonly DnsServer[]): {
  readonly servers: readonly DnsServer[];
  readonly leftOut: readonly DnsServer[];
} {
  const own = ownAddresses();
  const by = Map.groupBy(servers, ({ host }) => isReachable(host, own));
  return {
    servers: (by.get(true) ?? []).toSorted((a, b) => isIP(a.host) - isIP(b.host)),
    leftOut: by.get(false) ?? [],
  };
}

/** Why servers were left out, in a sentence. */
export const leftOutWords = (leftOut: readonly DnsServer[]): string =>
  `${leftOut.map(({ label, host }) => `${label} (${host})`).join(', ')}: not asked, since this machine is in no network that leads there${leftOut.every(({ host }) => isIP(host) === 6) ? ' (it has no such IPv6 address)' : ''}.`;

export const serverAt = (name: string, address: string, port: number): DnsServer => ({
  label: name.replace(/\.$/, ''),
  host: address,
  port,
  transport: 'udp',
  serverName: name,
});

/** Addresses of a server whose referral brought none: asked of the system's resolver, where nobody else is named. */
export async function resolveServer(
  client: DnsClient,
  name: string,
  port: number,
  resolver = parseServer('system', {}, undefined),
): Promise<readonly DnsServer[]> {
  const found = await Promise.all(
    ADDRESS_TYPES.map(async (typeCode) => {
      const question: Question = { name, typeCode, recursion: true, dnssec: false, checkingDisabled: false };
      const answer = await client.query(resolver, question).catch(() => undefined);
      return answer?.answers.filter(isAddress) ?? [];
    }),
  );
  return found.flat().map(({ data }) => serverAt(name, data, port));
}

/** A, AAAA */
const ADDRESS_TYPES = [1, 28];

/** The first of them that answers, and why the ones before it did not. */
export async function askFirst(
  client: DnsClient,
  servers: readonly DnsServer[],
  question: Question,
): Promise<{ readonly answer: DnsAnswer | undefined; readonly failures: readonly string[] }> {
  const failures: string[] = [];
  for (const server of servers.slice(0, 4)) {
    try {
      return { answer: await client.query(server, question), failures };
    } catch (error) {
      failures.push(`${server.label}: ${messageOf(error)}`);
    }
  }
  return { answer: undefined, failures };
}
