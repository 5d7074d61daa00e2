import { seenText } from './terminal-codes.ts';

/** What stands where a secret stood. */
export const MASK = '[masked]';

/**
 * Shapes of secrets that people paste by accident. Each keeps what is not secret (the scheme, the user, the key's
 * name), so that the reader still knows what stood there.
 */
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
  [/\b([a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@]{0,100}):[^\s@/]{1,200}@/gi, `$1:${MASK}@`], // user:password@host
  [/\b(Authorization\s*[:=]\s*["']?(?:Bearer|Basic|Bot|Token(?: token=)?)\s*)[A-Za-z0-9._~+/=-]{6,}/gi, `$1${MASK}`],
  [/\b(Bearer\s+)[A-Za-z0-9._~+/=-]{16,}/g, `$1${MASK}`],
  [/\b[MNO][A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}\b/g, MASK], // Discord bot token
  [/\bhttps:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}/g, MASK],
  [/\bhttps:\/\/hooks\.slack\.com\/services\/[\w/]{20,}/g, MASK],
  [/\bgh[pousr]_[A-Za-z0-9]{30,}\b/g, MASK],
  [/\bgithub_pat_[A-Za-z0-9_]{40,}\b/g, MASK],
  [/\bglpat-[A-Za-z0-9_-]{20,}\b/g, MASK],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}\b/g, MASK],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, MASK],
  [/\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}\b/g, MASK],
  [/\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}\b/g, MASK],
  // JWT. Its header has an end here: looked for as far as the text goes, from each "eyJ", a page of them took minutes.
  [/\beyJ[A-Za-z0-9_-]{8,1000}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\b/g, MASK],
  [/(?<=\beyJ[A-Za-z0-9_-]{1000,})\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\b/g, `.${MASK}`], // certificates in its header
  [
    /\b((?:[\w-]{0,40}[_-])?(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)["']?\s*[:=]\s*["']?)(?!\[masked\])[^\s"',;&]{4,}/gi,
    `$1${MASK}`,
  ],
];

/** A fast look before the slow one: text without any of these cannot match any shape above. Two, because without regard to case the first takes six times as long. */
const SUSPICIOUS =
  /-----BEGIN|:\/\/|[MNO][\w-]{23,28}\.|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|sk-|[sr]k_(?:live|test)_|eyJ/;
const SUSPICIOUS_WORD = /authorization|bearer|passw|pwd|secret|token|key/i;

export interface Masked<T> {
  readonly value: T;
  readonly masked: boolean;
}

/** `text` with everything that looks like a secret, and every one of `known`, replaced. Never throws. */
export function maskText(text: string, known: readonly string[] = []): Masked<string> {
  const masked = maskSeen(text, known);
  // Colours and joiners in the midst of a secret hide it from the shapes, and from no reader.
  const seen = seenText(masked.value);
  if (seen === masked.value) return masked;
  const behind = maskSeen(seen, known);
  return behind.masked ? behind : masked;
}

function maskSeen(text: string, known: readonly string[]): Masked<string> {
  let value = text;
  for (const secret of known) if (secret.length >= 6) value = value.replaceAll(secret, MASK);
  if (SUSPICIOUS.test(value) || SUSPICIOUS_WORD.test(value))
    for (const [shape, kept] of SECRET_SHAPES) value = value.replace(shape, kept);
  return { value, masked: value !== text };
}

/** The same for every string inside a JSON value; keys stay. Returns the value itself when nothing was masked. */
export function maskJson<T>(value: T, known: readonly string[] = []): Masked<T> {
  if (!anyText(value, (text) => maskText(text, known).masked)) return { value, masked: false };
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return maskText(part, known).value;
    if (Array.isArray(part)) return part.map(walk);
    if (part && typeof part === 'object') {
      return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]));
    }
    return part;
  };
  return { value: walk(value) as T, masked: true }; // the walk keeps the shape: only strings change
}

/** Whether any string inside a JSON value is one of these. Most values hold no secret, and are not copied to find that out. */
function anyText(part: unknown, found: (text: string) => boolean): boolean {
  if (typeof part === 'string') return found(part);
  if (typeof part !== 'object' || part === null) return false;
  for (const inner of Object.values(part)) if (anyText(inner, found)) return true;
  return false;
}
