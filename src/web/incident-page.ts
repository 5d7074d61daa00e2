import { html } from 'hono/html';
import type { Html } from './page-shell.ts';

/** What the first part of an exported page says it needs: hashes of its own style and script. */
const POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">\n?/;

const CHAT = 'https://discord.com/channels/';

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export interface ServedPage {
  readonly policy: string;
  readonly parts: AsyncIterable<string>;
}

export interface PageFrame {
  readonly number: number;
  readonly open: boolean;
  readonly live: boolean;
  /** The signed query that this person came with. */
  readonly query: string;
  /** Whether there is a page of who is on call. */
  readonly oncall: boolean;
  /** `WebParts.chatOrigin` */
  readonly chatOrigin: string | undefined;
}

/**
 * The exported page as it is served: its policy moves into a header and is widened by our own two assets, and a bar above
 * it links to the list and the exports and, until the incident is closed, keeps it live.
 */
export async function incidentPage(text: AsyncIterable<string>, frame: PageFrame): Promise<ServedPage> {
  // The record keeps a message's address as Discord's, wherever it was written.
  const linked = (part: string): string =>
    frame.chatOrigin === undefined ? part : part.replaceAll(CHAT, `${frame.chatOrigin}/channels/`);
  const parts = text[Symbol.asyncIterator]();
  const first = await parts.next();
  const head = first.done === true ? '' : first.value;
  const own = POLICY.exec(head)?.[1] ?? "default-src 'none'";
  const policy = own
    .replace(/style-src /, "style-src 'self' ")
    .replace(/script-src /, "script-src 'self' ")
    .concat(`; connect-src 'self'; frame-ancestors 'none'`);
  const query = escape(frame.query);
  const exports = ['md', 'json', 'csv', 'html']
    .map((format) => `<a href="/incidents/${frame.number}/export.${format}?${query}">${format.toUpperCase()}</a>`)
    .join(' ');
  const state = frame.open ? 'open' : 'resolved, and not closed yet';
  const live = frame.live
    ? `<div class="live" data-events="/incidents/${frame.number}/events?${query}"><output>This incident is ${state}.</output><noscript>The page loads itself anew every 30 seconds.</noscript></div>`
    : '';
  const assets = `<link rel="stylesheet" href="/assets/bar.css"><script src="/assets/pages.js" defer></script>${frame.live ? '<noscript><meta http-equiv="refresh" content="30"></noscript>' : ''}`;
  const bar = `<nav class="site" aria-label="Pages"><b>Muster</b><a href="/incidents?${query}">All incidents</a>${frame.oncall ? `<a href="/oncall?${query}">On call</a>` : ''}<span class="exports">Export: ${exports}</span></nav>${live}`;
  const begun = head.replace(POLICY, '').replace('</title>', `</title>${assets}`).replace('<body>', `<body>${bar}`);
  return {
    policy,
    parts: (async function* () {
      yield linked(begun);
      for (let next = await parts.next(); next.done !== true; next = await parts.next()) yield linked(next.value);
    })(),
  };
}

export const notFound = (sentence: string): Html =>
  html`<h1>Nothing to see here</h1>
    <p>${sentence}</p>`;
