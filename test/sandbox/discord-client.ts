import { Client, type ClientOptions, Events, GatewayIntentBits } from 'discord.js';
import type { Sandbox } from '../../src/sandbox/start.ts';

const EVERYTHING = Object.values(GatewayIntentBits).filter((bit) => typeof bit === 'number');

/** The stock discord.js client, logged in to the sandbox and ready. */
export async function loggedIn(sandbox: Sandbox, options: Partial<ClientOptions> = {}): Promise<Client<true>> {
  const client = new Client({ intents: EVERYTHING, rest: { api: sandbox.restBase }, ...options });
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(sandbox.token);
  return ready;
}
