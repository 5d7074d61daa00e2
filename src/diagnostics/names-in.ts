import { addressesIn } from '../base/addresses.ts';
import { addressNames } from './findings/name-addresses.ts';
import type { DiagnosticsParts } from './parts.ts';

const MOST = 40;

/** Names of the addresses in a text, by address: `networks:` of muster.yaml, and what reverse DNS says. */
export const namesIn = (
  parts: Pick<DiagnosticsParts, 'config' | 'reverse'>,
  text: string,
): Promise<Readonly<Record<string, string>>> => namesOf(parts, addressesIn(text));

/** The same of addresses that were found already. */
export async function namesOf(
  parts: Pick<DiagnosticsParts, 'config' | 'reverse'>,
  found: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const addresses = found.slice(0, MOST);
  if (addresses.length === 0) return {};
  const nameOf = addressNames(parts.config().networks, await parts.reverse(addresses));
  return Object.fromEntries(
    addresses.flatMap((address) => {
      const name = nameOf(address);
      return name === undefined ? [] : [[address, name]];
    }),
  );
}
