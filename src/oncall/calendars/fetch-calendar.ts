import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { boundedText } from '../../base/bounded-text.ts';
import { messageOf } from '../../base/result.ts';
import { splitCredentials } from '../../base/split-credentials.ts';

export type Fetched =
  | { readonly got: 'text'; readonly text: string; readonly etag: string | null; readonly modified: string | null }
  | { readonly got: 'unchanged' }
  /** Shown to people: names the host and never the address, which is often a secret. */
  | { readonly got: 'nothing'; readonly reason: string };

export const MOST_BYTES = 5 * 1024 * 1024;
const FETCH_TIMEOUT_MS = 20_000;
const MOST_REDIRECTS = 3;

class Refused extends Error {}

/** Addresses of the public internet; everything else needs the host's name in `oncall.calendarHosts`. */
const isPublic = (address: string): boolean => ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';

/** Every connection, redirects included, goes to an address that was checked: what a name stands for may change. */
async function guardedAgent(allowed: readonly string[]) {
  const { Agent, buildConnector } = await import('undici');
  const connect = buildConnector({
    timeout: FETCH_TIMEOUT_MS,
    lookup(host, options, callback) {
      lookup(host, { ...options, all: true }, (error, found) => {
        if (error) {
          callback(error, '', 0);
          return;
        }
        const safe = allowed.includes(host.toLowerCase()) ? found : found.filter(({ address }) => isPublic(address));
        const [first] = safe;
        if (!first) callback(new Refused(), '', 0);
        else if (options.all === true) callback(null, safe);
        else callback(null, first.address, first.family);
      });
    },
  });
  return new Agent({
    keepAliveTimeout: 1000,
    connect(options, callback) {
      const host = options.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
      if (isIP(host) !== 0 && !isPublic(host) && !allowed.includes(host)) callback(new Refused(), null);
      else connect(options, callback);
    },
  });
}

/** The calendar's text, if it changed since. Never throws. */
export async function fetchCalendar(
  address: string,
  known: { readonly etag: string | null; readonly modified: string | null },
  allowed: readonly string[],
  signal: AbortSignal,
): Promise<Fetched> {
  const { fetch } = await import('undici');
  const dispatcher = await guardedAgent(allowed.map((host) => host.toLowerCase()));
  const configured = splitCredentials(address.replace(/^webcal:/i, 'https:'));
  let { url } = configured;
  const nothing = (reason: string): Fetched => ({ got: 'nothing', reason: `${url.host} ${reason}` });
  try {
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      const response = await fetch(url.href, {
        dispatcher,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)]),
        headers: {
          accept: 'text/calendar, text/plain;q=0.5',
          ...(url.origin === configured.url.origin && configured.headers),
          ...(known.etag !== null && { 'if-none-match': known.etag }),
          ...(known.modified !== null && { 'if-modified-since': known.modified }),
        },
      });
      const to = response.headers.get('location');
      if (response.status === 304) return { got: 'unchanged' };
      if (response.status >= 300 && response.status < 400 && to !== null) {
        await response.body?.cancel();
        const next = URL.canParse(to, url.href) ? new URL(to, url.href) : undefined;
        if (next?.protocol !== 'https:' && next?.protocol !== 'http:') return nothing('sends on to no web address');
        if (url.protocol === 'https:' && next.protocol === 'http:')
          return nothing('sends on to an unencrypted address');
        url = next;
        continue;
      }
      if (!response.ok) {
        await response.body?.cancel();
        return nothing(`answered ${response.status}`);
      }
      const text = await boundedText(response.body, MOST_BYTES);
      if (text === undefined) return nothing(`sent more than ${MOST_BYTES / 1024 / 1024} MB`);
      const { headers } = response;
      return { got: 'text', text, etag: headers.get('etag'), modified: headers.get('last-modified') };
    }
    return nothing('sends on and on');
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    if (cause instanceof Refused) {
      return nothing('has a private address: add it to oncall: { calendarHosts: […] } if it is yours');
    }
    return nothing(`did not answer (${messageOf(cause)})`);
  } finally {
    void dispatcher.destroy();
  }
}
