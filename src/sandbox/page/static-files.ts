import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/** Nothing from elsewhere, no inline script; React-like libraries set inline styles through the DOM, which this allows. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Where the built page is: beside this file in the repository, under the package's root when bundled. */
const PLACES = [
  '../web/dist',
  '../src/sandbox/web/dist',
  '../../src/sandbox/web/dist',
  '../../../src/sandbox/web/dist',
];

export function pageFolder(): string | undefined {
  return PLACES.map((place) => join(import.meta.dirname, place)).find((folder) =>
    existsSync(join(folder, 'index.html')),
  );
}

/** Serves one file of the built page; `/` and `/channels/…` are the page itself. */
export async function servePageFile(folder: string | undefined, path: string, response: ServerResponse): Promise<void> {
  if (folder === undefined) {
    response
      .writeHead(503, { 'content-type': 'text/plain; charset=utf-8' })
      .end('The chat page is not built. Run: npm run build:page\n');
    return;
  }
  const file = normalize(join(folder, path === '/' || path.startsWith('/channels/') ? 'index.html' : path));
  const content = file.startsWith(folder + sep) ? await readFile(file).catch(() => undefined) : undefined;
  if (!content) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is nothing here.\n');
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': PAGE_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  response.end(content);
}
