import type { Clock } from '../../base/clock.ts';
import type { Network } from '../network/network.ts';

/** Everything that is scoped to one run of a diagnostic. */
export interface PluginContext extends Network {
  readonly clock: Clock;
  readonly log: PluginLog;
  /** Aborts at the deadline, or when the person who asked stops it. Hand it to everything that waits. */
  readonly signal: AbortSignal;
  /** A secret by the name it has in this plugin's `secrets:`. Throws a refusal that names the key when it is not there. */
  secret(name: string): string;
  /** One line shown while the work goes on; a later one takes its place. */
  progress(line: string): void;
}

export interface PluginLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}
