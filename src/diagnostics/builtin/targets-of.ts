import { isIP } from 'node:net';
import { databaseAddress } from './sql/database-address.ts';

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

/** The same of a database's URL. A file, a server's socket file, and what is the name of no host are no target. */
export function targetsOfDatabase({ url }: { readonly url: string }): readonly string[] {
  const found = url.startsWith('sqlite:') ? undefined : databaseAddress(url);
  return found && isHost(found.host) && /^\d+$/.test(found.port) ? targetsOfHost(found.host, found.port) : [];
}

const isHost = (host: string): boolean =>
  isIP(host) !== 0 || /^[\p{L}\p{N}_]([\p{L}\p{N}_.-]*[\p{L}\p{N}_])?\.?$/u.test(host);

const PORTS: Readonly<Record<string, string>> = {
  'https:': '443',
  'http:': '80',
  'redis:': '6379',
  'rediss:': '6379',
};

function targetsOfHost(host: string, port: string): readonly string[] {
  const hosts = host === 'localhost' ? ['localhost', '127.0.0.1', '[::1]'] : [isIP(host) === 6 ? `[${host}]` : host];
  return hosts.map((shown) => (port === '' ? shown : `${shown}:${port}`));
}
