import { iso } from './iso.ts';
import { calmText } from '../../base/calm-text.ts';
import type { Inline, RichText } from '../../base/rich-text.ts';
import { linkTarget } from '../../base/link-target.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Text that stands in an element or a quoted attribute, and neither turns nor covers what is beside it. */
export const html = (text: string): string => {
  const calm = calmText(text);
  return /[&<>"']/.test(calm) ? calm.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '') : calm;
};

/** Somebody's name among our words: in whatever direction it is written, they keep theirs. */
export const htmlName = (name: string): string => `<bdi>${html(name)}</bdi>`;

export function htmlText(text: RichText, nameOf: (id: string) => string): string {
  return text.map((part) => htmlPart(part, nameOf)).join('');
}

function htmlPart(part: Inline, nameOf: (id: string) => string): string {
  if (typeof part === 'string') return RIGHT_TO_LEFT.test(part) ? htmlName(part) : html(part);
  if ('strong' in part) return `<strong>${html(part.strong)}</strong>`;
  if ('code' in part) return `<code>${html(part.code)}</code>`;
  if ('instant' in part) return htmlTime(part.instant);
  if ('person' in part) return `<bdi class="name">${html(nameOf(part.person))}</bdi>`;
  if ('channel' in part) return `<bdi class="name">#${html(part.name ?? part.channel)}</bdi>`;
  if ('role' in part) return `<bdi class="name">@${html(nameOf(part.role))}</bdi>`;
  return htmlLink(part.text, part.link);
}

/** Only http(s) becomes a link, and words that look like its address have to be it; whatever else is shown as it stands. */
export const htmlLink = (text: string, url: string): string =>
  linkTarget({ text, href: url }) !== undefined
    ? `<a href="${html(url)}" title="${html(url)}" rel="noopener noreferrer">${html(text)}</a>`
    : `${html(text)} (${html(url)})`;

/** UTC until the page's zone switch says otherwise. */
export const htmlTime = (at: number, style: 'full' | 'time' = 'full'): string => {
  const text = iso(at);
  return `<time datetime="${text}" data-s="${style}">${style === 'time' ? text.slice(11, 19) : `${text.slice(0, 10)} ${text.slice(11, 19)}`}</time>`;
};
