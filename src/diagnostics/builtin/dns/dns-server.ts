import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import { refused } from '../../plugin.ts';

export type Transport = 'udp' | 'tcp' | 'tls';

export interface DnsServer {
  /** As the person wrote it, or its name in muster.yaml. */
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly transport: Transport;
  /** DoT: the name that its certificate must carry. */
  readonly serverName: string;
}

const PORTS: Readonly<Record<Transport, number>> = { udp: 53, tcp: 53, tls: 853 };

/** `1.1.1.1`, `ns1.example.com:5353`, `[2001:db8::1]:53`, `tcp://…`, `tls://9.9.9.9#dns.quad9.net`, a name from config, `system`. */
export function parseServer(
  text: string,
  named: Readonly<Record<string, string>>,
  transport: Transport | undefined,
): DnsServer {
  const known = named[text];
  const written = known ?? (text === 'system' ? (getServers()[0] ?? '127.0.0.1') : text);
  const match =
    /^(?:(udp|tcp|tls):\/\/)?(\[[0-9a-f:.]+(?:%\w+)?\]|[^\s:#/]+|[0-9a-f:.]+)(?::(\d{1,5}))?(?:#(\S+))?$/i.exec(
      written,
    );
  const bare = isIP(written) !== 0 ? written : match?.[2]?.replace(/^\[(.*)\]$/, '$1');
  const port = isIP(written) === 0 && match?.[3] !== undefined ? Number(match[3]) : undefined;
  if (bare === undefined || (port !== undefined && !(port >= 1 && port <= 65535)))
    throw refused(
      'dns/server',
      `"${text}" is no name server. Write 1.1.1.1, ns1.example.com:5353 (ports from 1 to 65535), tls://9.9.9.9#dns.quad9.net, or one of: ${['system', ...Object.keys(named)].join(', ')}.`,
    );
  const chosen = transport ?? (match?.[1]?.toLowerCase() as Transport | undefined) ?? 'udp';
  return {
    label: text,
    host: bare,
    port: port ?? PORTS[chosen],
    transport: chosen,
    serverName: match?.[4] ?? bare,
  };
}
