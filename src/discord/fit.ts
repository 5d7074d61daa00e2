import { takeWhole } from '../base/take-whole.ts';
import { LIMITS } from './limits.ts';

const ELLIPSIS = '…';

/**
 * `text`, or as much of its beginning as fits into `most` UTF-16 units with an ellipsis behind it.
 * Never cuts inside a surrogate pair or a visible character (family emoji, combining marks) - unless one alone is longer
 * than `most`: then it is left out.
 */
export function fit(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${takeWhole(text, most - ELLIPSIS.length).trimEnd()}${ELLIPSIS}`.slice(0, Math.max(0, most));
}

/** The same for what Discord refuses when it is empty: labels, names, titles. */
export const fitLabel = (text: string, most: number, empty = '–'): string => fit(oneLine(text), most) || empty;

/** One line without control characters, ends trimmed, runs of white space as one space. */
export const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u2028\u2029\s]+/g, ' ').trim();

/**
 * A text channel's name as Discord would normalise it: lower case, hyphens for white space and punctuation; letters of
 * every script and digits stay. Never empty. `INC 42: Käse fehlt!` → `inc-42-käse-fehlt`
 */
export function channelName(text: string): string {
  const name = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return takeWhole(name, LIMITS.channelName).replace(/-+$/, '') || 'channel';
}

/** ASCII only, because the header is counted URL-encoded. */
export const auditReason = (text: string): string =>
  oneLine(text)
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 160);
