import type { Datagram, Network } from '../../plugin.ts';
import { Refused, refused } from '../../plugin.ts';
import { decodeMessage, type DnsMessage } from './dns-message.ts';
import { encodeQuery, nameAsDecoded, type Question } from './encode-query.ts';
import type { DnsServer, Transport } from './dns-server.ts';
import { queryOverStream } from './dns-stream.ts';
import { createGate } from './gate.ts';

export interface DnsAnswer extends DnsMessage {
  readonly server: DnsServer;
  /** What the answer came over in the end: UDP answers that were cut are asked for again over TCP. */
  readonly transport: Transport;
  /** From sending to the whole answer, the connection included. */
  readonly latencyMs: number;
}

export interface DnsClient {
  /** Throws `Refused` when no answer comes, or the target is not allowed. */
  query(server: DnsServer, question: Question): Promise<DnsAnswer>;
  close(): void;
}

/** Beyond some 256 questions in flight the socket's receive buffer loses answers. */
const MOST_IN_FLIGHT = 128;
/** A forged answer must guess the id and one of these ports. */
const SOCKETS_PER_SERVER = 4;
/** As dig: three tries, each at the server's next address. Of more addresses than that each gets one, so many at most. */
const TRIES = 3;
const MOST_TRIES = 6;
const TRY_MS = 1500;

/** Why a try brought nothing: silence, what is no DNS message, or the other machine's word that nobody listens. */
type Nothing = 'silent' | 'garbled' | 'closed';

interface Waiting {
  readonly settle: (message: DnsMessage | Nothing) => void;
  readonly giveUp: () => void;
  garbled: boolean;
  readonly name: string;
}

/** A resolver client of one run. `ca`: certificates (PEM) that DNS over TLS trusts in place of the system's. */
export function createDnsClient(network: Network, signal: AbortSignal, ca?: string): DnsClient {
  const gate = createGate(MOST_IN_FLIGHT);
  const inFlight = new Set<Waiting>();
  const onAbort = (): void => {
    for (const { giveUp } of [...inFlight]) giveUp();
  };
  signal.addEventListener('abort', onAbort);
  const sockets = new Map<string, Promise<{ socket: Datagram; waiting: Map<number, Waiting> }>>();
  let turn = 0;

  const places = new Map<string, { readonly addresses: Promise<readonly string[]>; answered: number }>();

  /** The server's addresses, looked up once, and which of them answered last: the next question begins there. */
  const placeOf = (server: DnsServer) => {
    const id = `${server.host} ${server.port}`;
    let place = places.get(id);
    if (!place) {
      const addresses = network.resolve(server.host, server.port).then((found) => found.map(({ address }) => address));
      place = { addresses, answered: 0 };
      places.set(id, place);
      addresses.catch(() => places.delete(id));
    }
    return place;
  };

  const socketFor = (server: DnsServer, address: string) => {
    const id = `${server.host} ${server.port} ${address} ${turn++ % SOCKETS_PER_SERVER}`;
    let opened = sockets.get(id);
    if (!opened) {
      opened = network.datagram({ host: server.host, port: server.port, address }).then((socket) => {
        const waiting = new Map<number, Waiting>();
        socket.on('message', (bytes) => {
          take(bytes, waiting);
        });
        // An ICMP "port unreachable" arrives here, for everything that was sent.
        socket.on('error', () => {
          for (const { settle } of [...waiting.values()]) settle('closed');
        });
        return { socket, waiting };
      });
      sockets.set(id, opened);
      opened.catch(() => sockets.delete(id));
    }
    return opened;
  };

  const tryOnce = async (server: DnsServer, address: string, question: Question): Promise<DnsMessage | Nothing> => {
    const { socket, waiting } = await socketFor(server, address);
    let { id, bytes } = encodeQuery(question);
    while (waiting.has(id)) ({ id, bytes } = encodeQuery(question));
    signal.throwIfAborted(); // from here on its listener tells
    return new Promise((done) => {
      const finish = (message: DnsMessage | Nothing): void => {
        clearTimeout(timer);
        inFlight.delete(entry);
        waiting.delete(id);
        done(message);
      };
      const giveUp = (): void => {
        finish(entry.garbled ? 'garbled' : 'silent');
      };
      const entry: Waiting = { settle: finish, giveUp, garbled: false, name: canonical(nameAsDecoded(question.name)) };
      const timer = setTimeout(giveUp, TRY_MS);
      inFlight.add(entry);
      waiting.set(id, entry);
      socket.send(bytes, (error) => {
        if (error) finish('closed');
      });
    });
  };

  return {
    query: (server, question) =>
      gate(async () => {
        const startedAt = performance.now();
        const answer = (message: DnsMessage, transport: Transport): DnsAnswer => ({
          ...message,
          server,
          transport,
          latencyMs: performance.now() - startedAt,
        });
        const overStream = async (transport: 'tcp' | 'tls'): Promise<DnsAnswer> =>
          answer(await queryOverStream(network, { ...server, transport }, question, signal, ca), transport);
        if (server.transport !== 'udp') return overStream(server.transport);
        const place = placeOf(server);
        const addresses = await place.addresses;
        const begin = place.answered;
        const tries = Math.max(TRIES, Math.min(addresses.length, MOST_TRIES));
        let nothing: Nothing = 'silent';
        let noWay: Error | undefined;
        for (let n = 0; n < tries; n++) {
          const which = (begin + n) % addresses.length;
          const message = await tryOnce(server, addresses[which] ?? server.host, question).catch((error: unknown) => {
            if (!(error instanceof Refused)) throw error;
            noWay = error; // to this address: there may be one to the next
            return undefined;
          });
          signal.throwIfAborted();
          if (typeof message === 'object') {
            place.answered = which;
            return message.flags.includes('tc') ? overStream('tcp') : answer(message, 'udp');
          }
          nothing = message ?? nothing;
          if (message !== undefined) noWay = undefined;
        }
        throw noWay ?? noAnswer(server, nothing, tries);
      }),
    close() {
      signal.removeEventListener('abort', onAbort);
      for (const opened of sockets.values())
        void opened.then(
          ({ socket }) => socket.close(),
          () => undefined,
        );
      sockets.clear();
    },
  };
}

function noAnswer({ label, host, port }: DnsServer, nothing: Nothing, tries: number): Error {
  const who = label.includes(host) ? label : `${label} (${host}:${port})`;
  const at = who.includes(`:${port}`) ? `${who} for UDP` : `${who} for UDP on port ${port}`;
  const said: Readonly<Record<Nothing, string>> = {
    silent: `${who} did not answer ${tries} times within ${TRY_MS / 1000} s each. Check its address, and whether UDP port ${port} is open from here; transport:tcp tries the other way.`,
    garbled: `${who} answers with something that is no DNS message. Check its address and port.`,
    closed: `Nothing listens at ${at}. Check its address; transport:tcp tries the other way.`,
  };
  return refused(`dns/${nothing === 'silent' ? 'no-answer' : nothing}`, said[nothing]);
}

export const canonical = (name: string): string => `${name.toLowerCase().replace(/\.$/, '')}.`;

/** Only an answer to this very question counts; anything else on the port is not ours. */
function take(bytes: Buffer, waiting: Map<number, Waiting>): void {
  const expected = bytes.length >= 2 ? waiting.get(bytes.readUInt16BE(0)) : undefined;
  if (!expected) return;
  try {
    const message = decodeMessage(bytes);
    if (!message.flags.includes('qr')) return;
    if (message.question && canonical(message.question.name) !== expected.name) return;
    expected.settle(message);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    expected.garbled = true;
  }
}
