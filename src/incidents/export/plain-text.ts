import { plainText as plain } from '../../base/plain-text.ts';
import type { RichText } from '../../base/rich-text.ts';
import { iso } from './iso.ts';

/** `2017-01-31 21:09:40`, UTC. */
export function utc(at: number): string {
  const text = iso(at);
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

/** Words alone, for a spreadsheet's cell or a page's title. */
export const plainText = (text: RichText, nameOf: (id: string) => string): string =>
  plain(text, { nameOf, momentOf: (at) => `${utc(at)} UTC` });
