import type { PluginContext } from './plugin-context.ts';
import type { SqlDialect } from './sql-pieces.ts';

/** What there is to look for suggestions with; `signal` aborts when they would come too late. */
export type SuggestContext = Pick<
  PluginContext,
  'clock' | 'connect' | 'datagram' | 'fetch' | 'log' | 'resolve' | 'secret' | 'signal'
>;

/** A value, or one with a name of its own to choose it by. */
export type Suggestion = string | { readonly name: string; readonly value: string };

export type Suggest = (
  typed: string,
  given: Readonly<Record<string, string | number | boolean>>,
  context: SuggestContext,
) => Promise<readonly Suggestion[]> | readonly Suggestion[];

/** `{ option: 'database', dialects: { shop: 'postgres', blog: 'mysql' } }` */
export interface DialectByOption {
  readonly option: string;
  readonly dialects: Readonly<Record<string, SqlDialect>>;
}

/**
 * What a diagnostic takes, as plain data: a plugin's module runs in a worker, and only its description crosses over to
 * where Discord's commands are registered. The type of each value is inferred into the handler.
 */
export interface PluginOption<T> {
  readonly type: 'text' | 'integer' | 'number' | 'yes-no';
  readonly description: string;
  readonly required: boolean;
  readonly choices?: readonly string[];
  readonly least?: number;
  readonly most?: number;
  /** Asked for in a form with a large field when it is not given: SQL, a long expression. */
  readonly form?: boolean;
  /** … but not when one of these options is given. */
  readonly unless?: readonly string[];
  /**
   * What the timeline keeps of the value. `literals`: SQL without its strings and numbers. `first-word`: an id, without
   * what was suggested behind it.
   */
  readonly redact?: 'literals' | 'first-word';
  /** Whose SQL it is, by what another option says; without it everything counts as a value that is one in any dialect. */
  readonly dialect?: DialectByOption;
  /** Giving it (or saying yes) needs this permission on top of the diagnostic's own. */
  readonly permission?: string;
  /** Comma-separated: the handler gets a list. */
  readonly list?: boolean;
  readonly default?: string | number | boolean;
  /** Suggestions while typing; at most 25 are shown. Runs in the plugin's worker. Who types waits 2 seconds; what comes within 4 serves the next letter. */
  readonly suggest?: Suggest | undefined;
  /** Never there: carries the type of the value. */
  readonly value?: T;
}

export type PluginOptions = Readonly<Record<string, PluginOption<unknown>>>;

export type PluginArgs<O extends PluginOptions> = {
  readonly [K in keyof O]: O[K] extends PluginOption<infer T> ? T : never;
};

interface Common {
  readonly description: string;
  readonly required?: boolean;
  readonly form?: boolean;
  readonly unless?: readonly string[];
  readonly redact?: 'literals' | 'first-word';
  readonly dialect?: DialectByOption;
  readonly permission?: string;
  readonly suggest?: Suggest;
}

type Presence<T, S> = PluginOption<S extends { required: true } | { default: unknown } ? T : T | undefined>;

const build = <T, S extends Common>(type: PluginOption<T>['type'], settings: S, more: object = {}): Presence<T, S> => ({
  type,
  ...settings,
  ...more,
  required: settings.required ?? false,
});

/** One line of text. */
export const text = <const S extends Common & { default?: string; most?: number }>(settings: S): Presence<string, S> =>
  build<string, S>('text', settings);

/** `A, AAAA, MX`: text that is split at commas; empty parts are dropped. */
export const list = <const S extends Common & { default?: string }>(settings: S): Presence<readonly string[], S> =>
  build<readonly string[], S>('text', settings, { list: true });

/** One of a fixed list. Up to 25 become Discord's own choices, more are suggested while typing. */
export const choice = <const C extends readonly string[], const S extends Common & { default?: C[number] }>(
  choices: C,
  settings: S,
): Presence<C[number], S> => build<C[number], S>('text', settings, { choices });

export const integer = <const S extends Common & { default?: number; least?: number; most?: number }>(
  settings: S,
): Presence<number, S> => build<number, S>('integer', settings);

export const yesNo = <const S extends Common & { default?: boolean }>(settings: S): Presence<boolean, S> =>
  build<boolean, S>('yes-no', settings);
