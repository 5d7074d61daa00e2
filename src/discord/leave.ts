import type { Client } from 'discord.js';

/**
 * Ends a client. A connection that is only being made, discord.js (14.28) forgets at that instead of closing it, and listens
 * to it no more: when it then failed (Discord was restarting), the failure ended the process. So it is listened to here, and closed.
 */
export async function leave(client: Client): Promise<void> {
  const connections = connectionsOf(client);
  for (const connection of connections) connection.on('error', () => undefined);
  await client.destroy();
  for (const connection of connections) connection.terminate();
}

interface Connection {
  on(event: 'error', listener: () => void): unknown;
  terminate(): void;
}

/** The sockets lie deep inside; were the way there another one day, nothing but this care would be lost. */
function connectionsOf(client: Client): readonly Connection[] {
  let shards: unknown = client.ws;
  for (const name of ['_ws', 'strategy', 'shards']) shards = isObject(shards) ? Reflect.get(shards, name) : undefined;
  if (!(shards instanceof Map)) return [];
  return [...shards.values()]
    .map((shard: unknown): unknown => (isObject(shard) ? Reflect.get(shard, 'connection') : undefined))
    .filter(isConnection);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isConnection = (value: unknown): value is Connection =>
  isObject(value) &&
  typeof Reflect.get(value, 'on') === 'function' &&
  typeof Reflect.get(value, 'terminate') === 'function';
