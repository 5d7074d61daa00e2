import type { Result } from '../base/result.ts';
import type { CommandContext } from './context.ts';

export interface Suggestion {
  readonly name: string;
  readonly value: string;
}

/** What a command takes, how Discord asks for it, and what the handler gets. */
export interface Option<T> {
  readonly type: 'text' | 'integer' | 'number' | 'yes-no' | 'person' | 'role' | 'channel' | 'mentionable' | 'file';
  readonly description: string;
  readonly required: boolean;
  readonly choices?: readonly Suggestion[];
  /**
   * Live suggestions while typing: from what this person may see, at most 25 are shown. `given` are the other options
   * filled in so far, not checked yet: the parameters of a query follow from its name.
   */
  readonly suggest?: (
    typed: string,
    context: CommandContext,
    given: Readonly<Record<string, RawValue>>,
  ) => Promise<readonly Suggestion[]> | readonly Suggestion[];
  /** The raw value (string, number, boolean, id, file) as a value of T, or a sentence on what is wrong. */
  readonly parse: (raw: RawValue, context: CommandContext) => Result<T>;
  readonly leastLength?: number;
  readonly mostLength?: number;
  readonly least?: number;
  readonly most?: number;
}

export interface UploadedFile {
  readonly name: string;
  readonly url: string;
  readonly contentType: string | null;
  readonly sizeBytes: number;
}

export type RawValue = string | number | boolean | UploadedFile;

export type Options = Readonly<Record<string, Option<unknown>>>;

/** `{ name: string, limit: number | undefined }` from the declaration's options. */
export type ArgsOf<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };
