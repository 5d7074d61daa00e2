import type { Sandbox } from '../../src/sandbox/start.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request with the bot's token, as raw as can be. */
export async function api(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  const response = await fetch(`${sandbox.restBase}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${sandbox.token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json: unknown = text === '' ? {} : JSON.parse(text);
  return { status: response.status, headers: response.headers, body: json as ApiAnswer['body'] };
}

export const channelId = (sandbox: Sandbox, name: string): string => {
  const channel = [...sandbox.world.state.channels.values()].find((one) => one.name === name && one.type !== 4);
  if (!channel) throw new Error(`no #${name}`);
  return channel.id;
};

export const roleId = (sandbox: Sandbox, name: string): string => {
  const role = [...(sandbox.world.state.guilds.get(sandbox.guildId)?.roles.values() ?? [])].find(
    (one) => one.name === name,
  );
  if (!role) throw new Error(`no role ${name}`);
  return role.id;
};
