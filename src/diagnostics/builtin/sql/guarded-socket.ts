import { Socket } from 'node:net';
import type { Network } from '../../plugin.ts';

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
