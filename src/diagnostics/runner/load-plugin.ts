import { messageOf } from '../../base/result.ts';
import { refused } from '../kit/refused.ts';
import type { Diagnostic, Plugin } from '../plugin.ts';
import type { PluginSource } from './protocol.ts';

/** Imports the module, validates the config with the plugin's own schema, and calls it. Throws `Refused` with what to do. */
export async function loadPlugin(source: PluginSource): Promise<readonly Diagnostic[]> {
  let module: unknown;
  try {
    module = await import(source.module);
  } catch (error) {
    throw refused('plugin/import', `The plugin ${source.key} could not be loaded: ${reasonOf(error)}`);
  }
  const plugin = pluginIn(module);
  if (!plugin)
    throw refused(
      'plugin/shape',
      `The module of ${source.key} has no export named "plugin" made by definePlugin(…). See docs/plugins.md.`,
    );
  let config = source.config;
  if (plugin.config) {
    const outcome = await plugin.config['~standard'].validate(source.config ?? {});
    if (outcome.issues) throw refused('plugin/config', configSentence(source.key, outcome.issues));
    config = outcome.value;
  }
  const diagnostics = await plugin(config);
  const stranger = diagnostics.find((diagnostic) => diagnostic.type !== 'diagnostic');
  if (stranger) throw refused('plugin/shape', `${source.key} returned something not made by defineDiagnostic(…).`);
  return diagnostics;
}

/** Which file of Muster asked for it is of no use to anybody who reads it. */
const reasonOf = (error: unknown): string => messageOf(error).replace(/ imported from .*$/s, '');

function pluginIn(module: unknown): Plugin | undefined {
  if (typeof module !== 'object' || module === null || !('plugin' in module)) return undefined;
  const { plugin } = module;
  return typeof plugin === 'function' && 'type' in plugin && plugin.type === 'plugin' ? (plugin as Plugin) : undefined;
}

function configSentence(
  key: string,
  issues: readonly {
    readonly message: string;
    readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  }[],
): string {
  const faults = issues.slice(0, 5).map(({ message, path = [] }) => {
    const keys = path.map((part) => String(typeof part === 'object' ? part.key : part));
    // Zod's words for a key that is not there.
    const said = message.endsWith('received undefined') ? 'is missing' : message;
    return `${['diagnostics', 'plugins', key, 'config', ...keys].join('.')}: ${said}`;
  });
  return `The config of the plugin ${key} does not fit. ${faults.join('; ')}`;
}
