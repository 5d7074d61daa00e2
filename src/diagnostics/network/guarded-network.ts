import { createSocket } from 'node:dgram';
import { lookup as systemLookup } from 'node:dns/promises';
import { connect as tcpConnect, isIP, type Socket } from 'node:net';
import type * as Undici from 'undici';
import type { AllowList } from '../allow-list.ts';
import { networkReason } from '../kit/network-reason.ts';
import { isRefused, refused } from '../kit/refused.ts';
import { untilStopped } from '../kit/until-stopped.ts';
import { type Result, messageOf } from '../../base/result.ts';
import { splitCredentials } from '../../base/split-credentials.ts';
import type { Network, ResolvedAddress } from './network.ts';

export type Lookup = (host: string) => Promise<readonly ResolvedAddress[]>;

const bySystem: Lookup = async (host) =>
  (await systemLookup(host, { all: true, order: 'verbatim' })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }));

/**
 * The ways out of one plugin. The address that was checked is the address that is connected to: a name is resolved
 * once, so that a server which answers differently the second time (DNS rebinding) gains nothing; the peer's address is
 * checked once more when the connection stands.
 */
export function guardedNetwork(allowList: AllowList, signal: AbortSignal, lookup: Lookup = bySystem): Network {
  const resolved = new Set<string>();
  const resolveWithin = async (host: string, port: number, waits: AbortSignal): Promise<readonly ResolvedAddress[]> => {
    must(allowList.allowsName(host, port));
    const bare = host.replace(/^\[(.*)\]$/, '$1');
    const family = isIP(bare);
    const found: readonly ResolvedAddress[] =
      family === 0 ? await resolveName(lookup, bare, waits) : [{ address: bare, family: family === 6 ? 6 : 4 }];
    const answers = found.map((entry) => ({ entry, verdict: allowList.allowsAddress(host, entry.address, port) }));
    const allowed = answers.filter(({ verdict }) => verdict.ok).map(({ entry }) => entry);
    const [first] = answers;
    if (allowed.length === 0 && first) must(first.verdict);
    for (const { address } of allowed) resolved.add(placeOf(host, port, address));
    return allowed;
  };
  const resolve: Network['resolve'] = (host, port) => resolveWithin(host, port, signal);

  const mustBeFound = (host: string, port: number, address: string): void => {
    if (!resolved.has(placeOf(host, port, address)))
      throw refused('target/unknown', `${address} is no address that was found for ${host} port ${port}.`);
  };

  const connect: Network['connect'] = async ({ host, port, address: only, signal: own }) => {
    const waits = own ? AbortSignal.any([signal, own]) : signal;
    if (only !== undefined) mustBeFound(host, port, only);
    const addresses = only === undefined ? await resolveWithin(host, port, waits) : [{ address: only }];
    let last: unknown;
    for (const { address } of addresses) {
      try {
        return await connectTo(address, port, waits, (peer) => allowList.allowsAddress(host, peer, port));
      } catch (error) {
        last = error;
        if (waits.aborted) throw error;
      }
    }
    if (last === undefined) throw refused('target/unknown', `${host} has no address.`);
    throw isRefused(last) ? last : unreachable(only ?? host, port, last);
  };

  let agent: Promise<Undici.Agent> | undefined;
  return {
    resolve,
    connect,
    async datagram({ host, port, address: only }) {
      if (only !== undefined) mustBeFound(host, port, only);
      const to = only ?? (await resolve(host, port))[0]?.address;
      if (to === undefined) throw refused('target/unknown', `${host} has no address.`);
      const socket = createSocket({ type: isIP(to) === 6 ? 'udp6' : 'udp4', recvBufferSize: 1 << 20 });
      await new Promise<void>((done, fail) => {
        socket.once('error', (error) => {
          fail(unreachable(only ?? host, port, error)); // no way there: an IPv6 address where there is IPv4 only
        });
        socket.connect(port, to, () => {
          socket.removeAllListeners('error');
          done();
        });
      });
      return socket;
    },
    async fetch(input, init) {
      const undici = await import('undici'); // 40 ms: only who fetches pays
      agent ??= guardedAgent(undici, connect);
      const { url, headers: own } = splitCredentials(input);
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        throw refused('target/scheme', `Only http and https can be fetched, not ${url.protocol}`);
      // undici's own fetch goes with its own agent; its types differ from the global ones in name only.
      try {
        const response = await undici.fetch(url, {
          ...(init as object),
          headers: { ...own, ...Object.fromEntries(new Headers(init?.headers)) },
          dispatcher: await agent,
          signal: init?.signal ? AbortSignal.any([signal, init.signal]) : signal,
        });
        return response;
      } catch (error) {
        // Out of its "fetch failed".
        if (error instanceof Error && isRefused(error.cause)) throw error.cause;
        if (!(error instanceof TypeError) || error.message !== 'fetch failed') throw error;
        throw refused('target/unreachable', `${url.host} cannot be asked: ${networkReason(error)}.`);
      }
    },
  };
}

const placeOf = (host: string, port: number, address: string): string => `${host} ${port} ${address}`;

/** Every connection of the agent, first hop or redirect, comes out of our own `connect`. */
async function guardedAgent(undici: typeof Undici, connect: Network['connect']): Promise<Undici.Agent> {
  const secure = undici.buildConnector({});
  return new undici.Agent({
    keepAliveTimeout: 1000,
    connect(options, callback) {
      const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
      connect({ host: options.hostname, port }).then(
        (socket) => {
          if (options.protocol !== 'https:') callback(null, socket);
          else secure({ ...options, httpSocket: socket }, callback);
        },
        (error: unknown) => {
          callback(error instanceof Error ? error : new Error(messageOf(error)), null);
        },
      );
    },
  });
}

function connectTo(
  address: string,
  port: number,
  signal: AbortSignal,
  check: (peer: string) => Result<null>,
): Promise<Socket> {
  return new Promise((done, fail) => {
    signal.throwIfAborted();
    const socket = tcpConnect({ host: address, port, signal });
    socket.once('error', fail);
    socket.once('connect', () => {
      const verdict = check(socket.remoteAddress ?? '');
      if (!verdict.ok) {
        socket.destroy();
        fail(refused(verdict.refusal.code, verdict.refusal.message));
        return;
      }
      socket.off('error', fail);
      done(socket);
    });
  });
}

/** The system's resolver cannot be called back: whoever is stopped does not wait for it. */
async function resolveName(lookup: Lookup, host: string, signal: AbortSignal): Promise<readonly ResolvedAddress[]> {
  try {
    return await untilStopped(signal, () => lookup(host));
  } catch (error) {
    signal.throwIfAborted();
    throw refused('target/unknown', `The name ${host} could not be resolved: ${networkReason(error)}.`);
  }
}

/** What a network does to everybody is no bug of the plugin that meets it. */
function unreachable(host: string, port: number, error: unknown): Error {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
    ? refused('target/closed', `Nothing listens at ${host} port ${port}: the connection was refused.`)
    : refused('target/unreachable', `${host} port ${port} cannot be reached: ${networkReason(error)}.`);
}

function must(verdict: Result<null>): void {
  if (!verdict.ok) throw refused(verdict.refusal.code, verdict.refusal.message);
}
