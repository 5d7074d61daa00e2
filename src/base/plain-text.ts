import type { Instant } from './clock.ts';
import type { Inline, InstantStyle, RichText } from './rich-text.ts';

/** How what has no words of its own is called where the text goes. */
export interface Names {
  /** By Discord's id. */
  readonly nameOf: (id: string) => string;
  /** `role NAME` unless given. */
  readonly roleOf?: (id: string) => string;
  readonly momentOf: (at: Instant, style: InstantStyle | undefined) => string;
}

/** Words alone, without any markup. */
export const plainText = (text: RichText, names: Names): string => text.map((part) => plainPart(part, names)).join('');

function plainPart(part: Inline, { nameOf, roleOf = (id) => `role ${nameOf(id)}`, momentOf }: Names): string {
  if (typeof part === 'string') return part;
  if ('strong' in part) return part.strong;
  if ('code' in part) return part.code;
  if ('instant' in part) return momentOf(part.instant, part.style);
  if ('person' in part) return nameOf(part.person);
  if ('channel' in part) return `#${part.name ?? part.channel}`;
  if ('role' in part) return roleOf(part.role);
  return part.text === part.link ? part.link : `${part.text} (${part.link})`;
}
