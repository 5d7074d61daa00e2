/** Draws nothing: what stands around it reads as if it were not there. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/** How names of files end that are no hosts': none of these is a top-level domain. */
const FILE =
  'avif|bmp|conf|css|csv|docx?|eml|gif|gz|heic|html?|ini|jpe?g|jsonl?|js|log|mp4|odt|pdf|png|pptx?|sql|svg|tar|tgz|toml|ts|tsv|txt|webm|webp|xlsx?|xml|ya?ml';
const NAME = String.raw`[\p{L}\p{M}\p{N}_-]`;
/** A scheme, a name with a dot that ends in letters as the name of a host does, or four numbers. */
const ADDRESS = new RegExp(
  String.raw`https?:\S|${NAME}[.\u3002](?!(?:${FILE})(?!${NAME}|[.\u3002]${NAME}))(?:\p{L}[\p{L}\p{M}]+|xn--[\w-]+)(?!${NAME})|\d+(?:\.\d+){3}`,
  'iu',
);

/**
 * Whether the words of a link, as they are drawn, name another address than the one that it leads to (absolute): anywhere
 * among them, for what stands before it makes it no less an address. Its host alone may be named, too.
 */
export function misleads(words: string, href: string): boolean {
  const target = URL.parse(href);
  if (words === href || target === null) return target === null;
  const read = words.normalize('NFKC').replace(INVISIBLE, '');
  return read.split(/\s+/).some((word) => ADDRESS.test(word) && !isHonest(word, target));
}

function isHonest(word: string, target: URL): boolean {
  const bare = word.replace(/^[^\p{L}\p{N}]+/u, '');
  return [bare, bare.replace(/[^\p{L}\p{N}/]+$/u, '')].some((address) => {
    if (/^https?:/i.test(address)) return URL.parse(address)?.href === target.href;
    const named = URL.parse(`${target.protocol}//${address}`);
    return named?.href === target.href || (named?.host === target.host && !/[/?#@\\]/.test(address));
  });
}

/**
 * Where a link leads: only to the web, and its words (as they are drawn: drawnWords) may name no other address.
 * Undefined: it is none. The chat page, which shows such a link as the address it has, asks the same question.
 */
export function linkTarget({
  text = '',
  href,
}: {
  readonly text?: string;
  readonly href?: unknown;
}): string | undefined {
  const target = typeof href === 'string' && /^https?:\/\//i.test(href) ? URL.parse(href) : null;
  return target === null || misleads(text, target.href) ? undefined : String(href);
}
