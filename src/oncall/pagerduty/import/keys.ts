const LONGEST = 40;

/** `Payments Primary (EU)` as a key of muster.yaml: `payments-primary-eu`. Letters with marks lose them. */
export function keyFrom(name: string, id: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '');
  return plain === '' ? id.toLowerCase() : plain;
}

/** Keys for things that have names and ids; of two with one name the later gets its id added: `search-pabc123`. */
export function keysFrom(
  things: readonly { readonly id: string; readonly name: string }[],
): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, name } of things) {
    const plain = keyFrom(name, id);
    const suffix = `-${id.toLowerCase()}`;
    const key = taken.has(plain) ? `${plain.slice(0, LONGEST - suffix.length)}${suffix}` : plain;
    taken.add(key);
    keys.set(id, key);
  }
  return keys;
}
