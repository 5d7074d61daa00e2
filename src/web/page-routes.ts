import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { html, raw } from 'hono/html';
import { streamSSE } from 'hono/streaming';
import { DateTime } from 'luxon';
import { mayDo, type Viewer } from '../catalog/viewer.ts';
import { incidentListPage } from './incident-list-page.ts';
import { incidentPage, notFound } from './incident-page.ts';
import { oncallPage, zoneNamed } from './oncall-page.ts';
import { BAR_CSS, PAGES_CSS, PAGES_JS } from './page-assets.ts';
import { type Html, pageShell } from './page-shell.ts';
import { verifyLink } from './signed-link.ts';
import type { ExportName, WebParts } from './web-parts.ts';

export const PAGES_SCOPE = 'pages';
const PING_MS = 20_000;
const RETRY_AFTER_S = 5;
/** Who is on call next is looked for so far ahead. */
const LOOK_AHEAD_MS = 14 * 86_400_000;
const TYPES: Readonly<Record<ExportName, string>> = {
  md: 'text/markdown; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
};
const ASSETS = [
  ['pages.css', 'text/css', PAGES_CSS],
  ['bar.css', 'text/css', BAR_CSS],
  ['pages.js', 'text/javascript', PAGES_JS],
] as const;
const isExport = (name: string | undefined): name is ExportName => name !== undefined && name in TYPES;

/** The signed part of an address, without what filters and pages add. */
const signedPart = (query: URLSearchParams): URLSearchParams =>
  new URLSearchParams(
    Object.fromEntries(['person', 'expires', 'signature'].map((name) => [name, query.get(name) ?? ''])),
  );

const encode = (parts: AsyncIterable<string>): ReadableStream<Uint8Array> =>
  ReadableStream.from(parts).pipeThrough(new TextEncoderStream());

/** Pages that people read in a browser. Whoever comes without a valid link learns nothing, not even whether an incident exists. */
export function pageRoutes(parts: WebParts): Hono {
  const app = new Hono();
  const nav = (signed: URLSearchParams, here: string): Html =>
    html`${parts.incidents ? pageLink('/incidents', 'Incidents', signed, here) : ''}${parts.oncall ? pageLink('/oncall', 'On call', signed, here) : ''}`;
  const refuse = async (context: Context, status: 403 | 404 | 503, sentence: string): Promise<Response> => {
    if (status === 503) context.header('retry-after', String(RETRY_AFTER_S));
    return context.html(await pageShell('Muster', notFound(sentence)), status);
  };

  /** Whoever came with this link, with the rights that they have now: a link opens what its person may read in chat. */
  const visitor = async (
    context: Context,
    permission: 'incident.read' | 'oncall.read',
  ): Promise<{ viewer: Viewer; signed: URLSearchParams } | { status: 403 | 503; refusal: string }> => {
    const query = new URL(context.req.url).searchParams;
    const grant = verifyLink(parts.linkSecret, PAGES_SCOPE, query, parts.clock.now());
    if (!grant.ok) return { status: 403, refusal: grant.refusal.message };
    let viewer;
    try {
      viewer = await parts.viewerOf(grant.value.person);
    } catch {
      // An open page asks again: it ends for whoever left, not for everybody at each restart.
      return { status: 503, refusal: 'Discord cannot be asked at the moment who you are. Try again in a minute.' };
    }
    if (!viewer) return { status: 403, refusal: 'You are no member of this server any more.' };
    return mayDo(viewer, permission)
      ? { viewer, signed: signedPart(query) }
      : {
          status: 403,
          refusal: `You may not read this: it takes ${permission}. /muster whoami in Discord shows what you may do.`,
        };
  };
  const numbered = (context: Context): number =>
    Number(/^\d{1,9}$/.exec(context.req.param('number') ?? '')?.[0] ?? NaN);
  const unknown = 'There is no such incident, or it is not yours to see.';

  // Asked for again each time, and sent only when it changed: after an upgrade nobody sees a new page in the old style.
  app.use('/assets/*', etag());
  for (const [name, type, text] of ASSETS) {
    app.get(`/assets/${name}`, (context) =>
      context.body(text, 200, { 'content-type': type, 'cache-control': 'no-cache' }),
    );
  }

  const { incidents, oncall } = parts;
  if (incidents) {
    app.get('/incidents', async (context) => {
      const who = await visitor(context, 'incident.read');
      if ('refusal' in who) return refuse(context, who.status, who.refusal);
      const query = {
        text: context.req.query('text')?.slice(0, 200) ?? '',
        severity: context.req.query('severity') ?? '',
        state: context.req.query('state') ?? '',
        page: Number(/^[1-9]\d{0,5}$/.exec(context.req.query('page') ?? '')?.[0] ?? 1),
      };
      const list = await incidents.list(who.viewer);
      return context.html(
        await pageShell('Incidents', incidentListPage(list, query, who.signed), nav(who.signed, '/incidents')),
      );
    });
    app.get('/incidents/:number{[0-9]+}', async (context) => {
      const who = await visitor(context, 'incident.read');
      if ('refusal' in who) return refuse(context, who.status, who.refusal);
      const number = numbered(context);
      const found = await incidents.find(number, who.viewer);
      const exported = found && (await incidents.exportOf(number, 'html', who.viewer));
      if (!exported) return refuse(context, 404, unknown);
      const page = await incidentPage(exported.text, {
        number,
        open: found.open,
        live: found.live,
        query: who.signed.toString(),
        oncall: oncall !== undefined,
        chatOrigin: parts.chatOrigin,
      });
      context.header('content-security-policy', page.policy);
      return context.body(encode(page.parts), 200, { 'content-type': TYPES.html });
    });
    app.get('/incidents/:number{[0-9]+}/:file{export\\.(md|json|csv|html)}', async (context) => {
      const who = await visitor(context, 'incident.read');
      if ('refusal' in who) return refuse(context, who.status, who.refusal);
      const format = context.req.param('file').split('.')[1];
      const exported = isExport(format) ? await incidents.exportOf(numbered(context), format, who.viewer) : undefined;
      if (!exported || !isExport(format)) return refuse(context, 404, unknown);
      const fileName = exported.fileName.replace(/[^\w.-]+/g, '-');
      return context.body(encode(exported.text), 200, {
        'content-type': TYPES[format],
        'content-disposition': `attachment; filename="${fileName}"`,
      });
    });
    app.get('/incidents/:number{[0-9]+}/events', async (context) => {
      const who = await visitor(context, 'incident.read');
      if ('refusal' in who) return refuse(context, who.status, who.refusal);
      const found = await incidents.find(numbered(context), who.viewer);
      if (!found) return refuse(context, 404, unknown);
      return streamSSE(context, async (stream) => {
        const stop = incidents.watch?.(
          found.stream,
          () => void stream.writeSSE({ event: 'changed', data: '' }).catch(() => undefined),
        );
        stream.onAbort(() => stop?.());
        while (!stream.aborted) {
          await stream.writeSSE({ event: incidents.watch ? 'ping' : 'changed', data: '' });
          await stream.sleep(PING_MS);
        }
        stop?.();
      });
    });
  }
  if (oncall) {
    app.get('/oncall', async (context) => {
      const who = await visitor(context, 'oncall.read');
      if ('refusal' in who) return refuse(context, who.status, who.refusal);
      const now = parts.clock.now();
      const zone = zoneNamed(context.req.query('zone'));
      const asked = DateTime.fromISO(context.req.query('week') ?? '', { zone });
      // From today on, so that today is in view first, also on a phone; other weeks begin as weeks do.
      const from = asked.isValid ? asked.startOf('week') : DateTime.fromMillis(now, { zone }).startOf('day');
      const week = [from.toMillis(), from.plus({ weeks: 1 }).toMillis()] as const;
      const shifts = await oncall.shifts(...week, who.viewer);
      const gaps = (await oncall.gaps?.(...week)) ?? [];
      const aheadTo = now + LOOK_AHEAD_MS;
      const ahead = asked.isValid ? undefined : await oncall.shifts(now, aheadTo, who.viewer);
      const page = oncallPage({ now, zone, from, shifts, gaps, ahead, aheadTo, signed: who.signed });
      return context.html(await pageShell('On call', page, nav(who.signed, '/oncall')));
    });
  }
  return app;
}

const pageLink = (path: string, name: string, signed: URLSearchParams, here: string): Html =>
  html`<a href="${path}?${signed.toString()}" ${path === here ? raw('aria-current="page"') : ''}>${name}</a>`;
