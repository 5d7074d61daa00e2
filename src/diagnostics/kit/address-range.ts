import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An address, or those that begin with the same `bits`: `192.0.2.7` is a range of 32, `192.0.2.0/24` one of 24. */
export interface AddressRange {
  readonly from: Address;
  readonly bits: number;
}

/** `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`; undefined where it is none. Of IPv4 all four parts are wanted. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [address = '', written, ...more] = text.split('/');
  if (
    more.length > 0 ||
    !(address.includes(':') ? ipaddr.IPv6.isValid(address) : ipaddr.IPv4.isValidFourPartDecimal(address))
  )
    return undefined;
  const from = ipaddr.process(address);
  const most = from.toByteArray().length * 8;
  if (written !== undefined && !/^\d{1,3}$/.test(written)) return undefined;
  const bits = written === undefined ? most : Number(written);
  return bits > most ? undefined : { from, bits };
}

/** Whether an address, parsed by `ipaddr.process`, lies in it. */
export const isInRange = (address: Address, { from, bits }: AddressRange): boolean =>
  from.kind() === address.kind() && address.match(from, bits);
