import ipaddr from 'ipaddr.js';
import { isInRange, parseAddressRange } from '../kit/address-range.ts';
import { nameAddresses } from '../../base/addresses.ts';
import type { Cell, Finding, Findings, TreeNode } from '../kit/finding.ts';

/** From muster.yaml: `networks: { office: 192.0.2.0/24, payments-db: 10.1.2.3 }`. The narrowest one counts. */
export type Networks = Readonly<Record<string, readonly string[]>>;

/** A function that says an address's name: a network's from muster.yaml, or what was looked up beforehand. */
export function addressNames(
  networks: Networks,
  known: ReadonlyMap<string, string> = new Map(),
): (address: string) => string | undefined {
  const ranges = Object.entries(networks).flatMap(([name, list]) =>
    list.flatMap((text) => {
      const range = parseAddressRange(text);
      return range === undefined ? [] : [{ name, ...range }];
    }),
  );
  ranges.sort((a, b) => b.bits - a.bits);
  return (text) => {
    if (!ipaddr.isValid(text)) return undefined;
    const address = ipaddr.process(text);
    const range = ranges.find((one) => isInRange(address, one));
    const own = known.get(text);
    return range ? (own === undefined ? range.name : `${range.name}, ${own}`) : own;
  };
}

/** The addresses in everything that gets names, each once. */
export function addressesInFindings(findings: Findings): readonly string[] {
  const found = new Set<string>();
  nameAddressesIn(findings, (address) => {
    if (ipaddr.isValid(address)) found.add(address);
    return undefined;
  });
  return [...found];
}

/** Names beside the addresses in everything that is shown of what was found. Files stay as they are. */
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
    ...(tree.volatile && { volatile: tree.volatile.map(named) }),
    ...(tree.children && { children: tree.children.map(node) }),
  });
  const body = (finding: Finding): Finding => {
    switch (finding.type) {
      case 'text':
      case 'lines':
        return { ...finding, text: named(finding.text) };
      case 'facts':
        return {
          ...finding,
          facts: finding.facts.map((fact) => ({ ...fact, name: named(fact.name), value: cell(fact.value) })),
        };
      case 'table':
        return {
          ...finding,
          columns: finding.columns.map((column) => ({ ...column, name: named(column.name) })),
          rows: finding.rows.map((row) => row.map(cell)),
          ...(finding.note !== undefined && { note: named(finding.note) }),
        };
      case 'tree':
        return { ...finding, roots: finding.roots.map(node) };
      case 'verdict':
        return {
          ...finding,
          reason: named(finding.reason),
          ...(finding.next !== undefined && { next: named(finding.next) }),
        };
      case 'series':
        return { ...finding, series: finding.series.map((line) => ({ ...line, name: named(line.name) })) };
      case 'file':
        return finding;
    }
  };
  return findings.map((finding) => {
    const { title } = finding;
    return { ...body(finding), ...(title !== undefined && { title: named(title) }) };
  });
}
