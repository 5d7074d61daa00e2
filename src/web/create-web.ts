import { type ServerType, serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { messageOf } from '../base/result.ts';
import { ackRoutes } from './ack-routes.ts';
import { calendarPerson, claimedPerson } from './calendar-token.ts';
import { createInbound } from './inbound.ts';
import { notFound } from './incident-page.ts';
import { pageRoutes } from './page-routes.ts';
import { pageShell } from './page-shell.ts';
import type { WebParts } from './web-parts.ts';

const STRICT =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Whoever sends slower keeps others waiting: only so many requests are worked on at once (inbound.ts). */
const SLOWEST_REQUEST_MS = 20_000;

export interface Web {
  /** For tests and for mounting elsewhere. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Resolves with the port once it accepts connections; rejects when it is taken. */
  listen(host: string, port: number): Promise<number>;
  close(): Promise<void>;
}

/** As a page for who reads it in a browser, as JSON for programs. */
const failed = async (context: Context, status: 404 | 500, message: string): Promise<Response> =>
  context.req.header('accept')?.includes('text/html') === true
    ? context.html(await pageShell('Muster', notFound(message)), status)
    : context.json({ status: 'error', message }, status);

/** Muster's one port: health, metrics, inbound requests of other programs, calendars, pages. */
export function createWeb(parts: WebParts): Web {
  const app = new Hono();
  const inbound = createInbound();

  app.use(async (context, next) => {
    const startedAt = parts.clock.now();
    await next();
    parts.metrics.httpRequest(context.req.routePath, context.res.status, parts.clock.now() - startedAt);
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'no-referrer');
    if (!context.res.headers.has('content-security-policy')) context.header('content-security-policy', STRICT);
    if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store');
  });
  app.onError((error, context) => {
    // The route, not the address: what stands in it may be somebody's token.
    parts.logger?.error({ path: context.req.routePath, reason: messageOf(error) }, 'a request failed');
    return failed(context, 500, 'It did not work. The log says why.');
  });
  app.notFound((context) => failed(context, 404, 'There is nothing at this address.'));

  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', async (context) => {
    const reasons = await parts.notReady().catch((error: unknown) => [messageOf(error)]);
    return reasons.length === 0
      ? context.json({ status: 'ready' })
      : context.json({ status: 'not ready', reasons }, 503);
  });
  app.get('/metrics', async (context) =>
    context.body(await parts.metrics.text(), 200, { 'content-type': parts.metrics.contentType }),
  );

  if (parts.webhook) {
    app.post(
      '/webhooks/generic/:source',
      inbound(parts.webhook, (context) => `generic/${context.req.param('source') ?? ''}`),
    );
    app.post(
      '/webhooks/:source',
      inbound(parts.webhook, (context) => context.req.param('source') ?? ''),
    );
  }
  if (parts.callback)
    app.post(
      '/callbacks/:run',
      inbound(parts.callback, (context) => context.req.param('run') ?? ''),
    );
  if (parts.enqueue)
    app.post(
      '/v2/enqueue',
      inbound(parts.enqueue, () => 'events-v2'),
    );

  const { oncall } = parts;
  if (oncall) {
    app.get('/calendars/:file{.+\\.ics}', async (context) => {
      const schedule = context.req.param('file').replace(/\.ics$/, '');
      const token = context.req.query('token') ?? '';
      const generation = await oncall.calendarGeneration?.(schedule, claimedPerson(token));
      const person = calendarPerson(parts.linkSecret, schedule, token, generation);
      const text = person === undefined ? undefined : await oncall.calendar(schedule, person);
      return text === undefined
        ? context.notFound()
        : context.body(text, 200, {
            'content-type': 'text/calendar; charset=utf-8',
            'cache-control': 'private, no-cache',
          });
    });
  }
  if (parts.answerByLink) app.route('/', ackRoutes(parts.answerByLink));
  app.route('/', pageRoutes(parts));

  let server: ServerType | undefined;
  return {
    fetch: (request) => app.fetch(request),
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        const slowestMs = parts.slowestRequestMs ?? SLOWEST_REQUEST_MS;
        const serverOptions = {
          headersTimeout: slowestMs,
          requestTimeout: slowestMs,
          connectionsCheckingInterval: slowestMs / 4,
        };
        const started = serve({ fetch: app.fetch, hostname: host, port, serverOptions }, (address) => {
          resolve(address.port);
        });
        started.once('error', reject);
        server = started;
      }),
    close: () =>
      new Promise((resolve) => {
        if (!server) {
          resolve();
          return;
        }
        server.close(() => {
          resolve();
        });
        // Pages that are open keep their event streams open for ever.
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
