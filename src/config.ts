import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { actionsSections } from './actions/config/actions-config.ts';
import { type Environment, parseEnvironment, withFiles } from './base/environment.ts';
import { type Result, messageOf, ok, refuse } from './base/result.ts';
import { type ConfigFault, type Locate, parseYaml } from './base/yaml.ts';
import { keySchema, personFields, snowflakeSchema, timeZoneSchema } from './catalog/people.ts';
import { permissionsConfig } from './catalog/permissions-config.ts';
import { serviceFields } from './catalog/services.ts';
import { diagnosticsConfigSchema, diagnosticsServiceFields } from './diagnostics/config.ts';
import { incidentsConfigSchema } from './incidents/config.ts';
import { fillOrganisationZone } from './catalog/organisation-zone.ts';
import { onCallConfigSchema } from './oncall/config/oncall.ts';
import { onCallPersonFields, onCallServiceFields } from './oncall/config/person.ts';
import { policiesConfig } from './oncall/config/policies.ts';
import { checkReferences } from './oncall/config/references.ts';
import { schedulesConfig } from './oncall/config/schedules.ts';

const NO_SCHEDULE = { timeZone: 'UTC', mode: 'layered', layers: [], overrides: [], temporary: [] } as const;
const NO_POLICY = { repeat: 0, follow: 'current', steps: [], acknowledgeTimeoutMs: null, fallback: null } as const;

const REFERRING = new Set<PropertyKey>(['people', 'services', 'schedules', 'policies', 'oncall']);

/** muster.yaml as a whole: the domains' own sections, side by side. Every section may be left out. */
export const configSchema = z
  .strictObject({
    organisation: z
      .strictObject({
        name: z.string().min(1).max(80).default('Muster'),
        /** Of people, schedules and freezes that state none. */
        timeZone: timeZoneSchema.default('UTC'),
        guild: snowflakeSchema.optional(),
      })
      .prefault({}),
    people: z.record(keySchema, z.strictObject({ ...personFields, ...onCallPersonFields })).default({}),
    services: z
      .record(keySchema, z.strictObject({ ...serviceFields, ...diagnosticsServiceFields, ...onCallServiceFields }))
      .default({}),
    schedules: schedulesConfig.default({}),
    policies: policiesConfig.default({}),
    oncall: onCallConfigSchema.prefault({}),
    permissions: permissionsConfig.default({}),
    incidents: incidentsConfigSchema.prefault({}),
    diagnostics: diagnosticsConfigSchema.prefault({}),
    ...actionsSections,
  })
  .superRefine(
    (config, context) => {
      for (const { path, message } of checkReferences(soundPartsOf(config, context.issues)))
        context.addIssue({ code: 'custom', path: [...path], message });
    },
    // Unknown names are told beside other faults, as long as the sections that name each other are lists by key.
    {
      when: ({ issues }) =>
        !issues.some(
          ({ code, path: [section] = [], path: { length } = [] }) =>
            (section === undefined && code === 'invalid_type') || (length < 2 && REFERRING.has(section ?? '')),
        ),
    },
  );

type Referring = Parameters<typeof checkReferences>[0];

/** For who looks for wrong names: what has other faults names nobody, and can still be named. */
function soundPartsOf({ oncall, ...sections }: Referring, issues: readonly z.core.$ZodRawIssue[]): Referring {
  const faulty = new Set(issues.flatMap(({ path = [] }) => (path.length < 2 ? [] : [path.slice(0, 2).join('\n')])));
  const sound = <T>(section: string, entries: Readonly<Record<string, T>>, empty: T): Readonly<Record<string, T>> =>
    Object.fromEntries(
      Object.entries(entries).map(([key, entry]) => [key, faulty.has(`${section}\n${key}`) ? empty : entry]),
    );
  return {
    people: sound('people', sections.people, {}),
    services: sound('services', sections.services, {}),
    schedules: sound('schedules', sections.schedules, NO_SCHEDULE),
    policies: sound('policies', sections.policies, NO_POLICY),
    ...(oncall && !faulty.has('oncall\nmirrors') && { oncall }),
  };
}

export type Config = z.infer<typeof configSchema>;

export const DEFAULT_CONFIG: Config = configSchema.parse({});

export type LoadedConfig =
  | { readonly ok: true; readonly value: Config; readonly locate?: Locate }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** The text of muster.yaml as a typed Config, or every fault with its place. Throws never. */
export function parseConfig(text: string, environment: Environment): LoadedConfig {
  return parseYaml(text, configSchema, environment, fillOrganisationZone);
}

/** Reads and parses the file; one that is not there is the default configuration, unless it was asked for by name. */
export function loadConfig(
  path: string,
  environment: Environment,
  options: { readonly required: boolean },
): LoadedConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing && !options.required) return { ok: true, value: DEFAULT_CONFIG };
    const message = missing
      ? 'There is no such file: correct the name, or write it (docs/configuration.md says how).'
      : `It cannot be read (${messageOf(error)}).`;
    return { ok: false, faults: [{ line: 1, column: 1, message }] };
  }
  return parseConfig(text, environment);
}

const port = z.coerce.number({ error: 'is no port' }).int().min(0).max(65_535);
const address = z.url({ protocol: /^https?$/, error: 'is no http(s) address' });

const environmentSchema = z.object({
  DISCORD_TOKEN: z.string().optional(),
  DISCORD_API_URL: address.default('https://discord.com/api'),
  DISCORD_GUILD_ID: snowflakeSchema.optional(),
  MUSTER_CONFIG: z.string().optional(),
  MUSTER_DATABASE_URL: z
    .string()
    .regex(/^sqlite:.+$/, { error: 'is not sqlite:FILE: Muster keeps its record in SQLite' })
    .optional(),
  MUSTER_HTTP_PORT: port.default(8080),
  MUSTER_HTTP_HOST: z.string().default('127.0.0.1'),
  MUSTER_PUBLIC_URL: address.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).optional(),
  PAGERDUTY_API_TOKEN: z.string().optional(),
  PAGERDUTY_API_URL: address.default('https://api.pagerduty.com'),
  PAGERDUTY_EVENTS_URL: address.default('https://events.pagerduty.com'),
  PAGERDUTY_WEBHOOK_SECRET: z.string().optional(),
  NODE_ENV: z.string().optional(),
});

export interface Settings extends z.infer<typeof environmentSchema> {
  /** All of the environment, `NAME_FILE` read: what muster.yaml's `${NAME}` is looked up in. */
  readonly environment: Environment;
  /** What must never be shown: masked wherever it turns up. */
  readonly secrets: readonly string[];
}

/** Variables whose values are secrets, whatever they look like. */
const SECRET_NAME = /TOKEN|SECRET|PASSWORD|_KEY$/;

/** The environment as typed settings. Refuses with a sentence that names the variable and never its value. */
export function readSettings(environment: Environment): Result<Settings> {
  const names = Object.keys(environment).flatMap((name) =>
    name.endsWith('_FILE') ? [name.slice(0, -'_FILE'.length)] : [],
  );
  const known = names.filter((name) => name in environmentSchema.shape || name.startsWith('MUSTER_'));
  const resolved = withFiles(environment, known);
  if (!resolved.ok) return resolved;
  const parsed = parseEnvironment(environmentSchema, resolved.value);
  if (!parsed.ok) return refuse(parsed.refusal.code, parsed.refusal.message);
  const secrets = Object.entries(resolved.value).flatMap(([name, value]) =>
    value !== undefined && value.length >= 6 && SECRET_NAME.test(name) && !name.endsWith('_FILE')
      ? value.split(',')
      : [],
  );
  return ok({ ...parsed.value, environment: resolved.value, secrets });
}

/** The JSON Schema of muster.yaml, as people write it: defaults may be left out. */
export const configJsonSchema = (): object =>
  z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any', target: 'draft-7' });
