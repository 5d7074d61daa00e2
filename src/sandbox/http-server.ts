import type { AddressInfo } from 'node:net';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { LARGEST_REQUEST_BYTES } from './rest/parse-body.ts';
import type { RestReply, RestRequest } from './rest/replies.ts';
import { requestUrl } from './request-url.ts';

/** What answers the parts of the sandbox's address. */
export interface HttpParts {
  readonly rest: (request: RestRequest) => Promise<RestReply>;
  /** `/sandbox/…`, the page and files: everything that is not the bot's API. */
  readonly other: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;
}

const API = /^\/api(?:\/v\d+)?(?=\/)/;
const NO_QUERY = new URLSearchParams();

/**
 * Plain node:http for the bot's API: the callback route is measured, and a fetch-style Request and Response for each would
 * be a third of its time (docs/decisions/sandbox-http.md).
 */
export function httpServer(parts: HttpParts): Server {
  return createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    const target = request.url ?? '/';
    const api = API.exec(target);
    if (!api) {
      const url = requestUrl(target);
      if (!url) {
        response.writeHead(400).end();
        return;
      }
      parts.other(request, response, url).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      if (bytes <= LARGEST_REQUEST_BYTES) chunks.push(chunk);
      bytes += chunk.byteLength;
    });
    request.on('end', () => {
      void answer(parts, request, response, target.slice(api[0].length), chunks);
    });
  });
}

/** Resolves to the port; 0 takes any free one. Rejects when the port is taken. */
export const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port); // listening on TCP: never a pipe's name
    });
  });

async function answer(
  parts: HttpParts,
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  chunks: readonly Buffer[],
): Promise<void> {
  const mark = target.indexOf('?');
  const { headers } = request;
  const reason = headers['x-audit-log-reason'];
  const reply = await parts.rest({
    method: request.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? NO_QUERY : new URLSearchParams(target.slice(mark + 1)),
    authorization: headers.authorization,
    contentType: headers['content-type'],
    reason: typeof reason === 'string' ? reason : undefined,
    raw: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks),
  });
  if (reply.reset) {
    request.socket.resetAndDestroy();
    return;
  }
  if (reply.body === undefined) {
    // A 204 with a content type makes discord.js parse nothing as JSON, and end the process.
    response.writeHead(reply.status, reply.headers);
    response.end();
    return;
  }
  response.writeHead(reply.status, {
    ...reply.headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(reply.body),
  });
  response.end(reply.body);
}
