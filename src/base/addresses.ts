import ipaddr from 'ipaddr.js';

const ADDRESS =
  /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9a-fA-F]*:)[0-9a-fA-F:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?)(?![\w.:]*[\w:])/g;

/** Every IPv4 and IPv6 address in a text, once. */
export const addressesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(ADDRESS)].map(([address]) => address).filter((address) => ipaddr.isValid(address))),
];

/** `192.0.2.7` becomes `192.0.2.7 (office)`, so that everybody in the room understands. */
export const nameAddresses = (text: string, nameOf: (address: string) => string | undefined): string =>
  text.replace(ADDRESS, (address) => {
    const name = nameOf(address);
    return name === undefined ? address : `${address} (${name})`;
  });
