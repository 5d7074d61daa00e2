import type { PluginContext } from './plugin-context.ts';
import type { PluginOptions } from './plugin-option.ts';

/** The context of a run of a diagnostic with these options. */
export interface RunContext<O extends PluginOptions> extends PluginContext {
  /**
   * What it uses for options that were not given and have no default: the first server of the config, a port that follows from
   * another option. Recorded with the run, and shown below what was found.
   */
  chose(values: Chosen<O>): void;
}

export type Chosen<O extends PluginOptions> = { readonly [K in keyof O]?: string | number | boolean | undefined };
