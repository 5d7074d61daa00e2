import { addressesIn } from '../base/addresses.ts';
import { addressNames } from './findings/name-addresses.ts';
import type { DiagnosticsParts } from './parts.ts';

/** Names of the addresses in a text, by address: `networks:` of muster.yaml, and what reverse DNS says. */
export const namesIn = async (
  parts: Pick<DiagnosticsParts, 'config' | 'reverse'>,
  text: string,
): Promise<Readonly<Record<string, string>>> => (await namesOf(parts, addressesIn(text))).names;

/** The same of addresses that were found already, and how many nobody was asked about: there were too many. */
export async function namesOf(
  parts: Pick<DiagnosticsParts, 'config' | 'reverse'>,
  addresses: readonly string[],
): Promise<{ readonly names: Readonly<Record<string, string>>; readonly leftOut: number }> {
  if (addresses.length === 0) return { names: {}, leftOut: 0 };
  const reversed = await parts.reverse(addresses);
  const nameOf = addressNames(parts.config().networks, reversed.names);
  const names = addresses.flatMap((address) => {
    const name = nameOf(address);
    return name === undefined ? [] : [[address, name] as const];
  });
  return { names: Object.fromEntries(names), leftOut: reversed.leftOut };
}
