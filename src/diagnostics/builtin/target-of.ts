import { isIP } from 'node:net';

/** `http://prometheus.internal:9090/x` as a target: `prometheus.internal:9090`. What muster.yaml names may be reached. */
export function targetOf(address: string): string {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port =
    url.port || ({ 'https:': '443', 'http:': '80', 'redis:': '6379', 'rediss:': '6379' }[url.protocol] ?? '');
  const shown = isIP(host) === 6 ? `[${host}]` : host;
  return port === '' ? shown : `${shown}:${port}`;
}
