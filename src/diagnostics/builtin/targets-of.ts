import { isIP } from 'node:net';

/**
 * `http://prometheus.internal:9090/x` as a target: `prometheus.internal:9090`. What muster.yaml names may be reached, this
 * machine itself too, where it is named.
 */
export function targetsOf(address: string): readonly string[] {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port || (PORTS[url.protocol] ?? '');
  return targetsOfHost(host, port);
}

/** The same of a database's URL. A file and a server's socket file are no target. */
export function targetsOfDatabase({ url: address }: { readonly url: string }): readonly string[] {
  if (address.startsWith('sqlite:')) return [];
  const url = new URL(address);
  // PostgreSQL's drivers let ?host= and ?port= outdo what stands in front: libpq's "connection URIs".
  const host = url.searchParams.get('host') ?? (url.hostname || 'localhost');
  const port = url.searchParams.get('port') ?? (url.port || (PORTS[url.protocol] ?? ''));
  return host.startsWith('/') ? [] : targetsOfHost(host.replace(/^\[(.*)\]$/, '$1'), port);
}

const PORTS: Readonly<Record<string, string>> = {
  'https:': '443',
  'http:': '80',
  'redis:': '6379',
  'rediss:': '6379',
  'postgres:': '5432',
  'postgresql:': '5432',
  'mysql:': '3306',
  'mariadb:': '3306',
};

function targetsOfHost(host: string, port: string): readonly string[] {
  const hosts = host === 'localhost' ? ['localhost', '127.0.0.1', '[::1]'] : [isIP(host) === 6 ? `[${host}]` : host];
  return hosts.map((shown) => (port === '' ? shown : `${shown}:${port}`));
}
