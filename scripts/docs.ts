/** Writes what docs/ says of the code: commands.md, command-line.md, configuration.md and muster.schema.json. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command as Program } from 'commander';
import { openApp } from '../src/app.ts';
import { systemClock } from '../src/base/clock.ts';
import { createLog } from '../src/base/log.ts';
import { expectOk } from '../src/base/result.ts';
import type { Command } from '../src/commands/command.ts';
import type { RichText } from '../src/base/rich-text.ts';
import { configJsonSchema, DEFAULT_CONFIG, readSettings } from '../src/config.ts';
import { createProgram } from '../src/main.ts';
import { describeConfig, type DescribedConfig } from './describe-config.ts';

const GENERATED = '<!-- Written by "npm run docs": change the declarations, not this page. -->';

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ');

const plain = (text: RichText | string): string =>
  typeof text === 'string'
    ? text
    : text
        .map((part) =>
          typeof part === 'string'
            ? part
            : 'strong' in part
              ? part.strong
              : 'code' in part
                ? `\`${part.code}\``
                : 'text' in part
                  ? part.text
                  : '',
        )
        .join('');

const HELD = {
  everybody: 'everybody',
  listed: 'whom muster.yaml lists under `people`',
  involved: 'who takes part in the incident',
  granted: 'who was granted it in muster.yaml, and administrators',
} as const;

function commandSection(command: Command): string {
  const options = Object.entries(command.options);
  const rows = options.map(
    ([name, option]) =>
      `| \`${name}\`${option.required ? ' *' : ''} | ${option.type} | ${cell(option.description)}${option.choices?.length ? ` (${cell(option.choices.map((choice) => choice.name).join(', '))})` : ''} |`,
  );
  return [
    `### \`/${command.name}\``,
    command.summary.replace(/[.?]?$/, (end) => end || '.') + (command.details ? ` ${command.details}` : ''),
    ...(rows.length > 0 ? [['| option | type | |', '|---|---|---|', ...rows].join('\n')] : []),
    `Needs \`${command.permission}\`.${command.pace === 'waits' ? ' Takes a moment: Discord shows “thinking…”.' : ''}${command.visibility === 'private' ? ' Only you see the answer.' : ''}`,
    ...(command.examples?.length ? ['```\n' + command.examples.join('\n') + '\n```'] : []),
  ].join('\n\n');
}

/** docs/commands.md as it should be now. */
export async function commandsPage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-docs-'));
  const settings = expectOk(readSettings({ MUSTER_DATABASE_URL: `sqlite:${join(folder, 'docs.db')}` }));
  const log = await createLog({ level: 'silent', format: 'json', secrets: [] });
  const app = expectOk(await openApp({ settings, config: DEFAULT_CONFIG, clock: systemClock, log }));
  try {
    const { commands, menus, permissions } = app.dispatcher;
    const groups = Map.groupBy(
      [...commands].sort((a, b) => a.name.localeCompare(b.name)),
      (command) => command.name.split(' ')[0] ?? '',
    );
    return (
      [
        '# Commands',
        GENERATED,
        'Every option is completed while you type where there is something to complete from. `*` marks what must be given. `/muster help` shows the commands that you may use.',
        ...[...groups].flatMap(([group, members]) => [`## ${group}`, ...members.map(commandSection)]),
        '## Menus of a message',
        menus.map((menu) => `- **${menu.name}** (needs \`${menu.permission}\`)`).join('\n') || 'None.',
        '## Permissions',
        'Without a word in muster.yaml each is held by those in the last column; whoever may manage the server holds `muster.admin`, which is all of them. See [configuration](configuration.md).',
        [
          '| permission | lets people | held by |',
          '|---|---|---|',
          ...[...permissions]
            .sort((a, b) => a.name.localeCompare(b.name))
            .map(
              (permission) =>
                `| \`${permission.name}\` | ${cell(plain(permission.summary))} | ${HELD[permission.heldBy]} |`,
            ),
        ].join('\n'),
      ].join('\n\n') + '\n'
    );
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The schema with its explanations. */
export const describedConfig = (): DescribedConfig => describeConfig(configJsonSchema());

/** What configuration.md says of a key beside its explanation. */
interface Schema {
  readonly description?: string;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

function configurationRows(root: Schema): readonly string[] {
  const resolve = (schema: Schema): Schema =>
    schema.$ref ? (root.definitions?.[schema.$ref.split('/').at(-1) ?? ''] ?? schema) : schema;
  const kind = (given: Schema): string => {
    const schema = resolve(given);
    if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
    if (schema.const !== undefined) return `\`${JSON.stringify(schema.const).replace(/^"|"$/g, '')}\``;
    const several = schema.anyOf ?? schema.oneOf;
    if (several) return [...new Set(several.map(kind))].join(' or ');
    if (schema.type === 'array') return `list of ${schema.items ? kind(schema.items) : 'anything'}`;
    if (schema.properties) return 'section';
    if (typeof schema.additionalProperties === 'object') return 'section by key';
    const range =
      schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER
        ? `, ${schema.minimum} to ${schema.maximum}`
        : '';
    return `${String(schema.type ?? 'anything')}${range}`;
  };
  const rows: string[] = [];
  const walk = (given: Schema, path: string, depth: number, form = false): void => {
    const schema = resolve(given);
    if (depth > 8) return;
    for (const part of schema.allOf ?? []) walk(part, path, depth + 1);
    const forms = (schema.anyOf ?? schema.oneOf ?? []).map(resolve).filter((one) => one.properties);
    const always =
      forms.length > 1
        ? forms[0]?.required?.filter((name) => forms.every((one) => one.required?.includes(name)))
        : undefined;
    for (const part of forms)
      walk({ ...part, required: always ?? part.required ?? [] }, path, depth + 1, forms.length > 1);
    for (const [name, inner] of Object.entries(schema.properties ?? {})) {
      const here = path === '' ? name : `${path}.${name}`;
      const fallback =
        inner.default === undefined || typeof inner.default === 'object' ? '' : `\`${JSON.stringify(inner.default)}\``;
      rows.push(
        `| \`${here}\`${schema.required?.includes(name) ? ' *' : form ? ' °' : ''} | ${cell(kind(inner))} | ${cell(fallback)} | ${cell(inner.description ?? '')} |`,
      );
      walk(inner, here, depth + 1);
    }
    if (typeof schema.additionalProperties === 'object') walk(schema.additionalProperties, `${path}.KEY`, depth + 1);
    if (schema.items) walk(schema.items, `${path}[]`, depth + 1);
  };
  walk(root, '', 0);
  return [...new Set(rows)];
}

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  [
    'DISCORD_TOKEN',
    'the bot’s token; without it Muster starts the sandbox, unless `MUSTER_DATABASE_URL` or `NODE_ENV=production` is set: then it says so and exits 2',
  ],
  ['DISCORD_API_URL', 'another REST base than `https://discord.com/api`, for the sandbox and proxies'],
  ['DISCORD_GUILD_ID', 'the server that Muster serves, when the bot is in several'],
  ['MUSTER_CONFIG', 'where muster.yaml is (`./muster.yaml`)'],
  ['MUSTER_DATABASE_URL', '`sqlite:muster.db`'],
  ['MUSTER_HTTP_PORT', '`8080`; `0` for any free one, which is printed'],
  ['MUSTER_HTTP_HOST', '`127.0.0.1`; `0.0.0.0` in a container'],
  ['MUSTER_PUBLIC_URL', 'how browsers and other programs reach that port: links are made from it'],
  ['NODE_ENV', '`production`: never start the sandbox; without a token `muster start` exits 2'],
  ['LOG_LEVEL, LOG_FORMAT', '`info`; `json` or `pretty`'],
  [
    'PAGERDUTY_API_TOKEN, PAGERDUTY_WEBHOOK_SECRET',
    'for PagerDuty; several secrets, separated by commas, while one is being replaced',
  ],
  ['PAGERDUTY_API_URL', 'for accounts in the EU: `https://api.eu.pagerduty.com`'],
  ['PAGERDUTY_EVENTS_URL', 'taken and not used so far: Muster pages through PagerDuty’s REST API'],
  ['MUSTER_WEBHOOK_SECRET_SOURCE', 'the secret of inbound webhooks of that source'],
  ['GITHUB_TOKEN', 'for apps on GitHub and their runners; not as a file'],
];

/** docs/muster.schema.json as it should be now: editors complete and check muster.yaml from it. */
export const configurationSchema = (): string => `${JSON.stringify(describedConfig().schema, null, 2)}\n`;

/** docs/configuration.md as it should be now. */
export function configurationPage(): string {
  const rows = configurationRows(describedConfig().schema);
  return (
    [
      '# Configuration',
      GENERATED,
      'Structure stands in `muster.yaml`; live changes (overrides, swaps, incidents) are made in chat; secrets come from the environment only. `muster check` validates the file and names line and column of every fault; a running Muster takes a changed file without a restart. Editors complete it from `docs/muster.schema.json`:',
      '```yaml\n# yaml-language-server: $schema=./docs/muster.schema.json\norganisation: { name: Lighthouse, timeZone: Europe/Berlin }\n```',
      'A string may hold `${NAME}`, which is read from the environment. Times of day are in the organisation’s zone unless a person or schedule has its own.',
      '## muster.yaml',
      '`*` marks what must be given inside its section, `°` what belongs to one of several forms, of which one is chosen; `KEY` stands for a name of yours, `[]` for each item of a list.',
      ['| key | is | default | |', '|---|---|---|---|', ...rows].join('\n'),
      '## Environment',
      'Any of them but `GITHUB_TOKEN` may be given as `NAME_FILE`, a path to read (Docker and Kubernetes secrets).',
      ['| variable | |', '|---|---|', ...ENVIRONMENT.map(([name, text]) => `| \`${name}\` | ${cell(text)} |`)].join(
        '\n',
      ),
    ].join('\n\n') + '\n'
  );
}

/** `muster pagerduty import`, and below it each option with what it is for. */
function programSections(command: Program, path: string): readonly string[] {
  const own = command.options.length > 0 || command.commands.length === 0 || command.registeredArguments.length > 0;
  const args = command.registeredArguments.map((argument) =>
    argument.required ? ` ${argument.name().toUpperCase()}` : ` [${argument.name().toUpperCase()}]`,
  );
  const rows = [
    ...command.registeredArguments.flatMap((argument) =>
      argument.description === '' ? [] : [`| \`${argument.name().toUpperCase()}\` | ${cell(argument.description)} |`],
    ),
    ...command.options.map((option) => {
      const fallback: unknown = option.defaultValue;
      const by = typeof fallback === 'string' || typeof fallback === 'number' ? ` (\`${fallback}\`)` : '';
      return `| \`${option.flags}\`${option.mandatory ? ' *' : ''} | ${cell(option.description)}${by} |`;
    }),
  ];
  return [
    ...(own
      ? [`## \`${path}${args.join('')}\``, `${command.description().replace(/^./, (c) => c.toUpperCase())}.`]
      : []),
    ...(own && rows.length > 0 ? [['| | |', '|---|---|', ...rows].join('\n')] : []),
    ...command.commands.flatMap((child) => programSections(child, `${path} ${child.name()}`)),
  ];
}

/** docs/command-line.md as it should be now. */
export function commandLinePage(): string {
  const program = createProgram(() => undefined);
  return (
    [
      '# The command line',
      GENERATED,
      "Inside a checkout, and where the tarball of `npm pack` is installed, it is `npx muster …`; elsewhere npx would fetch a stranger's package of that name. `*` marks what must be given. `muster --version`, `muster --help` and `--help` behind any command say the rest. The record is the one that `MUSTER_DATABASE_URL` names (`sqlite:muster.db`); the people and services are those of `muster.yaml`.",
      'While Muster runs, `declare`, `page`, `ack` and `release` are carried out by it, and `oncall` is answered by it (but for a span of time); the others read beside it; `import` is refused until it is stopped. A broken muster.yaml is told by every command that reads it, and refused only by those that need it: `start`, `pagerduty import`, and while no Muster runs `oncall`, `declare`, `page` and `ack`. With `--json` stdout holds JSON alone; logs and complaints go to stderr.',
      [
        '| exit code | |',
        '|---|---|',
        '| 0 | done |',
        '| 1 | the answer is no: it does not verify, there is no such incident, the file has faults |',
        '| 2 | wrong usage or configuration |',
        '| 3 | the record, Discord, PagerDuty or the sandbox could not be reached |',
      ].join('\n'),
      ...program.commands.flatMap((command) => programSections(command, `muster ${command.name()}`)),
    ].join('\n\n') + '\n'
  );
}

const DOCS = join(import.meta.dirname, '../docs');

/** docs/decisions/README.md as it should be now. */
export function decisionsPage(): string {
  const decisions = readdirSync(join(DOCS, 'decisions'))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => {
      const title = /^# (.+)$/m.exec(readFileSync(join(DOCS, 'decisions', name), 'utf8'))?.[1] ?? name;
      return `- [${title}](${name})`;
    });
  return [
    '# Decisions\n',
    GENERATED,
    '\nOne short page for each choice that somebody new would question: what was decided, why, and what follows from it.\n',
    ...decisions,
    '',
  ].join('\n');
}

if (import.meta.main) {
  writeFileSync(join(DOCS, 'commands.md'), await commandsPage());
  writeFileSync(join(DOCS, 'configuration.md'), configurationPage());
  writeFileSync(join(DOCS, 'command-line.md'), commandLinePage());
  writeFileSync(join(DOCS, 'muster.schema.json'), configurationSchema());
  writeFileSync(join(DOCS, 'decisions/README.md'), decisionsPage());
}
