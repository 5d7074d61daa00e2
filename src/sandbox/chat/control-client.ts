import { z } from 'zod';

export interface ControlClient {
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  post<T>(path: string, body: object, schema: z.ZodType<T>): Promise<T>;
  put(path: string): Promise<void>;
  /** Every event that the person may see. Returns how to stop. */
  follow(onEvent: (event: { readonly t: string; readonly d: unknown }) => void): () => void;
}

const refusal = z.object({ message: z.string(), errors: z.unknown().optional() });
const event = z.object({ t: z.string(), d: z.unknown() });

/** The control API as one person. Rejects with the sentence of what was refused. */
export function controlClient(url: string, token: string, as: string): ControlClient {
  const ask = async <T>(method: string, path: string, schema: z.ZodType<T>, body?: object): Promise<T> => {
    const address = new URL(`/sandbox${path}`, url);
    address.searchParams.set('as', as);
    const response = await fetch(address, {
      method,
      headers: { 'x-sandbox-token': token, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json: unknown = text === '' ? {} : JSON.parse(text);
    if (response.ok) return schema.parse(json);
    const refused = refusal.safeParse(json);
    throw new Error(
      refused.success ? [refused.data.message, ...reasons(refused.data.errors)].join(' ') : `HTTP ${response.status}`,
    );
  };
  return {
    get: (path, schema) => ask('GET', path, schema),
    post: (path, body, schema) => ask('POST', path, schema, body),
    put: async (path) => {
      await ask('PUT', path, z.unknown());
    },
    follow(onEvent) {
      const address = new URL('/sandbox/events', url.replace(/^http/, 'ws'));
      address.searchParams.set('as', as);
      address.searchParams.set('token', token);
      const socket = new WebSocket(address);
      socket.addEventListener('message', (message) => {
        const parsed = event.safeParse(JSON.parse(String(message.data)));
        if (parsed.success) onEvent({ t: parsed.data.t, d: parsed.data.d });
      });
      return () => {
        socket.close();
      };
    },
  };
}

/** The sentences inside Discord's nested errors. */
function reasons(errors: unknown): string[] {
  if (typeof errors !== 'object' || errors === null) return [];
  return Object.entries(errors).flatMap(([key, value]: [string, unknown]) =>
    key === '_errors' && Array.isArray(value)
      ? value.flatMap((one) => {
          const parsed = refusal.safeParse(one);
          return parsed.success ? [parsed.data.message] : [];
        })
      : reasons(value),
  );
}
