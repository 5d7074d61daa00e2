/**
 * The public API for authors of diagnostics: `import { definePlugin, defineDiagnostic, text } from 'muster/plugin'`.
 * The built-in diagnostics use this and nothing else of Muster. Documented in docs/plugins.md.
 */
import type { Findings, Finding } from './kit/finding.ts';
import type { PluginArgs, PluginOptions } from './kit/plugin-option.ts';
import type { RunContext } from './kit/run-context.ts';

export type { Cell, Fact, Finding, Findings, Mark, TableColumn, TreeNode } from './kit/finding.ts';
export { bad, facts, marked, ok, warn } from './kit/finding.ts';
export type { PluginContext, PluginLog } from './kit/plugin-context.ts';
export type { Chosen, RunContext } from './kit/run-context.ts';
export type { Connection, Datagram, Network, ResolvedAddress } from './network/network.ts';
export {
  type PluginOption,
  type PluginOptions,
  type SuggestContext,
  type Suggestion,
  choice,
  integer,
  list,
  text,
  yesNo,
} from './kit/plugin-option.ts';
export { type AddressRange, isInRange, parseAddressRange } from './kit/address-range.ts';
export { certificateReason, networkReason } from './kit/network-reason.ts';
export { isSecretName } from './kit/secret-name.ts';
export { type SqlDialect, type SqlPiece, sqlPieces } from './kit/sql-pieces.ts';
export { redactLiterals, redactLiteralsOf } from './kit/redact-literals.ts';
export { Refused, refused } from './kit/refused.ts';
export { untilStopped } from './kit/until-stopped.ts';

/** `read` asks and changes nothing; `costly` asks much of its target; `dangerous` may hurt it and wants a confirmation. */
export type DiagnosticRisk = 'read' | 'costly' | 'dangerous';

export interface DiagnosticDeclaration<O extends PluginOptions> {
  /** One word: people type `/diag NAME`. */
  readonly name: string;
  readonly summary: string;
  readonly details?: string;
  readonly examples?: readonly string[];
  /** Default `diagnostics.run`. */
  readonly permission?: string;
  readonly risk: DiagnosticRisk;
  /**
   * What it may touch: `api.example.com:443`, `*.example.com`, `10.0.0.0/8:1-1024`, `public` (any address of the open
   * internet), `*`. The operator's `targets:` in muster.yaml takes the place of this list. Loopback, link-local and
   * cloud metadata addresses must be listed as addresses.
   */
  readonly targets: readonly string[];
  /** Default 15,000. */
  readonly timeoutMs?: number;
  /** Every run is compared with the last one of the same question, not only when the button is pressed. */
  readonly comparesByItself?: boolean;
  /**
   * Done by actions of muster.yaml alone (`runs: { plugin: NAME }`), which are confirmed: it is no command of `/diag`. With a
   * yes-no option `dry-run` it can say what it would do.
   */
  readonly actionOnly?: boolean;
  readonly options: O;
  /** What a run is about, for the timeline: the name looked up, the database asked. */
  readonly target?: (args: PluginArgs<O>) => string;
  /**
   * Returns findings, or yields them one by one as they come (one with the `id` of an earlier one takes its place).
   * Throw `refused(code, sentence)` for what can be expected to go wrong.
   */
  readonly run: (
    args: PluginArgs<O>,
    context: RunContext<O>,
  ) => Promise<Findings> | AsyncGenerator<Finding | Findings, void | Findings, undefined>;
}

/** A declared diagnostic, its argument types folded away. */
export interface Diagnostic extends Omit<DiagnosticDeclaration<PluginOptions>, 'run' | 'target'> {
  readonly type: 'diagnostic';
  readonly target?: (args: Readonly<Record<string, unknown>>) => string;
  readonly run: (
    args: Readonly<Record<string, unknown>>,
    context: RunContext<PluginOptions>,
  ) => Promise<Findings> | AsyncGenerator<Finding | Findings, void | Findings, undefined>;
}

export function defineDiagnostic<const O extends PluginOptions>(declaration: DiagnosticDeclaration<O>): Diagnostic {
  const { run, target, ...rest } = declaration;
  // The casts are sound: the runner hands over what `parsePluginArgs` made of these very options.
  return {
    ...rest,
    type: 'diagnostic',
    run: (args, context) => run(args as PluginArgs<O>, context),
    ...(target && { target: (args: Readonly<Record<string, unknown>>) => target(args as PluginArgs<O>) }),
  };
}

/** The Standard Schema interface (standardschema.dev): zod, valibot, arktype … each fit. */
export interface ConfigSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    validate(value: unknown): ConfigOutcome<T> | Promise<ConfigOutcome<T>>;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}
export type ConfigOutcome<T> =
  | { readonly value: T; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string;
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[];
    };

/** A plugin: a function of its config, and the schema that its config in muster.yaml is validated with. */
export interface Plugin {
  (config: unknown): Promise<readonly Diagnostic[]>;
  readonly type: 'plugin';
  readonly config: ConfigSchema<unknown> | undefined;
}

/** `export const plugin = definePlugin(z.object({ url: z.url() }), ({ url }) => [defineDiagnostic({ … })])` */
export function definePlugin<T>(
  config: ConfigSchema<T>,
  diagnostics: (config: T) => readonly Diagnostic[] | Promise<readonly Diagnostic[]>,
): Plugin {
  // The cast is sound: the runner calls it with what `config` made of the input, or not at all.
  return Object.assign(async (value: unknown) => diagnostics(value as T), { type: 'plugin' as const, config });
}
