import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as tlsConnect, type TLSSocket } from 'node:tls';
import { certificateReason, type Connection, type Network, refused, untilStopped } from '../../plugin.ts';
import { trusting } from '../tls-config.ts';
import { connectInTurn, type Skipped } from '../connect-in-turn.ts';

export interface Phases {
  readonly dnsMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
  /** From the request sent to the first byte of the answer. */
  readonly firstByteMs: number;
  readonly bodyMs: number;
  readonly totalMs: number;
}

export interface Answered {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: IncomingMessage['headers'];
  readonly address: string;
  readonly phases: Phases;
  /** Addresses of the same name that were tried before. */
  readonly skipped: readonly Skipped[];
  readonly bodyBytes: number;
  /** False where the body was longer than is read. */
  readonly isWhole: boolean;
  /** Whether what was read of the body contains what was looked for. */
  readonly contains: boolean;
  readonly tls?: { readonly protocol: string | null; readonly daysLeft: number; readonly problem: string | undefined };
}

/** Long enough to have measured it. */
export const MOST_BODY_BYTES = 16 * 1024 * 1024;

interface RequestOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Text that is looked for in the body. */
  readonly find: string;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly ca?: string | undefined;
  /** From the first look-up to the last byte of the body. */
  readonly limitMs: number;
}

/**
 * One request over a connection of its own, each phase timed. Every connection goes through the allow-list. Throws
 * `Refused` with the phase that was going on when the limit was over.
 */
export async function timedRequest(network: Network, target: URL, options: RequestOptions): Promise<Answered> {
  const limit = AbortSignal.timeout(options.limitMs);
  let phase = 'its name was looked up';
  try {
    return await request(network, target, { ...options, signal: AbortSignal.any([options.signal, limit]) }, (next) => {
      phase = next;
    });
  } catch (error) {
    if (!limit.aborted || options.signal.aborted) throw error;
    throw refused('http/slow', `${phase} when ${options.limitMs / 1000} s were over.`);
  }
}

async function request(
  network: Network,
  target: URL,
  options: RequestOptions,
  enter: (phase: string) => void,
): Promise<Answered> {
  const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
  const startedAt = performance.now();
  const addresses = (await network.resolve(target.hostname, port)).map(({ address }) => address);
  const resolvedAt = performance.now();
  const place = { host: target.hostname, port, addresses, signal: options.signal };
  const { socket, address, skipped } = await connectInTurn(network, place, (tried) => {
    enter(`${tried} had not taken the connection`);
  });
  const connectedAt = performance.now();
  enter('TLS had not been agreed on');
  const secure = target.protocol === 'https:' ? await handshake(socket, target.hostname, options) : undefined;
  const securedAt = performance.now();
  enter('connected, but no byte of the answer had come');
  const asking = (secure ? httpsRequest : httpRequest)(target, {
    method: options.method,
    headers: { 'user-agent': 'Muster diagnostics', accept: '*/*', ...options.headers },
    // Without an agent: one would ignore this and connect by itself, past the allow-list.
    createConnection: () => secure ?? socket,
    signal: options.signal,
  });
  const response = await new Promise<IncomingMessage>((done, fail) => {
    asking.once('response', done);
    asking.once('error', fail);
    asking.end(options.body);
  });
  const firstByteAt = performance.now();
  enter(`answered ${response.statusCode ?? 0}, but its body had not ended`);
  const body = await bodyOf(response, options.find);
  const endedAt = performance.now();
  socket.destroy();
  return {
    url: target.href,
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    headers: response.headers,
    address,
    skipped,
    ...body,
    phases: {
      dnsMs: resolvedAt - startedAt,
      connectMs: connectedAt - resolvedAt,
      tlsMs: securedAt - connectedAt,
      firstByteMs: firstByteAt - securedAt,
      bodyMs: endedAt - firstByteAt,
      totalMs: endedAt - startedAt,
    },
    ...(secure && {
      tls: {
        protocol: secure.getProtocol(),
        daysLeft: Math.trunc((Date.parse(secure.getPeerCertificate().valid_to) - options.now()) / 86_400_000),
        // A string, whatever the type says: OpenSSL's code.
        problem: secure.authorized ? undefined : certificateReason(String(secure.authorizationError)),
      },
    }),
  };
}

/** Reads on without keeping it; what is looked for may begin in one chunk and end in the next. */
async function bodyOf(
  response: AsyncIterable<Buffer>,
  find: string,
): Promise<Pick<Answered, 'bodyBytes' | 'isWhole' | 'contains'>> {
  const decoder = new TextDecoder();
  let bodyBytes = 0;
  let contains = find === '';
  let window = '';
  for await (const chunk of response) {
    bodyBytes += chunk.length;
    if (!contains) {
      window += decoder.decode(chunk, { stream: true });
      contains = window.includes(find);
      window = find.length > 1 ? window.slice(1 - find.length) : '';
    }
    if (bodyBytes > MOST_BODY_BYTES) return { bodyBytes, isWhole: false, contains };
  }
  return { bodyBytes, isWhole: true, contains };
}

/** The certificate is looked at, not enforced: an expired one is a finding, and the rest can still be measured. */
function handshake(
  socket: Connection,
  host: string,
  { ca, signal }: Pick<RequestOptions, 'ca' | 'signal'>,
): Promise<TLSSocket> {
  const secured = (): Promise<TLSSocket> =>
    new Promise((done, fail) => {
      const secure = tlsConnect({
        socket,
        servername: /^[\d.]+$|:/.test(host) ? '' : host,
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1'],
        ...trusting(ca),
      });
      secure.once('secureConnect', () => {
        done(secure);
      });
      secure.once('error', fail);
    });
  return untilStopped(signal, secured, () => socket.destroy());
}
