import { createClient } from 'redis';
import { freePort, installed, startCounterpart, temporaryFolder, type Counterpart } from './installed.ts';

export interface RedisServer extends Counterpart {
  readonly url: string;
  send(...command: readonly string[]): Promise<unknown>;
}

/** A Redis of one's own, in memory only. */
export async function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  const folder = temporaryFolder('redis');
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const send = async (...command: readonly string[]): Promise<unknown> => {
    const client = createClient({ url, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand([...command]);
    } finally {
      client.destroy();
    }
  };
  const server = await startCounterpart({
    folder,
    command: installed('redis-server') ?? 'redis-server',
    args: [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder,
      ...settings,
    ],
    ready: async () => (await send('PING')) === 'PONG',
  });
  return { ...server, url, send };
}
