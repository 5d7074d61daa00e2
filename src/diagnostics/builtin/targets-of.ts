import { isIP } from 'node:net';

/**
 * `http://prometheus.internal:9090/x` as a target: `prometheus.internal:9090`. What muster.yaml names may be reached, this
 * machine itself too, where it is named.
 */
export function targetsOf(address: string): readonly string[] {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port =
    url.port || ({ 'https:': '443', 'http:': '80', 'redis:': '6379', 'rediss:': '6379' }[url.protocol] ?? '');
  const hosts = host === 'localhost' ? ['localhost', '127.0.0.1', '[::1]'] : [isIP(host) === 6 ? `[${host}]` : host];
  return hosts.map((shown) => (port === '' ? shown : `${shown}:${port}`));
}
