import { html, raw } from 'hono/html';
import { calmText } from '../base/calm-text.ts';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A page of ours: no inline style or script, nothing from elsewhere. */
export const pageShell = (title: string, body: Html, nav: Html = html``): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="/assets/pages.css" />
        <script src="/assets/pages.js" defer></script>
      </head>
      <body>
        <nav class="site" aria-label="Pages"><b>Muster</b>${nav}</nav>
        <main>${body}</main>
      </body>
    </html>`;

export const markup = (text: string): Html => raw(text);

/** Somebody's words among ours: they turn and cover nothing beside them. */
export const words = (text: string): Html => html`<bdi>${calmText(text)}</bdi>`;
