import type { Clock } from '../base/clock.ts';
import type { Serving } from '../serve.ts';
import type { Configured } from './open.ts';
import { watchConfig } from './watch-config.ts';

/** Muster takes muster.yaml anew when it changes; what it does not take is logged, and told in the chat. Returns what ends it. */
export function followConfig({ configPath, settings }: Configured, clock: Clock, serving: Serving): () => void {
  /** One after the other: of two that overlap, the older could end last. */
  let taken = Promise.resolve();
  return watchConfig({
    path: configPath,
    environment: settings.environment,
    clock,
    changed: (changed, placed) => {
      taken = taken.then(() => serving.reload(changed, placed));
    },
    refused: (faults) => {
      const said = faults.map(({ line, column, message }) => `${configPath}:${line}:${column}: ${message}`);
      taken = taken.then(() => serving.refused(said));
    },
  });
}
