import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import { messageOf } from '../../base/result.ts';
import { faultSchema } from '../faults.ts';
import { DiscordRefusal } from '../refused.ts';
import { pageAct } from './page-act.ts';
import { pageEvents } from './page-events.ts';
import type { PageParts } from './page-parts.ts';
import { pageCommands, pageMessages, pagePins, pageSnapshot, pageThreads } from './page-snapshot.ts';
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

/** Pictures that a browser draws without running anything; everything else is downloaded. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export function pageServer(parts: PageParts, sockets: WebSocketServer): PageServer {
  const { world } = parts;
  const events = pageEvents(world);
  const folder = pageFolder();
  /** When somebody first looked: what comes later is news to everybody who has not looked yet. */
  let newsAfter: string | undefined;

  const json = (response: ServerResponse, status: number, body: unknown): void => {
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(body ?? null));
  };
  const read = (path: string, query: URLSearchParams): unknown => {
    const me = query.get('as') ?? '';
    const channel = query.get('channel') ?? '';
    switch (path) {
      case '/page/snapshot':
        newsAfter ??= world.newSnowflake();
        return pageSnapshot(world, query.get('as') ?? undefined, events.seq(), newsAfter);
      case '/page/messages':
        return pageMessages(world, me, channel, {
          before: query.get('before') ?? undefined,
          around: query.get('around') ?? undefined,
        });
      case '/page/commands':
        return pageCommands(world, me, channel);
      case '/page/pins':
        return pagePins(world, me, channel);
      case '/page/threads':
        return pageThreads(world, me, channel);
      case '/page/frames':
        return parts.frames.after(Number(query.get('after') ?? -1));
      case '/page/faults':
        return parts.faults.list();
      default:
        return undefined;
    }
  };
  const write = async (path: string, query: URLSearchParams, body: unknown): Promise<unknown> => {
    switch (path) {
      case '/page/act':
        return pageAct(parts, query.get('as') ?? '', body);
      case '/page/faults':
        return { id: parts.faults.add(faultSchema.parse(body)) };
      case '/page/faults/remove':
        return { removed: parts.faults.remove(query.get('id') ?? '') };
      case '/page/gateway':
        parts.gateway.cut(4000, query.get('forget') === 'true');
        return {};
      case '/page/clock': {
        if (!parts.advance)
          throw new DiscordRefusal(0, 409, 'The clock of this sandbox is the machine’s own: it cannot be moved.');
        await parts.advance(Math.max(0, Math.min(Number(query.get('ms')) || 0, 366 * 86_400_000)));
        return { nowMs: world.clock.now() };
      }
      default:
        return undefined;
    }
  };
  const attachment = (path: string, response: ServerResponse): void => {
    const file = world.state.files.get(path.split('/')[3] ?? '');
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const shown = SHOWN.has(file.contentType);
    response.writeHead(200, {
      'content-type': shown ? file.contentType : 'application/octet-stream',
      'content-length': file.content.byteLength,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      ...(!shown && { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.filename)}` }),
    });
    response.end(file.content);
  };

  return {
    async handle(request, response, url) {
      if (url.pathname.startsWith('/attachments/')) {
        attachment(url.pathname, response);
        return;
      }
      if (!isOwn(request)) {
        json(response, 403, { message: 'The sandbox answers its own page only.' });
        return;
      }
      if (!url.pathname.startsWith('/page/')) {
        await servePageFile(folder, decodeURIComponent(url.pathname), response);
        return;
      }
      try {
        const answer =
          request.method === 'GET'
            ? read(url.pathname, url.searchParams)
            : await write(url.pathname, url.searchParams, await jsonBody(request));
        json(response, answer === undefined ? 404 : 200, answer ?? { message: 'There is nothing here.' });
      } catch (error) {
        const status = error instanceof DiscordRefusal ? error.status : 400;
        json(response, status, { message: sentenceOf(error) });
      }
    },
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
      if (url.pathname !== '/page/events') return false;
      if (!isOwn(request)) {
        socket.destroy();
        return true;
      }
      sockets.handleUpgrade(request, socket, head, (connection) => {
        events.connect(connection, url.searchParams.get('as') ?? '', Number(url.searchParams.get('after') ?? 0));
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
