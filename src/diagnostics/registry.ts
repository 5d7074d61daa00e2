import { pathToFileURL } from 'node:url';
import { isAbsolute, resolve } from 'node:path';
import { canonicalJson } from '../base/canonical-json.ts';
import { BUILT_IN_PLUGINS } from './builtin/built-in-plugins.ts';
import { type PlacedRefusal, withCertificateFiles } from './certificate-files.ts';
import type { DiagnosticsConfig } from './config.ts';
import { moduleFile } from './module-file.ts';
import { moduleStamp } from './module-stamp.ts';
import { declarationKey, type RememberedDeclarations } from './remembered-declarations.ts';
import { packageSpecifier } from './runner/module-specifier.ts';
import { parseDescribed } from './runner/parse-described.ts';
import type { DescribedDiagnostic, LoadedSource } from './runner/protocol.ts';
import type { Runner } from './runner/runner.ts';

export interface Registered {
  readonly source: LoadedSource;
  readonly diagnostic: DescribedDiagnostic;
}

/** The plugins of muster.yaml, as they are loaded now. */
export interface Registry {
  readonly find: (diagnostic: string) => Registered | undefined;
  readonly all: () => readonly Registered[];
  /** Plugins that could not be loaded, by key, and why: the rest works all the same. */
  readonly faults: () => ReadonlyMap<string, PlacedRefusal>;
  /** Loads what is new or changed and drops what is gone; what runs meanwhile goes on with the version it began with. */
  readonly load: (config: DiagnosticsConfig) => Promise<void>;
  /** Secrets that plugins were given: masked wherever they turn up. */
  readonly secrets: () => readonly string[];
}

interface Loaded {
  readonly source: LoadedSource;
  readonly fingerprint: string;
  /** Under which it is remembered; undefined when nobody can tell whether its code is the same. */
  readonly declared: string | undefined;
  readonly diagnostics: readonly DescribedDiagnostic[];
}

export function createRegistry(
  runner: Runner,
  options: {
    readonly folder: string;
    readonly remembered?: RememberedDeclarations;
    /** Known secrets: they stand in configs, and are no part of what is remembered. */
    readonly masked?: readonly string[];
  },
): Registry {
  let loaded: ReadonlyMap<string, Loaded> = new Map();
  let faults: ReadonlyMap<string, PlacedRefusal> = new Map();
  let version = 0;

  return {
    find: (name) => all(loaded).find(({ diagnostic }) => diagnostic.name === name),
    all: () => all(loaded),
    faults: () => faults,
    secrets: () => [...loaded.values()].flatMap(({ source }) => Object.values(source.secrets)),
    async load(config) {
      const wanted = sourcesOf(config, options.folder);
      const failed = new Map<string, PlacedRefusal>();
      const stamps = new Map<string, string | undefined>();
      const ownStamp = moduleStamp(moduleFile('plugin'), stamps);
      const entries = await Promise.all(
        wanted.map(async ({ source, fault }): Promise<readonly [string, Loaded] | undefined> => {
          const last = loaded.get(source.key);
          if (fault) {
            failed.set(source.key, fault);
            return last && [source.key, last]; // a broken change leaves what worked in place
          }
          const stamp = source.builtIn ? ownStamp : moduleStamp(source.module, stamps);
          const fingerprint = canonicalJson({ ...source, version: 0, stamp: stamp ?? null });
          if (last?.fingerprint === fingerprint) return [source.key, last];
          const next: LoadedSource = { ...source, version: ++version };
          const declared = stamp === undefined ? undefined : declarationKey(source, stamp, options.masked ?? []);
          const known = declared === undefined ? undefined : options.remembered?.find(declared);
          const described = known ? parseDescribed(source.key, known) : await runner.describe(next);
          if (described.ok) return [source.key, { source: next, fingerprint, declared, diagnostics: described.value }];
          failed.set(source.key, described.refusal);
          return last && [source.key, last];
        }),
      );
      const after = new Map(entries.flatMap((entry) => (entry ? [entry] : [])));
      for (const [key, { source }] of loaded) if (after.get(key)?.source !== source) runner.retire(source);
      const names = new Map<string, string>();
      for (const [key, { diagnostics }] of after) {
        const twice = diagnostics.find(({ name }) => names.has(name));
        if (twice) {
          failed.set(key, {
            code: 'plugin/twice',
            message: `The plugins ${names.get(twice.name) ?? ''} and ${key} both bring a diagnostic "${twice.name}": ${key} was left out.`,
          });
          after.delete(key);
        } else for (const { name } of diagnostics) names.set(name, key);
      }
      loaded = after;
      faults = failed;
      await options.remembered?.keep(
        new Map(
          [...after.values()].flatMap(({ declared, diagnostics }) =>
            declared === undefined ? [] : [[declared, diagnostics] as const],
          ),
        ),
      );
    },
  };
}

const all = (loaded: ReadonlyMap<string, Loaded>): readonly Registered[] =>
  [...loaded.values()].flatMap(({ source, diagnostics }) => diagnostics.map((diagnostic) => ({ source, diagnostic })));

interface Wanted {
  readonly source: LoadedSource;
  /** The first file that muster.yaml names and that cannot be read. */
  readonly fault: PlacedRefusal | undefined;
}

/** Built-ins are there unless switched off; the sections that they share are handed to them as part of their config. */
function sourcesOf(config: DiagnosticsConfig, folder: string): readonly Wanted[] {
  const { queries, networks } = config;
  const read = withCertificateFiles(config.databases, { folder, place: ['diagnostics', 'databases'] });
  const databases = read.value;
  const sections: Readonly<Record<string, object>> = {
    explain: { databases },
    query: { databases, queries },
    host: { networks },
  };
  const keys = new Set([...Object.keys(BUILT_IN_PLUGINS), ...Object.keys(config.plugins)]);
  return [...keys].flatMap((key): Wanted[] => {
    const plugin = config.plugins[key];
    if (plugin?.enabled === false) return [];
    const builtIn = plugin?.from === undefined;
    const written = plugin?.config ?? {};
    const place = ['diagnostics', 'plugins', key, 'config'];
    // What a plugin of the operator's own means by "ca" is its affair.
    const { value: own, faults } = builtIn
      ? withCertificateFiles(written, { folder, place })
      : { value: written, faults: [] };
    const shared = sections[key];
    const source = {
      key,
      version: 0,
      module: builtIn ? (BUILT_IN_PLUGINS[key] ?? '') : moduleOf(plugin.from ?? '', folder),
      config: builtIn && typeof own === 'object' ? { ...shared, ...own } : own,
      secrets: plugin?.secrets ?? {},
      ...(plugin?.targets && { targets: plugin.targets }),
      builtIn,
      memoryMb: plugin?.memoryMb ?? 128,
    };
    const [fault] = shared && 'databases' in shared ? [...read.faults, ...faults] : faults;
    return [{ source, fault }];
  });
}

/** A path is relative to muster.yaml; anything else is a package, looked for from there. */
function moduleOf(from: string, folder: string): string {
  const isPath = from.startsWith('.') || isAbsolute(from);
  return isPath ? pathToFileURL(resolve(folder, from)).href : packageSpecifier(from, pathToFileURL(`${folder}/`).href);
}
