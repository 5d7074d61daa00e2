import ipaddr from 'ipaddr.js';

const V4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;
const V6 = String.raw`(?=[0-9a-fA-F]*:)(?:[0-9a-fA-F:]{1,32}:${V4}|[0-9a-fA-F:]{1,38}(?:[0-9a-fA-F]|::))`;
/** Where no more of an address may follow; `from 192.0.2.7: refused` has its colon from the sentence. */
const END = String.raw`(?!\w|\.\w|:[\w:.])`;
/** A port, and what a URL or a network says behind the address. */
const REST = String.raw`(?::\d{1,5}${END})?(?:\/[^\s"'<>()[\]|\x60]*[\w\/=#&%~-]|\/)?`;
/** `192.0.2.7`, `192.0.2.7:9090/x`, `2001:db8::7`, `[2001:db8::7]:443` */
const ADDRESS = new RegExp(
  String.raw`(?<![\w.:])(?:(?<v4>${V4})(?=:\d{1,5}${END}|${END})|\[(?<bracketed>${V6})\]|(?<v6>${V6})${END})${REST}`,
  'g',
);

type Groups = { readonly v4?: string; readonly bracketed?: string; readonly v6?: string };
const addressOf = ({ v4, bracketed, v6 }: Groups): string => v4 ?? bracketed ?? v6 ?? '';

/** Every IPv4 and IPv6 address in a text, once. */
export const addressesIn = (text: string): readonly string[] => [
  ...new Set(
    [...text.matchAll(ADDRESS)].map(({ groups }) => addressOf(groups ?? {})).filter((one) => ipaddr.isValid(one)),
  ),
];

/** `192.0.2.7:9090` becomes `192.0.2.7:9090 (office)`, so that everybody in the room understands. */
export const nameAddresses = (text: string, nameOf: (address: string) => string | undefined): string =>
  text.replace(ADDRESS, (...match: readonly unknown[]) => {
    const whole = String(match[0]);
    const name = nameOf(addressOf(match.at(-1) as Groups));
    return name === undefined ? whole : `${whole} (${name})`;
  });
