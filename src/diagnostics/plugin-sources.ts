import { pathToFileURL } from 'node:url';
import { isAbsolute, resolve } from 'node:path';
import { BUILT_IN_PLUGINS } from './builtin/built-in-plugins.ts';
import { type PlacedRefusal, withCertificateFiles } from './certificate-files.ts';
import type { DiagnosticsConfig } from './config.ts';
import { packageSpecifier } from './runner/module-specifier.ts';
import type { LoadedSource } from './runner/protocol.ts';

export interface WantedPlugin {
  readonly source: LoadedSource;
  /** The first file that muster.yaml names and that cannot be read. */
  readonly fault: PlacedRefusal | undefined;
}

/** Built-ins are there unless switched off; the sections that they share are handed to them as part of their config. */
export function sourcesOf(config: DiagnosticsConfig, folder: string): readonly WantedPlugin[] {
  const { queries, networks } = config;
  const read = withCertificateFiles(config.databases, { folder, place: ['diagnostics', 'databases'] });
  const databases = read.value;
  const sections: Readonly<Record<string, object>> = {
    explain: { databases },
    query: { databases, queries },
    host: { networks },
  };
  const keys = new Set([...Object.keys(BUILT_IN_PLUGINS), ...Object.keys(config.plugins)]);
  return [...keys].flatMap((key): WantedPlugin[] => {
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
