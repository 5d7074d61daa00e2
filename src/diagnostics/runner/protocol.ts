import type { Finding } from '../kit/finding.ts';
import type { GivenArgs } from '../kit/plugin-args.ts';
import type { PluginOption } from '../kit/plugin-option.ts';
import type { DiagnosticRisk } from '../plugin.ts';

/** A diagnostic as the main thread knows it: data only, the code stays in the worker. */
export interface DescribedDiagnostic {
  readonly name: string;
  readonly summary: string;
  readonly details?: string;
  readonly examples: readonly string[];
  readonly permission: string;
  readonly risk: DiagnosticRisk;
  readonly targets: readonly string[];
  readonly timeoutMs: number;
  readonly comparesByItself: boolean;
  readonly actionOnly: boolean;
  readonly options: Readonly<Record<string, DescribedOption>>;
}

export type DescribedOption = Omit<PluginOption<unknown>, 'suggest' | 'value'> & { readonly suggests: boolean };

/** What a worker needs to make a plugin come alive. */
export interface PluginSource {
  /** The plugin's name in muster.yaml. Another `version` of the same key is another plugin: a reload made it. */
  readonly key: string;
  readonly version: number;
  /** What `import()` takes: a file address. */
  readonly module: string;
  readonly config: unknown;
  readonly secrets: Readonly<Record<string, string>>;
  /** The operator's list; absent: what the diagnostic declares. */
  readonly targets?: readonly string[];
}

/** Who types has been answered long before (kept-suggestions.ts); what comes until then serves the next letter. */
export const SUGGEST_DEADLINE_MS = 4000;

/** Built-ins share warm workers; everything else gets one of its own. */
export interface LoadedSource extends PluginSource {
  readonly builtIn: boolean;
  readonly memoryMb: number;
}

export type ToWorker =
  | { readonly type: 'describe'; readonly call: number; readonly source: PluginSource }
  | {
      readonly type: 'run';
      readonly call: number;
      readonly source: PluginSource;
      readonly diagnostic: string;
      readonly given: GivenArgs;
    }
  | {
      readonly type: 'suggest';
      readonly call: number;
      readonly source: PluginSource;
      readonly diagnostic: string;
      readonly option: string;
      readonly typed: string;
      readonly given: GivenArgs;
    }
  | { readonly type: 'abort'; readonly call: number; readonly reason: string }
  | { readonly type: 'forget'; readonly key: string; readonly version: number };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'described'; readonly call: number; readonly diagnostics: unknown }
  | { readonly type: 'started'; readonly call: number; readonly target: string | null }
  | { readonly type: 'chose'; readonly call: number; readonly values: GivenArgs }
  | { readonly type: 'progress'; readonly call: number; readonly line: string }
  | {
      readonly type: 'partial';
      readonly call: number;
      readonly findings: readonly Finding[];
      readonly truncated: boolean;
    }
  | {
      readonly type: 'findings';
      readonly call: number;
      readonly findings: readonly Finding[];
      readonly truncated: boolean;
    }
  | {
      readonly type: 'suggestions';
      readonly call: number;
      readonly suggestions: readonly { readonly name: string; readonly value: string }[];
    }
  | {
      readonly type: 'failed';
      readonly call: number;
      readonly expected: boolean;
      readonly code: string;
      readonly message: string;
    }
  | { readonly type: 'log'; readonly key: string; readonly level: 'debug' | 'info' | 'warn'; readonly message: string };

/** Bounds on what one run may hand back; beyond them it is cut, and the reply says so. */
export const MOST_FINDING_BYTES = 4 * 1024 * 1024;
/** … of it in findings that are masked, named, compared and drawn: what is larger belongs into a file. */
export const MOST_SHOWN_BYTES = 1024 * 1024;
export const MOST_FINDINGS = 500;
/** Of what was found so far: a chat shows less, and the timeline keeps as much of a run that failed. */
export const MOST_PARTIAL_BYTES = 64_000;
/** Between two partial results or progress lines: nobody reads faster, and Discord allows no more. */
export const LEAST_PARTIAL_INTERVAL_MS = 500;
