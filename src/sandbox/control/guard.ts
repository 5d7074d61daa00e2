import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether the request names this very server, on the loopback interface: a name that an attacker's DNS rebinds does not. */
export function isOwnHost(headers: IncomingHttpHeaders, port: number): boolean {
  const match = /^(.+?)(?::(\d+))?$/.exec(headers.host ?? '');
  return match !== null && LOOPBACK.has(match[1] ?? '') && Number(match[2] ?? 80) === port;
}

/** Browsers name the page's origin; other programs send none. */
export function isOwnOrigin(headers: IncomingHttpHeaders, port: number): boolean {
  const { origin } = headers;
  if (origin === undefined)
    return (
      headers['sec-fetch-site'] === undefined ||
      headers['sec-fetch-site'] === 'same-origin' ||
      headers['sec-fetch-site'] === 'none'
    );
  const url = URL.parse(origin);
  return url?.protocol === 'http:' && LOOPBACK.has(url.hostname) && Number(url.port || 80) === port;
}
