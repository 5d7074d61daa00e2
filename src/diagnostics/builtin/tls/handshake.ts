import { X509Certificate } from 'node:crypto';
import { type DetailedPeerCertificate, type TLSSocket, connect as tlsConnect } from 'node:tls';
import { type Connection, type Network, networkReason, refused, untilStopped } from '../../plugin.ts';
import { connectInTurn } from '../connect-in-turn.ts';
import { connectedWithin } from '../connected-within.ts';
import { besidePublic } from '../tls-config.ts';
import { type OcspStatus, ocspStatus } from './ocsp-status.ts';

export interface Handshake {
  readonly address: string;
  readonly protocol: string | null;
  readonly cipher: string;
  readonly keyExchange: string;
  readonly alpn: string;
  /** What the stapled answer of the authority says; undefined where none was stapled. */
  readonly ocsp: OcspStatus | undefined;
  /** As the server sent it, the leaf first. */
  readonly chain: readonly X509Certificate[];
  /** OpenSSL's code of what is wrong with it, for a client that is strict. */
  readonly problem: string | undefined;
}

interface HandshakeTarget {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly ca?: string;
  readonly limitMs: number;
}

/** Shakes hands without refusing anything, and says what a strict client would have refused. */
export async function handshake(
  network: Network,
  target: HandshakeTarget & { readonly signal: AbortSignal },
): Promise<Handshake> {
  const socket = await connected(network, target);
  return untilStopped(
    target.signal,
    () => shakenHands(socket, target),
    () => socket.destroy(),
  );
}

async function connected(
  network: Network,
  { host, port, limitMs, signal }: HandshakeTarget & { readonly signal: AbortSignal },
): Promise<Connection> {
  const addresses = (await network.resolve(host, port)).map(({ address }) => address);
  const connect = async (limit: AbortSignal): Promise<Connection> =>
    (await connectInTurn(network, { host, port, addresses, signal: limit }, () => undefined)).socket;
  return connectedWithin(limitMs, signal, connect, () =>
    refused(
      'tls/connect',
      `${host}:${port} did not take the connection within ${limitMs / 1000} s: nothing there answers. Perhaps a firewall drops what comes, or the machine is off.`,
    ),
  );
}

function shakenHands(socket: Connection, target: HandshakeTarget): Promise<Handshake> {
  const limit = AbortSignal.timeout(target.limitMs);
  const address = socket.remoteAddress ?? '';
  const isAddress = /^[\d.]+$|:/.test(target.name);
  return new Promise((done, fail) => {
    let ocsp: OcspStatus | undefined;
    const secure: TLSSocket = tlsConnect({
      socket,
      servername: isAddress ? '' : target.name,
      rejectUnauthorized: false,
      requestOCSP: true,
      // Also what no strict client would take: it is judged afterwards, instead of "no protocol in common".
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
      ALPNProtocols: ['h2', 'http/1.1'],
      // Whether the name fits is judged from the certificate itself.
      checkServerIdentity: () => undefined,
      ...besidePublic(target.ca),
    });
    secure.on('OCSPResponse', (response: Buffer | null) => {
      if (response !== null && response.length > 0) ocsp = ocspStatus(response);
    });
    const late = (): void => {
      secure.destroy();
      fail(
        refused(
          'tls/silent',
          `${target.host}:${target.port} takes the connection, but says nothing of TLS within ${target.limitMs / 1000} s. Perhaps it waits for something else there (STARTTLS), or hangs.`,
        ),
      );
    };
    limit.addEventListener('abort', late, { once: true });
    secure.once('close', () => {
      limit.removeEventListener('abort', late);
    });
    secure.once('error', (error: Error) => {
      fail(refused('tls/handshake', `No TLS at ${target.host}:${target.port}: ${networkReason(error)}.`));
    });
    secure.once('secureConnect', () => {
      const error: unknown = secure.authorizationError;
      const code =
        error instanceof Error && 'code' in error ? String(error.code) : typeof error === 'string' ? error : undefined;
      const ephemeral = secure.getEphemeralKeyInfo();
      done({
        address,
        protocol: secure.getProtocol(),
        cipher: secure.getCipher().standardName,
        keyExchange:
          ephemeral && 'name' in ephemeral
            ? [ephemeral.type, ephemeral.name].filter((part) => part && part !== 'TLSGroup').join(' ')
            : '',
        alpn: secure.alpnProtocol === false || secure.alpnProtocol === null ? 'none' : secure.alpnProtocol,
        ocsp,
        chain: chainOf(secure),
        problem: secure.authorized ? undefined : (code ?? 'UNKNOWN'),
      });
      secure.destroy();
    });
  });
}

const has = (chain: readonly X509Certificate[], raw: Buffer): boolean => chain.some((known) => known.raw.equals(raw));

/** Node follows issuers it knows from elsewhere, too; a self-signed one points at itself. */
function chainOf(secure: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next: DetailedPeerCertificate | undefined = secure.getPeerCertificate(true);
  // Without a known issuer there is none, whatever the type says.
  while (next && Buffer.isBuffer(next.raw) && !has(chain, next.raw) && chain.length < 10) {
    chain.push(new X509Certificate(next.raw));
    next = next.issuerCertificate;
  }
  return chain;
}
