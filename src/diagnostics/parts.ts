import type { Clock } from '../base/clock.ts';
import type { CommandContext } from '../commands/context.ts';
import type { Drafts } from '../commands/drafts-in-memory.ts';
import type { Store } from '../timeline/store.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { DiagnosticsConfig, Preset } from './config.ts';
import type { DrawSeries } from './findings/findings-to-message.ts';
import type { GivenArgs } from './kit/plugin-args.ts';
import type { ReverseNames } from './network/reverse-names.ts';
import type { Registry } from './registry.ts';
import type { Runner } from './runner/runner.ts';

/** What the pieces of this domain share. */
export interface DiagnosticsParts {
  readonly timeline: Timeline;
  readonly store: Pick<Store, 'project'>;
  readonly drafts: Drafts;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly runner: Runner;
  readonly registry: Registry;
  readonly config: () => DiagnosticsConfig;
  /** The timeline that a run belongs to: the incident's whose channel this is, else the organisation's. */
  readonly streamOf: (context: CommandContext) => Promise<string>;
  /** What muster.yaml says to run for a service. */
  readonly presetsOf: (service: string) => readonly Preset[];
  readonly serviceKeys: () => readonly string[];
  /** Secrets known to Muster: masked before anything is shown. */
  readonly secrets: () => readonly string[];
  readonly draw?: DrawSeries;
  /** Names of addresses by look-up (PTR). */
  readonly reverse: (addresses: readonly string[]) => Promise<ReverseNames>;
  /** Runs that can be stopped, by id. */
  readonly running: Map<string, AbortController>;
  /** Arguments of the last runs as they were given, where the timeline keeps them redacted. */
  readonly given: Map<string, { readonly by: string; readonly args: GivenArgs }>;
}
