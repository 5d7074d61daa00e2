import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { parseAddressRange } from './kit/address-range.ts';
import { parseAllowList } from './allow-list.ts';
import { BUILT_IN_PLUGINS } from './builtin/built-in-plugins.ts';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, { error: 'is no name: use a-z, 0-9 and -, at most 32 characters' });

const targets = z.array(z.string()).superRefine((list, context) => {
  list.forEach((target, index) => {
    const parsed = parseAllowList([target]);
    if (!parsed.ok) context.addIssue({ code: 'custom', path: [index], message: parsed.refusal.message });
  });
});

/** One plugin: built-in when `from` is absent, else an npm package or a path relative to muster.yaml. */
const pluginSchema = z.strictObject({
  from: z.string().min(1).optional(),
  /** Validated by the plugin itself. */
  config: z.unknown().optional(),
  /** `{ token: ${GRAFANA_TOKEN} }`: handed to the plugin by name, masked everywhere. */
  secrets: z.record(z.string(), z.string()).default({}),
  /** Takes the place of what the plugin says it touches. */
  targets: targets.optional(),
  memoryMb: z.int().min(32).max(2048).default(128),
  /** `false` switches a built-in off. */
  enabled: z.boolean().default(true),
});

const addressOrNetwork = z.string().refine((text) => parseAddressRange(text) !== undefined, {
  error: 'is neither an address nor a network (10.0.0.0/8)',
});

/** `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]`, `[2001:db8::53]:53` */
const SERVER = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::(\d{1,5}))?$/i;
const isPort = (port: string): boolean => port === '' || (Number(port) >= 1 && Number(port) <= 65535);

/** A diagnostic with arguments: `redis`, or `{ dns: { name: example.com } }`. */
export const presetSchema = z.union(
  [
    name.transform((diagnostic) => ({ diagnostic, given: {} })),
    z
      .record(name, z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])))
      .refine((record) => Object.keys(record).length === 1)
      .transform((record) => {
        const [[diagnostic = '', given = {}] = []] = Object.entries(record);
        return { diagnostic, given };
      }),
  ],
  { error: 'is one diagnostic: its name (redis), or its name with its arguments ({ dns: { name: example.com } })' },
);
export type Preset = z.output<typeof presetSchema>;

/** The field that diagnostics add to a service: `services: { checkout: { diagnostics: [ … ] } }`. */
export const diagnosticsServiceFields = { diagnostics: z.array(presetSchema).max(10).optional() };

/** The `diagnostics:` section of muster.yaml. Every key is optional. */
export const diagnosticsConfigSchema = z.strictObject({
  plugins: z
    .record(name, pluginSchema)
    .superRefine((plugins, context) => {
      for (const [key, plugin] of Object.entries(plugins)) {
        if (plugin.from === undefined && !(key in BUILT_IN_PLUGINS))
          context.addIssue({
            code: 'custom',
            path: [key],
            message: `is no built-in plugin (${Object.keys(BUILT_IN_PLUGINS).join(', ')}): say where it comes from with "from"`,
          });
      }
    })
    .default({}),
  /** For explain and query: see their pages in docs/plugins.md. Validated by them. */
  databases: z.record(name, z.unknown()).default({}),
  queries: z.record(name, z.unknown()).default({}),
  /** Names for addresses: `office: 192.0.2.0/24`. */
  networks: z
    .record(z.string(), z.union([addressOrNetwork, z.array(addressOrNetwork)]))
    .transform((networks) =>
      Object.fromEntries(
        Object.entries(networks).map(([key, value]) => [key, typeof value === 'string' ? [value] : value]),
      ),
    )
    .default({}),
  /** Names for addresses by reverse DNS: the system's resolver, that of `192.0.2.53` or `192.0.2.53:53`, or none. */
  reverse: z
    .union([
      z.boolean(),
      z
        .string()
        .refine(
          (text) =>
            SERVER.test(text) && ipaddr.isValid(text.replace(SERVER, '$1$2')) && isPort(text.replace(SERVER, '$3')),
          {
            error: 'is neither true, false, nor the address of a name server (192.0.2.53:53, [2001:db8::53]:53)',
          },
        ),
    ])
    .default(true),
});
export type DiagnosticsConfig = z.output<typeof diagnosticsConfigSchema>;
