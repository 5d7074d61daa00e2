import { Socket } from 'node:net';
import type { Network } from '../../plugin.ts';
import { databaseAddress } from './database-address.ts';

/**
 * For drivers that connect by themselves: a socket that, told where to go, asks the allow-list first and goes to none but
 * the addresses that were checked. A path (a local server's socket file, which only muster.yaml can name) is not asked about.
 */
export function guardedSocket(network: Pick<Network, 'resolve'>): Socket {
  const socket = new Socket();
  const connect = socket.connect.bind(socket);
  return Object.assign(socket, {
    connect(portOrPath: number | string, host = 'localhost') {
      const port = Number(portOrPath);
      if (Number.isNaN(port)) return connect(String(portOrPath));
      network.resolve(host, port).then(
        (addresses) => {
          if (socket.destroyed) return;
          connect({
            port,
            host,
            lookup(_host, { all }, done) {
              const [first] = addresses;
              if (all === true) done(null, [...addresses]);
              else done(null, first?.address ?? '', first?.family);
            },
          });
        },
        (error: unknown) => socket.destroy(error instanceof Error ? error : new Error(String(error))),
      );
      return socket;
    },
  });
}

/** Rejects as the socket would: a connection that stands outlives the list that let it be opened. */
export async function mayReach({ url }: { readonly url: string }, network: Pick<Network, 'resolve'>): Promise<void> {
  const found = databaseAddress(url);
  if (found && !found.host.startsWith('/')) await network.resolve(found.host, Number(found.port));
}
