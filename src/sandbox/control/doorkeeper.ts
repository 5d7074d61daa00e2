import { isSecret } from '../../base/is-secret.ts';
import { requestUrl } from '../request-url.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { WebSocketServer } from 'ws';
import type { Frames } from '../frames.ts';
import type { World } from '../world.ts';
import type { EventLog } from './event-log.ts';
import { findUser } from './find.ts';
import { isOwnHost, isOwnOrigin } from './guard.ts';

export interface Doorkeeper {
  /** Answers `/sandbox/…`. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Takes over `/sandbox/events`; false for every other address. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

interface Doors {
  readonly world: World;
  readonly controlToken: string;
  readonly port: () => number;
  readonly control: Hono;
  readonly log: EventLog;
  readonly frames: Frames;
  readonly sockets: WebSocketServer;
}

/**
 * Nobody but programs that know the control token, may act here: the Host must be this
 * server's own (a rebound DNS name is not), the Origin, where there is one, too.
 */
export function doorkeeper(doors: Doors): Doorkeeper {
  const control = getRequestListener(doors.control.fetch);
  const refuse = (response: ServerResponse, status: number, message: string): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: 0, message }));
  };
  const mayControl = (request: IncomingMessage, token: string | null | undefined): boolean =>
    isOwnOrigin(request.headers, doors.port()) && isSecret(token, doors.controlToken);

  return {
    async handle(request, response) {
      if (!isOwnHost(request.headers, doors.port()))
        return refuse(response, 421, 'This server answers on the loopback interface only.');
      const token = request.headers['x-sandbox-token'];
      if (!mayControl(request, typeof token === 'string' ? token : undefined)) {
        return refuse(response, 403, 'The control API needs the header X-Sandbox-Token, and no other origin.');
      }
      return control(request, response);
    },
    upgrade(request, socket, head) {
      const url = requestUrl(request.url);
      if (url?.pathname !== '/sandbox/events') return false;
      const { searchParams: query } = url;
      if (!isOwnHost(request.headers, doors.port()) || !mayControl(request, query.get('token'))) {
        socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
        return true;
      }
      let userId: string;
      try {
        userId = findUser(doors.world, query.get('as') ?? '').id;
      } catch {
        socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
        return true;
      }
      const after = query.get('after');
      doors.sockets.handleUpgrade(request, socket, head, (connection) => {
        const send = (event: object): void => {
          connection.send(JSON.stringify(event));
        };
        const stops = [doors.log.follow(userId, after === null ? undefined : Number(after), send)];
        if (query.get('frames') === 'true') {
          stops.push(doors.frames.listen((frame) => send({ seq: doors.log.seq(), t: 'SANDBOX_FRAME', d: frame })));
        }
        connection.on('error', () => connection.terminate());
        connection.on('close', () => {
          for (const stop of stops) stop();
        });
      });
      return true;
    },
  };
}
