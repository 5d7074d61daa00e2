import type { Result } from '../../base/result.ts';
import type { Commit } from '../run.ts';

/** Where an app's versions come from. */
export interface Repository {
  /** The commit that a branch, tag or abbreviated commit stands for now. Refuses `ref/unknown`, `ref/form`, `repository/…`. */
  resolve(ref: string): Promise<Result<{ readonly commit: string; readonly title: string }>>;
  /** Commits that `to` has and `from` has not, newest first, at most 20 of them; and how many `from` has and `to` has not. */
  between(from: string, to: string): Promise<Result<Comparison>>;
  /** Required checks of the commit that are not green. */
  redChecks(
    commit: string,
    required: 'all' | readonly string[],
  ): Promise<Result<readonly { readonly name: string; readonly state: string }[]>>;
  /** Branches and tags, latest first: for completion. */
  refs(): Promise<readonly string[]>;
}

export interface Comparison {
  readonly commits: readonly Commit[];
  /** Beyond those listed. */
  readonly more: number;
  /** Commits that would be taken back. */
  readonly behind: number;
}

export const MOST_COMMITS = 20;

/** Also what git itself takes as a ref, without what could be an option or a range. */
export const REF_PATTERN = /^(?![-/.])(?!.*(?:\.\.|@\{|\/\/|\/\.))[\p{L}\p{N}._/+#@=-]{1,255}(?<![/.])$/u;
