import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

/** What tells which networks a machine is in: the kinds of the addresses that it has itself. */
export interface OwnAddresses {
  readonly ipv4: boolean;
  /** `unicast`: of the internet; `uniqueLocal`: of a network of one's own. */
  readonly ipv6: ReadonlySet<string>;
}

export function ownAddresses(): OwnAddresses {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outward = own.filter(({ internal }) => !internal).map(({ address }) => ipaddr.parse(address));
  return {
    ipv4: outward.some((address) => address.kind() === 'ipv4'),
    ipv6: new Set(outward.filter((address) => address.kind() === 'ipv6').map((address) => address.range())),
  };
}

/** Whether there may be a way from here to that address: none leads to the IPv6 internet from a machine that is not in it. */
export function isReachable(address: string, own: OwnAddresses): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.range() === 'loopback') return true;
  if (parsed.kind() === 'ipv4') return own.ipv4 || !own.ipv6.has('unicast');
  // Addresses of one's own may be translated on the way out, as containers' are.
  return own.ipv6.has(parsed.range()) || (parsed.range() === 'unicast' && own.ipv6.has('uniqueLocal'));
}
