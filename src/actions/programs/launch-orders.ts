/** What Muster and its launcher say to each other. Both are of one version: nothing here comes from outside. */

export interface LaunchOrder {
  readonly id: number;
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where Muster takes the program's output: a Unix socket, and the word by which it knows whose it is. */
  readonly socket: string;
  readonly token: string;
}

export type LaunchReport =
  | { readonly id: number; readonly is: 'started'; readonly pid: number }
  /** `code` is the system's: ENOENT, EACCES … */
  | { readonly id: number; readonly is: 'not-started'; readonly code: string; readonly message: string }
  | { readonly id: number; readonly is: 'ended'; readonly code: number | null; readonly signal: string | null };

/** A socket's first bytes; what follows is the program's. */
export const TOKEN_LENGTH = 32;
