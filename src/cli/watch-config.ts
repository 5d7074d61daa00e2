import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Environment } from '../base/environment.ts';
import type { ConfigFault } from '../base/yaml.ts';
import { type Config, loadConfig } from '../config.ts';

/** Editors write a file in several steps: what comes within this time is one change. */
const SETTLES_MS = 200;

/**
 * Reads muster.yaml again whenever it changes, or on SIGHUP. A file with faults changes nothing, nor does one that is gone: the
 * faults are handed on, and what was right before stays in force. Returns what ends the watching.
 */
export function watchConfig(options: {
  readonly path: string;
  readonly environment: Environment;
  readonly clock: Clock;
  /** `placed` writes a sentence about a part of the file behind its FILE:LINE:COLUMN. */
  readonly changed: (config: Config, placed: (path: readonly string[], message: string) => string) => void;
  readonly refused: (faults: readonly ConfigFault[]) => void;
}): () => void {
  let cancel = (): void => undefined;
  const read = (): void => {
    const loaded = loadConfig(options.path, options.environment, { required: true });
    if (!loaded.ok) {
      options.refused(loaded.faults);
      return;
    }
    options.changed(loaded.value, (path, message) => {
      const { line, column } = loaded.locate?.(path) ?? { line: 1, column: 1 };
      return `${options.path}:${line}:${column}: ${message}`;
    });
  };
  const soon = (): void => {
    cancel();
    cancel = options.clock.at(options.clock.now() + SETTLES_MS, read);
  };
  // The folder, not the file: editors put a new file in the old one's place.
  const watcher = watch(dirname(options.path) || '.', { persistent: false }, (_event, file) => {
    if (file === basename(options.path)) soon();
  });
  process.on('SIGHUP', soon);
  return () => {
    cancel();
    watcher.close();
    process.off('SIGHUP', soon);
  };
}
