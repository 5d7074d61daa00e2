import type { Clock, Instant } from '../base/clock.ts';
import type { Refusal, Result } from '../base/result.ts';
import type { Permission } from '../catalog/permission.ts';
import type { CommandContext } from '../commands/context.ts';
import type { Domain, DomainShapes } from '../commands/domain.ts';
import { draftsPartlyInMemory } from '../commands/drafts-in-memory.ts';
import type { Message } from '../commands/message.ts';
import type { Store } from '../timeline/store.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { diagnosticActions } from './commands/diagnostic-actions.ts';
import { belowDiag } from './commands/below-diag.ts';
import { holdsRedacted } from './commands/diagnostic-form.ts';
import { diagnosticCommand } from './commands/diagnostic-command.ts';
import { type PresetOrder, presetCommands, runPresets } from './commands/presets.ts';
import type { DiagnosticsConfig, Preset } from './config.ts';
import { diagnosticFinished } from './entries/diagnostic-finished.ts';
import { diagnosticStarted } from './entries/diagnostic-started.ts';
import { drawSeries } from './findings/draw-series.ts';
import type { DrawSeries } from './findings/findings-to-message.ts';
import type { DiagnosticsParts } from './parts.ts';
import { diagnosticsPermissions, diagnosticsPermissionsOf } from './permissions.ts';
import { type PluginActions, pluginActions } from './run-action.ts';
import { type ReverseNames, reverseNames } from './network/reverse-names.ts';
import { namesIn } from './names-in.ts';
import { recoverRuns } from './recover-runs.ts';
import { rememberedDeclarations } from './remembered-declarations.ts';
import { createRegistry, LOADING } from './registry.ts';
import { maskText } from '../base/masking.ts';
import type { Log } from '../base/log.ts';
import type { Condition } from '../commands/status-command.ts';
import type { StartWorker } from './runner/plugin-worker.ts';
import { createRunner } from './runner/runner.ts';
import { runningRuns } from './running-runs.ts';
import { runsFold } from './runs-fold.ts';

export const diagnosticsShapes: DomainShapes = {
  kinds: [diagnosticStarted, diagnosticFinished],
  projections: [runningRuns],
  folds: [runsFold],
  permissions: diagnosticsPermissions,
};

export interface DiagnosticsOptions {
  readonly timeline: Timeline;
  readonly store: Pick<Store, 'saveDraft' | 'draft' | 'takeDraft' | 'project' | 'setting' | 'setSetting'>;
  readonly clock: Clock;
  readonly newId: (now: Instant) => string;
  /** Asked for at each use; after a reload of muster.yaml call `reload()`. */
  readonly config: () => DiagnosticsConfig;
  /** Where muster.yaml lies: local plugins and packages are looked for from there. */
  readonly folder: string;
  /** `services.KEY.diagnostics` of muster.yaml. */
  readonly presetsOf: (service: string) => readonly Preset[];
  readonly serviceKeys: () => readonly string[];
  readonly streamOf: (context: CommandContext) => Promise<string>;
  readonly secrets?: readonly string[];
  readonly draw?: DrawSeries;
  /** Default: by PTR, as `diagnostics.reverse` of muster.yaml says. */
  readonly reverse?: (addresses: readonly string[]) => Promise<ReverseNames>;
  /** What plugins log, and that one could not be loaded. */
  readonly log?: Pick<Log, 'debug' | 'info' | 'warn'>;
  /** For authors' tests: plugins in this thread, on the test's clock. */
  readonly startWorker?: StartWorker;
  /** Neither the start nor a reload waits for plugins that nobody knows yet: see `onArrival`. Default: they are waited for. */
  readonly pluginsMayArrive?: boolean;
}

export interface Diagnostics extends Domain {
  /** Grow with the plugins: read them again after `reload()`. */
  readonly commands: Domain['commands'];
  readonly permissions: readonly Permission[];
  /** Loads what muster.yaml now says. */
  reload(): Promise<void>;
  /** Told when a plugin that was not waited for is in force, or among the faults: commands may have changed. */
  onArrival(listener: () => void): void;
  /** Plugins that could not be loaded, and why. */
  faults(): ReadonlyMap<string, Refusal>;
  /** For `/muster status`: which plugins could not be loaded; undefined when all could. */
  readonly condition: () => Condition | undefined;
  /** What muster.yaml lists for a service, run by Muster itself: at declaration. */
  runPresets(order: Omit<PresetOrder, 'may'>): Promise<Result<Message>>;
  /** Before anything new begins: what the last Muster left running is said to be cut off. How many that were. */
  recover(): Promise<number>;
  /** What plugins bring, for actions that are run by one: they confirm and record it themselves. */
  readonly asActions: PluginActions;
  /** Names of the addresses in a text, from `networks:` and reverse DNS: shown beside them wherever it is kept. */
  namesIn(text: string): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

/** Starting comes first; somebody who asks earlier waits for a worker to start. */
const WARM_AFTER_MS = 10_000;

/** Loads the plugins of muster.yaml; one that cannot be loaded is among `faults()`, and the rest works. */
export async function createDiagnostics(options: DiagnosticsOptions): Promise<Diagnostics> {
  const runner = createRunner({
    clock: options.clock,
    ...(options.startWorker && { startWorker: options.startWorker }),
    onLog({ key, level, message }) {
      options.log?.[level]({ plugin: key }, maskText(message, secrets()).value);
    },
  });
  const registry = createRegistry(runner, {
    folder: options.folder,
    remembered: await rememberedDeclarations(options.store),
    masked: options.secrets ?? [],
  });
  const secrets = (): readonly string[] => [...(options.secrets ?? []), ...registry.secrets()];
  let tellArrival = (): void => undefined;
  const warnOf = (plugin: string): void => {
    const fault = registry.faults().get(plugin);
    if (fault && fault.code !== LOADING) options.log?.warn({ plugin }, fault.message);
  };
  const arrived = async (arrival: Promise<string | undefined>): Promise<void> => {
    const plugin = await arrival;
    if (plugin === undefined) return;
    warnOf(plugin);
    commands = commandsNow();
    tellArrival();
  };
  const load = async (): Promise<void> => {
    const arrivals = await registry.load(options.config());
    if (options.pluginsMayArrive === true) {
      for (const arrival of arrivals)
        arrived(arrival).catch((error: unknown) => options.log?.warn({ err: error }, 'a plugin could not be taken in'));
    } else await Promise.all(arrivals);
    for (const plugin of registry.faults().keys()) warnOf(plugin);
  };
  const parts: DiagnosticsParts = {
    timeline: options.timeline,
    store: options.store,
    drafts: draftsPartlyInMemory(options.store, ({ data }) => holdsRedacted(registry, data)),
    clock: options.clock,
    newId: () => options.newId(options.clock.now()),
    runner,
    registry,
    config: options.config,
    streamOf: options.streamOf,
    presetsOf: options.presetsOf,
    serviceKeys: options.serviceKeys,
    secrets,
    draw: options.draw ?? drawSeries,
    reverse: options.reverse ?? reverseNames({ clock: options.clock, setting: () => options.config().reverse }),
    running: new Map(),
    given: new Map(),
  };
  const cancelWarming = options.clock.at(options.clock.now() + WARM_AFTER_MS, () => {
    const builtIns = new Set(registry.all().flatMap(({ source }) => (source.builtIn ? [source] : [])));
    void runner.warm([...builtIns]);
  });
  const presets = presetCommands(parts);
  const commandsNow = () =>
    belowDiag([
      presets.command,
      ...registry
        .all()
        .filter(({ diagnostic }) => !diagnostic.actionOnly)
        .map((registered) => diagnosticCommand(parts, registered)),
    ]);
  let commands: Domain['commands'] = [];
  await load();
  commands = commandsNow();

  return {
    get commands() {
      return commands;
    },
    get permissions() {
      return diagnosticsPermissionsOf(registry.all());
    },
    actions: [...diagnosticActions(parts), presets.action],
    menus: [],
    effects: {},
    onArrival(listener) {
      tellArrival = listener;
    },
    faults: registry.faults,
    condition: () => conditionOf(registry.faults()),
    runPresets: (order) => runPresets(parts, order),
    asActions: pluginActions(parts),
    async reload() {
      await load();
      commands = commandsNow();
    },
    recover: () => recoverRuns(parts),
    namesIn: (text) => namesIn(parts, text),
    async close() {
      cancelWarming();
      registry.close();
      for (const running of parts.running.values()) running.abort();
      await runner.close();
    },
  };
}

function conditionOf(faults: ReadonlyMap<string, Refusal>): Condition | undefined {
  const sentences = [...faults.values()].map(({ message }) => message);
  return sentences.length === 0 ? undefined : { good: false, line: [sentences.join('\n').slice(0, 900)] };
}
