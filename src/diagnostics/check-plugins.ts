import type { Clock } from '../base/clock.ts';
import type { PlacedRefusal } from './certificate-files.ts';
import type { DiagnosticsConfig } from './config.ts';
import { type Registered, createRegistry } from './registry.ts';
import { createRunner } from './runner/runner.ts';

/** Loads every plugin as a start would: what there is then, and by its key in muster.yaml which one cannot be. */
export async function checkPlugins(
  config: DiagnosticsConfig,
  { clock, folder }: { readonly clock: Clock; readonly folder: string },
): Promise<{ readonly faults: ReadonlyMap<string, PlacedRefusal>; readonly registered: readonly Registered[] }> {
  const runner = createRunner({ clock });
  const registry = createRegistry(runner, { folder });
  try {
    await Promise.all(await registry.load(config));
    return { faults: registry.faults(), registered: registry.all() };
  } finally {
    await runner.close();
  }
}
