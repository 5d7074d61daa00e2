import ipaddr from 'ipaddr.js';
import type { Cell, Finding, Findings, TreeNode } from '../kit/finding.ts';

/** From muster.yaml: `networks: { office: 192.0.2.0/24, payments-db: 10.1.2.3 }`. The narrowest one counts. */
export type Networks = Readonly<Record<string, readonly string[]>>;

const ADDRESS =
  /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9a-fA-F]*:)[0-9a-fA-F:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?)(?![\w.:]*[\w:])/g;

/** A function that says an address's name: a network's from muster.yaml, or what was looked up beforehand. */
export function addressNames(
  networks: Networks,
  known: ReadonlyMap<string, string> = new Map(),
): (address: string) => string | undefined {
  const ranges = Object.entries(networks).flatMap(([name, list]) =>
    list.map((text) => {
      const [address = '', bits] = text.split('/');
      const parsed = ipaddr.process(address);
      return { name, parsed, bits: bits === undefined ? parsed.toByteArray().length * 8 : Number(bits) };
    }),
  );
  ranges.sort((a, b) => b.bits - a.bits);
  return (text) => {
    if (!ipaddr.isValid(text)) return undefined;
    const address = ipaddr.process(text);
    const range = ranges.find(({ parsed, bits }) => parsed.kind() === address.kind() && address.match(parsed, bits));
    const own = known.get(text);
    return range ? (own === undefined ? range.name : `${range.name}, ${own}`) : own;
  };
}

/** Every address in a text, once. */
export const addressesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(ADDRESS)].map(([address]) => address).filter((address) => ipaddr.isValid(address))),
];

/** `192.0.2.7` becomes `192.0.2.7 (office)`, so that everybody in the room understands. */
export const nameAddresses = (text: string, nameOf: (address: string) => string | undefined): string =>
  text.replace(ADDRESS, (address) => {
    const name = nameOf(address);
    return name === undefined ? address : `${address} (${name})`;
  });

/** The same in everything that was found. Files and keys stay as they are. */
export function nameAddressesIn(findings: Findings, nameOf: (address: string) => string | undefined): Findings {
  const named = (text: string): string => nameAddresses(text, nameOf);
  const cell = (value: Cell): Cell =>
    typeof value === 'string'
      ? named(value)
      : value && typeof value === 'object'
        ? { ...value, text: named(value.text) }
        : value;
  const node = (tree: TreeNode): TreeNode => ({
    ...tree,
    label: named(tree.label),
    ...(tree.details && { details: tree.details.map(named) }),
    ...(tree.children && { children: tree.children.map(node) }),
  });
  return findings.map((finding): Finding => {
    switch (finding.type) {
      case 'text':
      case 'lines':
        return { ...finding, text: named(finding.text) };
      case 'facts':
        return { ...finding, facts: finding.facts.map((fact) => ({ ...fact, value: cell(fact.value) })) };
      case 'table':
        return { ...finding, rows: finding.rows.map((row) => row.map(cell)) };
      case 'tree':
        return { ...finding, roots: finding.roots.map(node) };
      case 'verdict':
        return { ...finding, reason: named(finding.reason) };
      case 'series':
      case 'file':
        return finding;
    }
  });
}
