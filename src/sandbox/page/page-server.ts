import { requestUrl } from '../request-url.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import { messageOf } from '../../base/result.ts';
import { DiscordRefusal } from '../refused.ts';
import { pageEvents } from './page-events.ts';
import { pageOrder } from './page-orders.ts';
import type { PageParts } from './page-parts.ts';
import { pageQuestions } from './page-questions.ts';
import { serveAttachment } from './serve-attachment.ts';
import { pageFolder, servePageFile } from './static-files.ts';

export interface PageServer {
  /** Answers `/`, the page's files, `/page/…` and `/attachments/…`. */
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
  /** Takes over `/page/events`; false when the upgrade is somebody else's. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  close(): void;
}

const LARGEST_BODY_BYTES = 40 * 1024 * 1024;
const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** A page of somebody else's, open in the same browser, must not act here: not by its origin, not by a name that resolves to us. */
export function isOwn(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  const { origin } = request.headers;
  return LOCAL.test(host) && (origin === undefined || origin === `http://${host}`);
}

export function pageServer(parts: PageParts, sockets: WebSocketServer): PageServer {
  const events = pageEvents(parts.world);
  const question = pageQuestions(parts, events);
  const folder = pageFolder();
  const json = (response: ServerResponse, status: number, body: unknown): void => {
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(body ?? null));
  };

  return {
    async handle(request, response, url) {
      if (url.pathname.startsWith('/attachments/')) {
        serveAttachment(parts.world, url.pathname, response);
        return;
      }
      if (!isOwn(request)) {
        json(response, 403, { message: 'The sandbox answers its own page only.' });
        return;
      }
      try {
        if (!url.pathname.startsWith('/page/')) {
          await servePageFile(folder, decodeURIComponent(url.pathname), response);
          return;
        }
        const answer =
          request.method === 'GET'
            ? question(url.pathname, url.searchParams)
            : await pageOrder(parts, url.pathname, url.searchParams, await jsonBody(request));
        json(response, answer === undefined ? 404 : 200, answer ?? { message: 'There is nothing here.' });
      } catch (error) {
        const status = error instanceof DiscordRefusal ? error.status : 400;
        json(response, status, { message: sentenceOf(error) });
      }
    },
    upgrade(request, socket, head) {
      const url = requestUrl(request.url);
      if (url?.pathname !== '/page/events') return false;
      if (!isOwn(request)) {
        socket.destroy();
        return true;
      }
      sockets.handleUpgrade(request, socket, head, (connection) => {
        const query = url.searchParams;
        const viewer = { me: query.get('as') ?? '', guildId: query.get('guild') ?? undefined };
        events.connect(connection, viewer, Number(query.get('after') ?? 0));
      });
      return true;
    },
    close: () => {
      events.close();
    },
  };
}

/** Discord's refusals name the field deep inside; people want the sentence. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof DiscordRefusal)) return messageOf(error);
  const deep = /"message":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(error.errors ?? {}))?.[1];
  return deep === undefined ? error.message : String(JSON.parse(`"${deep}"`));
}

async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array); // an IncomingMessage without an encoding gives bytes
    size += bytes.byteLength;
    if (size > LARGEST_BODY_BYTES) throw new DiscordRefusal(40005, 413, 'Request entity too large');
    chunks.push(bytes);
  }
  return size === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
}
