import type { EvidenceFile } from '../../timeline/entry-kind.ts';
import { html } from './html-text.ts';

/** A link that hands the file over out of the page itself: text to whatever opens it, and nothing is loaded. */
export const htmlFile = (file: EvidenceFile): string =>
  `<a href="data:text/plain;charset=utf-8;base64,${Buffer.from(file.text).toString('base64')}" download="${html(file.name)}">${html(file.name)}</a> (${sizeText(file)})`;

/** `812 bytes`, `12.3 kB`. */
export function sizeText({ text }: EvidenceFile): string {
  const bytes = Buffer.byteLength(text);
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`;
}
