import { isIP } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import type { Connection, Network } from '../../plugin.ts';
import { networkReason, refused } from '../../plugin.ts';
import { trusting } from '../tls-config.ts';
import { decodeMessage, type DnsMessage } from './dns-message.ts';
import { encodeQuery, type Question } from './encode-query.ts';
import type { DnsServer } from './dns-server.ts';

const STREAM_MS = 5000;

/** RFC 7766 and 7858: one question over a TCP or TLS connection of its own. */
export async function queryOverStream(
  network: Network,
  server: DnsServer,
  question: Question,
  signal: AbortSignal,
  ca: string | undefined,
): Promise<DnsMessage> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(STREAM_MS)]);
  try {
    const socket = await network.connect({ ...server, signal: limit });
    const stream =
      server.transport === 'tls'
        ? tlsConnect({
            socket,
            // An address is asked for by no name, and its certificate is held against the address.
            servername: isIP(server.serverName) === 0 ? server.serverName : '',
            host: server.serverName,
            ALPNProtocols: ['dot'],
            ...trusting(ca),
          })
        : socket;
    return await ask(stream, question, limit);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted)
      throw refused(
        'dns/no-answer',
        `${server.label} did not answer over ${server.transport} within ${STREAM_MS / 1000} s.`,
      );
    if (error instanceof Error && !('code' in error && String(error.code).includes('/')))
      throw refused('dns/connection', `${server.label} over ${server.transport}: ${networkReason(error)}.`);
    throw error;
  }
}

function ask(stream: Connection, question: Question, signal: AbortSignal): Promise<DnsMessage> {
  const { id, bytes } = encodeQuery(question);
  return new Promise((done, fail) => {
    let received = Buffer.alloc(0);
    const finish = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      stream.destroy();
      settle();
    };
    const onAbort = (): void => {
      finish(() => {
        fail(new Error('it took too long'));
      });
    };
    signal.addEventListener('abort', onAbort, { once: true });
    stream.on('error', (error) => {
      finish(() => {
        fail(error);
      });
    });
    stream.on('end', () => {
      finish(() => {
        fail(new Error('the connection was closed without an answer'));
      });
    });
    stream.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const length = received.length < 2 ? Infinity : received.readUInt16BE(0);
      if (received.length < 2 + length) return;
      finish(() => {
        try {
          const message = decodeMessage(received.subarray(2, 2 + length));
          if (message.id === id) done(message);
          else fail(new Error('the answer was to another question'));
        } catch (error) {
          fail(error instanceof Error ? error : new Error('the answer could not be read'));
        }
      });
    });
    const prefixed = Buffer.alloc(2 + bytes.length);
    prefixed.writeUInt16BE(bytes.length);
    bytes.copy(prefixed, 2);
    stream.write(prefixed);
  });
}
