import { iso } from './iso.ts';
import type { Inline, RichText } from '../../base/rich-text.ts';

/** `2017-01-31 21:09:40`, UTC. */
export function utc(at: number): string {
  const text = iso(at);
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

/** Words alone, for a spreadsheet's cell or a page's title. */
export function plainText(text: RichText, nameOf: (id: string) => string): string {
  return text.map((part) => plainPart(part, nameOf)).join('');
}

function plainPart(part: Inline, nameOf: (id: string) => string): string {
  if (typeof part === 'string') return part;
  if ('strong' in part) return part.strong;
  if ('code' in part) return part.code;
  if ('instant' in part) return `${utc(part.instant)} UTC`;
  if ('person' in part) return nameOf(part.person);
  if ('channel' in part) return `#${part.name ?? part.channel}`;
  if ('role' in part) return `role ${nameOf(part.role)}`;
  return part.text === part.link ? part.link : `${part.text} <${part.link}>`;
}
