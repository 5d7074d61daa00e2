import { type Connection, type Network, networkReason, refused } from '../plugin.ts';
import { connectedWithin } from './connected-within.ts';

/** An address that was tried, and why it was not to be had. */
export interface Skipped {
  readonly address: string;
  readonly reason: string;
}

/** One that says nothing must not take the time of those that would answer. The last one may take what is left. */
const ADDRESS_MS = 3000;

/** As browsers and curl do: address after address of a name, until one takes the connection. `onTry` says which is tried. */
export async function connectInTurn(
  network: Pick<Network, 'connect'>,
  target: {
    readonly host: string;
    readonly port: number;
    /** As `resolve` gave them. */
    readonly addresses: readonly string[];
    readonly signal: AbortSignal;
  },
  onTry: (address: string) => void,
): Promise<{ readonly socket: Connection; readonly address: string; readonly skipped: readonly Skipped[] }> {
  const { host, port, signal } = target;
  const skipped: Skipped[] = [];
  for (const [index, address] of target.addresses.entries()) {
    onTry(address);
    const isLast = index === target.addresses.length - 1;
    const connect = (limit: AbortSignal): Promise<Connection> =>
      network.connect({ host, port, address, signal: limit });
    const late = (): Error =>
      refused(
        'target/unreachable',
        `${address} port ${port} did not take the connection within ${ADDRESS_MS / 1000} s`,
      );
    try {
      const socket = isLast ? await connect(signal) : await connectedWithin(ADDRESS_MS, signal, connect, late);
      return { socket, address, skipped };
    } catch (error) {
      signal.throwIfAborted();
      if (target.addresses.length === 1) throw error;
      skipped.push({ address, reason: networkReason(error) });
    }
  }
  throw refused(
    'target/unreachable',
    skipped.length === 0 ? `${host} has no address.` : skipped.map(({ reason }) => reason).join('; '),
  );
}
