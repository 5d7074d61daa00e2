import type { Fold } from '../timeline/fold.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import { diagnosticFinished } from './entries/diagnostic-finished.ts';
import { diagnosticStarted } from './entries/diagnostic-started.ts';

/** One run on a stream: where its entries stand. */
export type RunRecord = {
  readonly diagnostic: string;
  readonly given: Readonly<Record<string, string | number | boolean>>;
  readonly startedSeq: number;
  readonly finishedSeq: number | null;
  /** It came to its own end: it is what a later run is compared with. */
  readonly done: boolean;
  readonly masked: boolean;
};

/** The last runs on one timeline, by id, oldest first. */
export type Runs = { readonly runs: Readonly<Record<string, RunRecord>> };

const MOST_RUNS = 200;

export const runsFold: Fold<Runs> = {
  name: 'diagnostic-runs',
  version: 2,
  initial: { runs: {} },
  evolve(state, entry) {
    if (entry.kind === diagnosticStarted.kind) {
      const parsed = diagnosticStarted.schema.safeParse(entry.data);
      if (!parsed.success) return state;
      const { run, diagnostic, given } = parsed.data;
      const record: RunRecord = {
        diagnostic,
        given,
        startedSeq: entry.seq,
        finishedSeq: null,
        done: false,
        masked: entry.masked,
      };
      const runs: readonly (readonly [string, RunRecord])[] = [...Object.entries(state.runs), [run, record]];
      return { runs: Object.fromEntries(runs.slice(-MOST_RUNS)) };
    }
    if (entry.kind === diagnosticFinished.kind) {
      const parsed = diagnosticFinished.schema.safeParse(entry.data);
      const record = parsed.success ? state.runs[parsed.data.run] : undefined;
      if (!parsed.success || !record) return state;
      return {
        runs: {
          ...state.runs,
          [parsed.data.run]: { ...record, finishedSeq: entry.seq, done: parsed.data.outcome === 'done' },
        },
      };
    }
    return state;
  },
};

/** Runs of the same question: the same diagnostic with the same arguments. */
export const questionOf = (run: Pick<RunRecord, 'diagnostic' | 'given'>): string =>
  canonicalJson([run.diagnostic, run.given]);

/** The last run that came to its end of the same question, other than `except`. */
export function previousRun(state: Runs, question: string, except: string): RunRecord | undefined {
  return Object.entries(state.runs).findLast(
    ([id, record]) => id !== except && record.done && questionOf(record) === question,
  )?.[1];
}
