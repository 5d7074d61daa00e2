import type { Clock } from '../../base/clock.ts';
import { parseAllowList } from '../allow-list.ts';
import type { PluginContext } from '../kit/plugin-context.ts';
import { refused } from '../kit/refused.ts';
import { guardedNetwork } from '../network/guarded-network.ts';
import type { PluginSource } from './protocol.ts';

/** A plugin that logs in a loop must not fill the log: this many lines a run. */
const MOST_LOG_LINES = 200;

export function pluginContext(options: {
  readonly source: PluginSource;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly targets: readonly string[];
  progress(line: string): void;
  log(level: 'debug' | 'info' | 'warn', message: string): void;
}): PluginContext {
  const { source, clock, signal } = options;
  const allowList = parseAllowList(options.targets);
  if (!allowList.ok) throw refused(allowList.refusal.code, allowList.refusal.message);
  let lines = 0;
  const log = (level: 'debug' | 'info' | 'warn') => (message: string) => {
    if (lines++ < MOST_LOG_LINES) options.log(level, String(message).slice(0, 2000));
  };
  return {
    ...guardedNetwork(allowList.value, signal),
    clock,
    signal,
    log: { debug: log('debug'), info: log('info'), warn: log('warn') },
    secret(name) {
      const secret = source.secrets[name];
      if (secret !== undefined) return secret;
      throw refused(
        'plugin/secret',
        `The plugin ${source.key} needs the secret "${name}": add \`secrets: { ${name}: \${ENVIRONMENT_NAME} }\` to it in muster.yaml.`,
      );
    },
    progress(line) {
      options.progress(String(line).slice(0, 300));
    },
  };
}
