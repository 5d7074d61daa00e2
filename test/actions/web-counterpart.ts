import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Break the connection instead of answering. */
  readonly cut?: true;
  /** Never answer. */
  readonly hang?: true;
}

/** A real HTTP server that remembers what it was asked, and answers as it is told. */
export async function openCounterpart(answer: (received: Received) => Answer | Promise<Answer>) {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    void (async () => {
      const one: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        body: await bodyOf(request),
      };
      received.push(one);
      const { status, body, cut, hang } = await answer(one);
      if (hang) return;
      if (cut) {
        request.socket.destroy();
        return;
      }
      response.statusCode = status;
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.end(body === undefined ? '' : JSON.stringify(body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
