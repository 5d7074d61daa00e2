import { messageOf } from './message-of.ts';
import { canonical, type DnsAnswer, type DnsClient } from './dns-client.ts';
import type { DnsMessage } from './dns-message.ts';
import type { Question } from './encode-query.ts';
import { parseServer, type DnsServer } from './dns-server.ts';

/** The name servers that a referral (or an NS answer) hands out, with the addresses that came along. */
export function serversIn(message: DnsMessage, port: number): readonly DnsServer[] {
  const names = [...message.answers, ...message.authorities]
    .filter(({ type }) => type === 'NS')
    .map(({ data }) => data);
  return names.flatMap((name) => {
    const glue = message.additionals.filter(
      (record) => record.type === 'A' && canonical(record.name) === canonical(name),
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

export const serverAt = (name: string, address: string, port: number): DnsServer => ({
  label: name.replace(/\.$/, ''),
  host: address,
  port,
  transport: 'udp',
  serverName: name,
});

/** Addresses of a server whose referral brought none: asked of the system's resolver. */
export async function resolveServer(client: DnsClient, name: string, port: number): Promise<readonly DnsServer[]> {
  const question: Question = { name, typeCode: 1, recursion: true, dnssec: false, checkingDisabled: false };
  try {
    const answer = await client.query(parseServer('system', {}, undefined), question);
    return answer.answers.filter(({ type }) => type === 'A').map(({ data }) => serverAt(name, data, port));
  } catch {
    return [];
  }
}

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
