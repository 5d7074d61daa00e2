import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type Result, ok, refuse } from '../base/result.ts';
import { parseAddress } from './parse-address.ts';

/** Where a plugin may go, parsed from `muster.yaml`'s `targets:` or the plugin's own declaration. */
export interface AllowList {
  /** May this name be looked up and connected to at all? An address counts as a name that stands for itself. */
  allowsName(host: string, port: number): Result<null>;
  /** May this address be connected to, having been found under that name? Asked after resolution and at connect. */
  allowsAddress(host: string, address: string, port: number): Result<null>;
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];
interface Rule {
  readonly ports: readonly [from: number, to: number];
  readonly what:
    | { readonly kind: 'any' }
    | { readonly kind: 'public' }
    | { readonly kind: 'name'; readonly name: string; readonly below: boolean }
    | { readonly kind: 'range'; readonly range: Range };
}

/**
 * Addresses at which clouds hand credentials to whoever asks. The IPv4 one is link-local anyway; these are not:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html (fd00:ec2::254),
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html (fd00:ec2::23),
 * https://cloud.google.com/compute/docs/metadata/querying-metadata (fd20:ce::254),
 * https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16,
 * https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata (100.100.100.200),
 * https://docs.oracle.com/iaas/Content/Compute/Tasks/gettingmetadata.htm (192.0.0.192 in older images).
 */
const METADATA = [
  '169.254.169.254',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
];
const METADATA_NAMES = ['metadata.google.internal', 'metadata.goog', 'instance-data'];

/** ipaddr.js's names for what is never reached by a name or by `*`, only when the address itself is listed. */
const NEVER_BY_NAME = new Set(['loopback', 'linkLocal', 'unspecified', 'broadcast', 'multicast', 'teredo']);

/** `api.example.com:443`, `*.example.com`, `10.0.0.0/8:1-1024`, `[2001:db8::]/32:53`, `public`, `*`. */
export function parseAllowList(targets: readonly string[]): Result<AllowList> {
  const rules: Rule[] = [];
  for (const target of targets) {
    const rule = parseRule(target.trim());
    if (!rule)
      return refuse(
        'target/syntax',
        `"${target}" is not a target. Write a name (api.example.com, *.example.com), an address or a network (10.0.0.0/8, [2001:db8::]/32), "public" or "*", and after it, if you like, :PORT or :FROM-TO.`,
      );
    rules.push(rule);
  }
  return ok(allowListOf(rules));
}

function allowListOf(rules: readonly Rule[]): AllowList {
  const at = (port: number): readonly Rule[] => rules.filter(({ ports }) => port >= ports[0] && port <= ports[1]);
  const adding = (host: string, port: number): string =>
    `Add it to the plugin's "targets" in muster.yaml if it is meant to be reached: "${isIP(host) === 6 ? `[${host}]` : host}:${port}". Those targets take the place of what the plugin reaches by itself, so name all that it may reach.`;

  const allowsAddress: AllowList['allowsAddress'] = (host, address, port) => {
    const parsed = parseAddress(address);
    if (!parsed) return refuse('target/address', `${address} is not an IP address.`);
    const listed = at(port).some(({ what }) => what.kind === 'range' && inRange(parsed, what.range));
    if (listed) return ok(null);
    const shown = host === address ? address : `${host} (${address})`;
    const never = neverByName(parsed);
    if (never !== undefined)
      return refuse(
        'target/protected',
        `${shown} is ${never}, which is refused unless that very address is listed. ${adding(address, port)}`,
      );
    const isPublic = parsed.range() === 'unicast';
    const allowed = at(port).some(({ what }) =>
      what.kind === 'public' ? isPublic : what.kind === 'any' || (what.kind === 'name' && nameFits(host, what)),
    );
    return allowed
      ? ok(null)
      : refuse(
          'target/not-listed',
          `${shown} port ${port} is not among the targets of this diagnostic. ${adding(host, port)}`,
        );
  };

  return {
    allowsAddress,
    allowsName(host, port) {
      if (parseAddress(host)) return allowsAddress(host, host, port);
      if (METADATA_NAMES.includes(normalName(host)) && !at(port).some(({ what }) => isExactly(what, host)))
        return refuse('target/protected', `${host} is a cloud's metadata service, which is refused unless listed.`);
      // Under `public` and under a network every name may be looked up: what it stands for decides.
      const possible = at(port).some(({ what }) => what.kind !== 'name' || nameFits(host, what));
      return possible
        ? ok(null)
        : refuse(
            'target/not-listed',
            `${host} port ${port} is not among the targets of this diagnostic. ${adding(host, port)}`,
          );
    },
  };
}

function neverByName(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  if (METADATA.some((known) => known === address.toString())) return "a cloud's metadata address";
  const range = address.range();
  const words: Readonly<Record<string, string>> = {
    loopback: 'this machine itself',
    linkLocal: 'link-local',
    teredo: 'a tunnel to an IPv4 address (Teredo)',
  };
  return NEVER_BY_NAME.has(range) ? (words[range] ?? range) : undefined;
}

const inRange = (address: ipaddr.IPv4 | ipaddr.IPv6, range: Range): boolean =>
  address.kind() === range[0].kind() && address.match(range);

const normalName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

function nameFits(host: string, rule: { readonly name: string; readonly below: boolean }): boolean {
  const name = normalName(host);
  return rule.below ? name.endsWith(`.${rule.name}`) : name === rule.name;
}

const isExactly = (what: Rule['what'], host: string): boolean =>
  what.kind === 'name' && !what.below && nameFits(host, what);

function parseRule(text: string): Rule | undefined {
  const match =
    /^(\[[^\]]+\](?:\/\d+)?|[^:]+(?:\/\d+)?|[0-9a-fA-F:]*::?[0-9a-fA-F:]*(?:\/\d+)?)(?::(\d+)(?:-(\d+))?)?$/.exec(text);
  // An IPv6 address or network without brackets has no port.
  const bare = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(\/\d+)?$/i.test(text);
  const [host, from, to] = bare ? [text] : [match?.[1], match?.[2], match?.[3]];
  if (host === undefined || host === '') return undefined;
  const first = from === undefined ? 0 : Number(from);
  const ports: Rule['ports'] = [first, from === undefined ? 65535 : to === undefined ? first : Number(to)];
  if (ports[1] > 65535 || ports[0] > ports[1]) return undefined;
  if (host === '*') return { ports, what: { kind: 'any' } };
  if (host === 'public') return { ports, what: { kind: 'public' } };
  const [address = '', bits] = host.replace(/[[\]]/g, '').split('/');
  if (ipaddr.isValid(address)) {
    const parsed = ipaddr.process(address);
    const length = bits === undefined ? (parsed.kind() === 'ipv4' ? 32 : 128) : Number(bits);
    return length > (parsed.kind() === 'ipv4' ? 32 : 128)
      ? undefined
      : { ports, what: { kind: 'range', range: [parsed, length] } };
  }
  if (!/^(\*\.)?[\p{L}\p{N}_]([\p{L}\p{N}_.-]*[\p{L}\p{N}_])?\.?$/u.test(host)) return undefined;
  const below = host.startsWith('*.');
  return { ports, what: { kind: 'name', name: normalName(below ? host.slice(2) : host), below } };
}
