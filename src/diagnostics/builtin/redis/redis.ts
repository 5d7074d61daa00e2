import { counted } from '../counted.ts';
import { z } from 'zod';
import {
  bad,
  choice,
  defineDiagnostic,
  definePlugin,
  type Finding,
  type Findings,
  integer,
  networkReason,
  ok,
  refused,
  type ResolvedAddress,
  text,
  untilStopped,
  warn,
} from '../../plugin.ts';
import { tlsOptions, tlsSchema } from '../tls-config.ts';
import { targetsOf } from '../targets-of.ts';
import { bigKeys } from './big-keys.ts';
import { healthOf, parseInfo } from './redis-info.ts';

const CONNECT_MS = 5000;
const config = z.strictObject({
  /** `cache: { url: ${CACHE_REDIS_URL} }`, redis:// or rediss://; `tls: { ca: ${CACHE_CA} }` for an authority of one's own. */
  servers: z
    .record(
      z.string(),
      z
        .strictObject({
          url: z.string().regex(/^rediss?:\/\//, { error: 'is no redis:// address' }),
          tls: tlsSchema.optional(),
        })
        .refine(({ url, tls }) => tls === undefined || url.startsWith('rediss:'), {
          path: ['url'],
          error: 'is not encrypted: with tls it begins with rediss://',
        }),
    )
    .default({}),
});

export const plugin = definePlugin(config, ({ servers }) => [
  defineDiagnostic({
    name: 'redis',
    summary: 'Look into a Redis: health, slow commands, big keys, latency',
    examples: ['view:health', 'server:cache view:bigkeys', 'view:slowlog'],
    permission: 'diagnostics.data',
    risk: 'read',
    targets: Object.values(servers).flatMap(({ url }) => targetsOf(url)),
    timeoutMs: 30_000,
    options: {
      view: choice(['health', 'slowlog', 'bigkeys', 'latency'], { description: 'What to look at', default: 'health' }),
      server: text({
        description: 'Which Redis of muster.yaml',
        suggest: (typed) => Object.keys(servers).filter((name) => name.includes(typed)),
      }),
      sample: integer({
        description: 'bigkeys: how many keys to look at. Default 2000',
        default: 2000,
        least: 10,
        most: 50_000,
      }),
    },
    target: ({ server }) => server ?? Object.keys(servers)[0] ?? 'none',
    async run({ view, server = Object.keys(servers)[0], sample }, context): Promise<readonly Finding[]> {
      const chosen = server === undefined ? undefined : servers[server];
      if (!chosen)
        throw refused(
          'redis/server',
          `muster.yaml names no such Redis. There are: ${Object.keys(servers).join(', ') || 'none; add plugins.redis.config.servers'}.`,
        );
      context.chose({ server });
      const { createClient, ErrorReply } = await import('redis');
      const url = new URL(chosen.url);
      const clientAt = (found: ResolvedAddress) => {
        const address = new URL(url);
        address.hostname = found.family === 6 ? `[${found.address}]` : found.address;
        return createClient({
          url: address.href,
          socket: {
            reconnectStrategy: false,
            connectTimeout: CONNECT_MS,
            ...(url.protocol === 'rediss:' && {
              tls: true,
              servername: url.hostname,
              ...tlsOptions(chosen.tls ?? true),
            }),
          },
          commandsQueueMaxLength: 1000,
        }).on('error', () => undefined);
      };
      type Client = ReturnType<typeof clientAt>;
      const hangUp = (client: Client) => (): void => {
        if (client.isOpen) client.destroy();
      };
      // The addresses that the allow-list let through are the ones that are connected to.
      const addresses = await context.resolve(url.hostname, Number(url.port || 6379));
      const limit = AbortSignal.any([context.signal, AbortSignal.timeout(CONNECT_MS)]);
      context.progress(`connecting to ${server ?? ''}`);
      const connectedTo = async ([found, ...others]: readonly ResolvedAddress[]): Promise<Client> => {
        if (!found) throw new Error('the name has no address');
        const client = clientAt(found);
        try {
          // A server that takes the connection and then says nothing: the client would wait for ever.
          await untilStopped(limit, () => client.connect(), hangUp(client));
          return client;
        } catch (error) {
          hangUp(client)();
          // A name may have an address more, of the other family, than its server listens on.
          if (others.length > 0 && !limit.aborted) return await connectedTo(others);
          throw error;
        }
      };
      const client = await connectedTo(addresses).catch((error: unknown) => {
        throw refused(
          'redis/connect',
          limit.aborted
            ? `${server ?? ''} did not answer as a Redis within ${CONNECT_MS / 1000} s. Look at its address, and whether it hangs.`
            : `${server ?? ''} could not be reached: ${networkReason(error)}.`,
        );
      });
      const look = async (): Promise<Findings> => {
        if (view === 'bigkeys') return await bigKeys(client, sample, context);
        if (view === 'latency') return await latency(() => client.ping());
        if (view === 'slowlog') {
          const entries = z
            .array(z.tuple([z.number(), z.number(), z.number(), z.array(z.string())], z.unknown()))
            .parse(await client.sendCommand(['SLOWLOG', 'GET', '50']));
          if (entries.length === 0) return [ok('No command was slower than the limit (slowlog-log-slower-than).')];
          return [
            warn(`${counted(entries.length, 'slow command is', 'slow commands are')} remembered.`),
            {
              id: 'slowlog',
              type: 'table',
              columns: [
                { name: 'command' },
                { name: 'ms', align: 'right' },
                { name: 'when' },
                { name: 'id', key: true },
              ],
              // Values are left out: a command and its key are what one needs to know.
              rows: entries.map(([id, at, micros, [command = '', key = '', ...rest]]) => [
                [command, key.slice(0, 100), rest.length > 0 ? `… ${rest.length} more` : ''].join(' ').trim(),
                micros / 1000,
                new Date(at * 1000).toISOString().replace('.000Z', 'Z'),
                id,
              ]),
            },
          ];
        }
        return healthOf(parseInfo(z.string().parse(await client.sendCommand(['INFO']))));
      };
      try {
        return await untilStopped(context.signal, look, hangUp(client));
      } catch (error) {
        // What its user may not run (an ACL), what it does not know.
        if (error instanceof ErrorReply)
          throw refused('redis/refused', `${server ?? ''} says: ${error.message.replace(/\.$/, '')}.`);
        throw error;
      } finally {
        hangUp(client)();
      }
    },
  }),
]);

async function latency(ping: () => Promise<unknown>): Promise<readonly Finding[]> {
  const times: number[] = [];
  for (let n = 0; n < 100; n++) {
    const startedAt = performance.now();
    await ping();
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const at = (part: number): number => Math.round((times[Math.ceil(part * times.length) - 1] ?? 0) * 100) / 100;
  const median = at(0.5);
  return [
    median > 20
      ? bad(`A PING takes ${median} ms.`, 'Look at slowlog, at the network, and for a fork (BGSAVE) going on.')
      : median > 5
        ? warn(`A PING takes ${median} ms.`)
        : ok(`A PING takes ${median} ms.`),
    {
      id: 'latency',
      type: 'facts',
      facts: (
        [
          ['median', median],
          ['p90', at(0.9)],
          ['p99', at(0.99)],
          ['most', at(1)],
        ] as const
      ).map(([name, ms]) => ({ name, value: `${ms} ms`, volatile: true })),
    },
  ];
}
