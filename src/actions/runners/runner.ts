import type { Instant } from '../../base/clock.ts';
import type { Ending } from '../decide/finish-run.ts';
import type { Values } from '../template.ts';
import type { RunOutput } from './run-output.ts';

/** What a runner gets: everything of the one run, and where to say what happens. */
export interface RunJob {
  readonly run: string;
  readonly summary: string;
  /** The arguments, and facts of the run and the deploy: app, environment, commit, ref, from, run. */
  readonly values: Values;
  readonly optional: ReadonlySet<string>;
  readonly dryRun: boolean;
  readonly deadlineAt: Instant;
  readonly output: RunOutput;
  /** A secret of the environment by its name; undefined when it is not set. */
  secret(name: string): string | undefined;
  /** The provider has it, under this name: kept on the timeline, so that it can be asked after a crash. */
  accepted(external: string, url: string | null): Promise<void>;
  progressed(percent: number, line: string | null): Promise<void>;
  /** Aborts with `CANCELLED`, `TIMED_OUT`, `STOPPING` or `ENDED` as its reason. */
  readonly signal: AbortSignal;
}

export const CANCELLED = 'cancelled';
export const TIMED_OUT = 'timed-out';
/** Muster itself is going down. */
export const STOPPING = 'stopping';

/** Its end was reported from outside while it was being waited for. */
export const ENDED = 'ended';

export type RunEnding = Omit<Ending, 'outputBytes' | 'outputDigest' | 'tail'>;

/** What a provider says of a run when it is asked. `pending`: it still runs there. */
export type Asked =
  | { readonly known: 'ended'; readonly ending: RunEnding }
  | { readonly known: 'pending'; readonly external: string | null }
  /** It never arrived there: nothing was run. */
  | { readonly known: 'never' }
  | { readonly known: 'nothing'; readonly reason: string };

/** One way to run something. */
export interface Runner {
  /** For the timeline: `program deploy.sh`, `GitHub workflow deploy.yml`. */
  readonly name: string;
  /** Whether it can say what it would do, and do nothing. */
  readonly dryRuns: boolean;
  /**
   * How a run is ended before its time: `signal` - its signal aborts and everything of it ends here; `request` - who
   * does the work is asked (`cancel`), and reports the end; `never` - it cannot be.
   */
  readonly ends: 'signal' | 'request' | 'never';
  /** Names of secrets that it needs; checked before anything starts. */
  readonly secrets: readonly string[];
  /**
   * Does it. Null when the end is reported from outside (a callback, a webhook). Expected failures are endings; it
   * throws only on bugs.
   */
  run(job: RunJob): Promise<RunEnding | null>;
  /** Waits for the end of a run that was found `pending` after a restart. Absent: its end is reported from outside. */
  resume?(job: RunJob, external: string | null): Promise<RunEnding | null>;
  /** What became of a run that was under way when Muster stopped; absent: nobody can be asked. */
  ask?(
    job: Pick<RunJob, 'run' | 'values' | 'secret' | 'signal'> & { readonly external: string | null },
  ): Promise<Asked>;
  /** Ends a run whose work is done elsewhere. */
  cancel?(
    job: Pick<RunJob, 'run' | 'values' | 'secret' | 'signal'> & { readonly external: string | null },
  ): Promise<boolean>;
}

export const failed = (reason: string, status: number | null = null): RunEnding => ({
  outcome: 'failed',
  status,
  reason,
  url: null,
});
export const succeeded = (reason: string, status: number | null = null, url: string | null = null): RunEnding => ({
  outcome: 'succeeded',
  status,
  reason,
  url,
});
export const unknown = (reason: string): RunEnding => ({ outcome: 'unknown', status: null, reason, url: null });
