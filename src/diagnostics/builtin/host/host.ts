import { execFile } from 'node:child_process';
import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import {
  bad,
  type Cell,
  defineDiagnostic,
  definePlugin,
  facts,
  type Finding,
  isInRange,
  list,
  marked,
  ok,
  parseAddressRange,
  type PluginContext,
  Refused,
  refused,
  text,
  warn,
} from '../../plugin.ts';
import { createDnsClient } from '../dns/dns-client.ts';
import { parseServer } from '../dns/dns-server.ts';
import { reverseName } from '../dns/reverse-name.ts';

const ranges = z
  .record(z.string(), z.array(z.string()))
  .superRefine((named, context) => {
    for (const [name, list] of Object.entries(named))
      list.forEach((text, index) => {
        if (parseAddressRange(text) === undefined)
          context.addIssue({
            code: 'custom',
            path: [name, index],
            message: 'is neither an address nor a network (10.0.0.0/8)',
          });
      });
  })
  .default({});
const config = z.strictObject({
  networks: ranges,
  /** `aws: [3.0.0.0/9, …]`: whose addresses these are. */
  providers: ranges,
  /** Ports that are tried when none are named. */
  ports: z.array(z.int().min(1).max(65535)).default([22, 80, 443]),
  /** The name server that is asked; default the system's. */
  resolver: z.string().default('system'),
});

const run = promisify(execFile);

export const plugin = definePlugin(config, ({ networks, providers, ports, resolver }) => [
  defineDiagnostic({
    name: 'host',
    summary: 'Who is this name or address: both directions of DNS, ports, ping, whose network',
    examples: ['host:example.com', 'host:192.0.2.1 ports:22,5432'],
    risk: 'read',
    targets: ['public', ...serverTargets(resolver)],
    timeoutMs: 30_000,
    options: {
      host: text({ description: 'A name or an address', required: true }),
      ports: list({ description: 'Ports to try, with commas between. Default 22, 80, 443' }),
    },
    target: ({ host }) => host,
    async *run({ host, ports: asked }, context) {
      const tried = (asked ?? []).length > 0 ? (asked ?? []).map(Number) : ports;
      if (tried.length > 20 || tried.some((port) => !Number.isInteger(port) || port < 1 || port > 65535))
        throw refused('host/ports', 'Name at most 20 ports from 1 to 65535.');
      context.chose({ ports: tried.join(', ') });
      const client = createDnsClient(context, context.signal);
      const ask = async (name: string, typeCode: number): Promise<readonly string[]> => {
        const question = { name, typeCode, recursion: true, dnssec: false, checkingDisabled: false };
        const answer = await client.query(parseServer(resolver, {}, undefined), question);
        if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN')
          throw refused('host/resolver', `The name server (${resolver}) answers ${answer.rcode} about ${name}.`);
        const type = { 1: 'A', 12: 'PTR', 28: 'AAAA' }[typeCode];
        return answer.answers.filter((record) => record.type === type).map(({ data }) => data.replace(/\.$/, ''));
      };
      try {
        const isAddress = isIP(host) !== 0;
        const unasked: string[] = [];
        /** Undefined where nobody could tell. */
        const told = (name: string, typeCode: number): Promise<Told> =>
          ask(name, typeCode).catch((error: unknown) => {
            if (!(error instanceof Refused)) throw error;
            unasked.push(error.message);
            return undefined;
          });
        const addresses = isAddress
          ? [host]
          : (await Promise.all([told(host, 1), told(host, 28)])).flatMap((found) => found ?? []);
        const [why] = unasked;
        if (addresses.length === 0 && why !== undefined) throw refused('host/resolver', why);
        if (why !== undefined) yield warn(`Some of its addresses may be missing here: ${why}`);
        if (addresses.length === 0) {
          yield bad(`${host} has no address.`, 'Look at it with /diag dns; view:trace shows where it breaks.');
          return;
        }
        const directions = await Promise.all(
          addresses.slice(0, 16).map(async (address) => {
            const reverse = await told(reverseName(address), 12);
            const forward = await Promise.all(
              (reverse ?? []).slice(0, 4).map((name) => told(name, isIP(address) === 6 ? 28 : 1)),
            );
            const agrees = forward.some((found) => found?.some((one) => same(one, address)) === true)
              ? true
              : forward.includes(undefined)
                ? undefined
                : false;
            return { address, reverse, agrees };
          }),
        );
        yield agreement(directions, unasked.at(-1));
        yield {
          id: 'addresses',
          title: 'Addresses',
          type: 'table',
          columns: [
            { name: 'address', key: true },
            { name: 'PTR' },
            { name: 'back to it' },
            { name: 'network' },
            { name: 'provider' },
          ],
          rows: directions.map(({ address, reverse, agrees }): readonly Cell[] => [
            address,
            reverse === undefined ? UNTOLD : reverse.length > 0 ? reverse.join(', ') : marked('none', 'warn'),
            reverse === undefined || reverse.length === 0
              ? ''
              : agrees === undefined
                ? UNTOLD
                : agrees
                  ? 'yes'
                  : marked('no', 'bad'),
            whose(networks, address) ?? '',
            whose(providers, address) ?? '',
          ]),
        };
        const [first] = directions;
        if (first) yield await portsOf(context, { host, address: first.address }, tried);
        if (first) yield await pingOf(context, host, first.address);
      } finally {
        client.close();
      }
    },
  }),
]);

const serverTargets = (resolver: string): readonly string[] => {
  const { host, port } = parseServer(
    resolver === 'system' ? (getServers()[0] ?? '127.0.0.1') : resolver,
    {},
    undefined,
  );
  return [isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`];
};

const same = (one: string, other: string): boolean =>
  ipaddr.isValid(one) &&
  ipaddr.isValid(other) &&
  ipaddr.process(one).toNormalizedString() === ipaddr.process(other).toNormalizedString();

function whose(ranges: Readonly<Record<string, readonly string[]>>, text: string): string | undefined {
  const address = ipaddr.process(text);
  const found = Object.entries(ranges).filter(([, list]) =>
    list.some((written) => {
      const range = parseAddressRange(written);
      return range !== undefined && isInRange(address, range);
    }),
  );
  return found.length > 0 ? found.map(([name]) => name).join(', ') : undefined;
}

/** What a name server says; undefined where it could not be asked. */
type Told = readonly string[] | undefined;
const UNTOLD = marked('could not be asked', 'warn');

interface Directions {
  readonly address: string;
  readonly reverse: Told;
  readonly agrees: boolean | undefined;
}

function agreement(directions: readonly Directions[], why: string | undefined): Finding {
  const named = directions.flatMap(({ reverse, ...rest }) =>
    reverse && reverse.length > 0 ? [{ ...rest, reverse }] : [],
  );
  const [wrong] = named.filter(({ agrees }) => agrees === false);
  const untold =
    directions.find(({ reverse }) => reverse === undefined) ?? named.find(({ agrees }) => agrees === undefined);
  const without = directions.filter(({ reverse }) => reverse?.length === 0);
  if (wrong)
    return {
      ...bad(
        `${wrong.address} is called ${wrong.reverse.join(', ')}, but that name does not lead back to it.`,
        'Correct the PTR or the A/AAAA record; mail servers refuse such addresses.',
      ),
      id: 'agreement',
    };
  if (untold)
    return {
      ...warn(`Whether ${untold.address} has a name that leads back to it could not be asked: ${why ?? ''}`),
      id: 'agreement',
    };
  if (without.length > 0)
    return {
      ...warn(
        directions.length === 1
          ? 'The address has no name (PTR).'
          : `${without.length} of ${directions.length} addresses have no name (PTR).`,
      ),
      id: 'agreement',
    };
  return { ...ok('Forward and reverse agree.'), id: 'agreement' };
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** By the code of what was thrown; anything else is silence. */
const STATES: Readonly<Record<string, string>> = {
  'target/closed': 'refuses',
  'target/unreachable': 'unreachable',
  'target/not-listed': 'not allowed from here',
  'target/protected': 'not allowed from here',
};

/** At the address that the plugin's own name server gave: the system's may give another, or none. */
async function portsOf(
  context: PluginContext,
  { host, address }: { readonly host: string; readonly address: string },
  ports: readonly number[],
): Promise<Finding> {
  const connectTo = async (port: number) => {
    const signal = AbortSignal.timeout(3000);
    return context.connect({ host: address, port, signal }).catch((error: unknown) => {
      // Where muster.yaml lists names, an address by itself may not be gone to.
      if (address !== host && codeOf(error) === 'target/not-listed') return context.connect({ host, port, signal });
      throw error;
    });
  };
  const rows = await Promise.all(
    ports.map(async (port): Promise<readonly Cell[]> => {
      const startedAt = performance.now();
      try {
        const socket = await connectTo(port);
        socket.destroy();
        return [port, 'answers', Math.round((performance.now() - startedAt) * 10) / 10];
      } catch (error) {
        return [port, marked(STATES[codeOf(error)] ?? 'silent', 'warn'), null];
      }
    }),
  );
  return {
    id: 'ports',
    title: host === address ? 'Ports' : `Ports of ${address}`,
    type: 'table',
    columns: [
      { name: 'port', key: true, align: 'right' },
      { name: 'state' },
      { name: 'ms', align: 'right', volatile: true },
    ],
    rows,
  };
}

/** The system's own ping, argv only, on an address that may be reached. */
async function pingOf(context: PluginContext, host: string, address: string): Promise<Finding> {
  try {
    await context.resolve(address, 0);
    const { stdout } = await run('ping', ['-n', '-c', '3', '-i', '0.2', '-W', '1', address], {
      signal: context.signal,
      timeout: 6000,
    });
    const loss = /([\d.]+)% packet loss/.exec(stdout)?.[1];
    const mean = /= [\d.]+\/([\d.]+)\//.exec(stdout)?.[1];
    return {
      id: 'ping',
      type: 'facts',
      facts: [{ name: 'ping', value: `${loss ?? '?'} % lost, ${mean ?? '?'} ms`, volatile: true }],
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'Refused')
      return { ...facts({ ping: 'not allowed from here' }), id: 'ping' };
    const missing = codeOf(error) === 'ENOENT';
    return { ...facts({ ping: missing ? 'not possible here: there is no ping program' : 'no answer' }), id: 'ping' };
  }
}
