import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  /** By the clock that the receiver was given. */
  readonly at: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

export interface HttpReceiver {
  readonly url: string;
  readonly received: Received[];
  /** What is answered from now on; `hang` takes the request and never answers. */
  answer: { readonly status: number; readonly body?: string } | 'hang';
  close(): Promise<void>;
}

/** A real HTTP server that answers as told and keeps what it got: ntfy, Twilio, somebody's webhook. */
export async function httpReceiver(
  answer: HttpReceiver['answer'] = { status: 200 },
  now: () => number = Date.now,
): Promise<HttpReceiver> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      receiver.received.push({ at: now(), url: request.url ?? '', headers: request.headers, body });
      if (receiver.answer === 'hang') return;
      response.writeHead(receiver.answer.status).end(receiver.answer.body ?? '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: HttpReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answer,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return receiver;
}
