import { Resolver } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import type { Clock, Instant } from '../../base/clock.ts';

/** `false`: nobody is asked. `true`: the system's resolver. `192.0.2.53:53`: that server. */
export type ReverseSetting = boolean | string;

/** An answer waits for these names: better without them than late. */
const PATIENCE_MS = 600;
const KEPT_MS = 10 * 60_000;
/** After a server did not answer, nobody waits for it again for a while. */
const SILENCE_MS = 60_000;
const MOST_AT_ONCE = 40;
const MOST_KEPT = 5000;
/** Addresses that mean something else on every machine. */
const NOBODYS = new Set(['unspecified', 'loopback', 'linkLocal', 'multicast', 'broadcast']);
/** Names come from whoever holds the address: what is no host name is not shown. */
const HOST_NAME = /^[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9])?$/;

export interface ReverseNames {
  /** By address, for those that have one. */
  readonly names: ReadonlyMap<string, string>;
  /** How many were not asked about, because there were more than are asked about at once. */
  readonly leftOut: number;
}

/** The names of addresses by PTR. Never rejects; answers within 600 ms. What is known already is not asked again. */
export function reverseNames(options: {
  readonly clock: Clock;
  readonly setting: () => ReverseSetting;
}): (addresses: readonly string[]) => Promise<ReverseNames> {
  const { clock } = options;
  const known = new Map<string, { readonly name: string | undefined; readonly until: Instant }>();
  let silentUntil = -Infinity;

  const look = async (resolver: Resolver, address: string): Promise<void> => {
    try {
      const [first] = await resolver.reverse(address);
      const name = first?.toLowerCase().replace(/\.$/, '');
      keep(address, name !== undefined && HOST_NAME.test(name) ? name : undefined);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOTFOUND' || code === 'ENODATA') keep(address, undefined);
      else if (code !== 'ECANCELLED') silentUntil = clock.now() + SILENCE_MS;
    }
  };
  const keep = (address: string, name: string | undefined): void => {
    const [oldest] = known.keys();
    if (known.size >= MOST_KEPT && oldest !== undefined) known.delete(oldest);
    known.set(address, { name, until: clock.now() + KEPT_MS });
  };

  return async (addresses) => {
    const setting = options.setting();
    const asked = setting === false ? [] : addresses.filter((address) => isSomebodys(address));
    const all = asked.filter((address) => (known.get(address)?.until ?? -Infinity) <= clock.now());
    const unknown = all.slice(0, MOST_AT_ONCE);
    if (unknown.length > 0 && silentUntil <= clock.now()) {
      const resolver = new Resolver({ timeout: PATIENCE_MS, tries: 1 });
      if (typeof setting === 'string') resolver.setServers([setting]);
      const late = setTimeout(() => {
        resolver.cancel(); // one of several servers may be slow though another would answer
      }, PATIENCE_MS);
      await Promise.all(unknown.map((address) => look(resolver, address)));
      clearTimeout(late);
    }
    const names = asked.flatMap((address) => {
      const name = known.get(address)?.name;
      return name === undefined ? [] : [[address, name] as const];
    });
    return { names: new Map(names), leftOut: all.length - unknown.length };
  };
}

const isSomebodys = (address: string): boolean =>
  ipaddr.isValid(address) && !NOBODYS.has(ipaddr.process(address).range());
