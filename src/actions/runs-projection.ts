import type { z } from 'zod';
import type { Entry } from '../timeline/entry.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import type { Projection, ProjectionChange } from '../timeline/projection.ts';
import {
  runAccounted,
  runCardPosted,
  runConfirmed,
  runDeclined,
  runExpired,
  runFinished,
  runRefused,
  runRequested,
  runStarted,
} from './entries/run-entries.ts';
import { type Plan, deployKey } from './run.ts';

/** A run as history shows it, from its request to its end and after. */
export type RunRow = {
  readonly run: string;
  readonly plan: Plan;
  readonly state:
    | 'asked'
    | 'confirmed'
    | 'running'
    | 'refused'
    | 'declined'
    | 'expired'
    | 'succeeded'
    | 'failed'
    | 'cancelled'
    | 'timed-out'
    | 'unknown';
  readonly askedBy: string;
  readonly confirmedBy: string | null;
  readonly askedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly status: number | null;
  readonly reason: string | null;
  readonly outputBytes: number;
  readonly outputDigest: string | null;
  readonly tail: string;
  readonly url: string | null;
  /** Where its card stands. */
  readonly card: { readonly channel: string; readonly message: string } | null;
};

/** Rows stand under several keys, because a row is listed by one bucket: everything, what changed a service, an app's environment. */
export const runBuckets = {
  all: 'all',
  service: (service: string): string => `service:${service}`,
  place: (app: string, environment: string): string => `place:${deployKey(app, environment)}`,
};

type Step = (row: RunRow | undefined, entry: Entry) => RunRow | undefined;

function on<D>(
  kind: { readonly kind: string; readonly schema: z.ZodType<D> },
  change: (data: D, entry: Entry) => Partial<RunRow> | undefined,
): readonly [string, Step] {
  return [
    kind.kind,
    (row, entry) => {
      const parsed = kind.schema.safeParse(entry.data);
      const changes = parsed.success && row ? change(parsed.data, entry) : undefined;
      return row && changes ? { ...row, ...changes } : undefined;
    },
  ];
}

const steps = new Map<string, Step>([
  on(runRefused, ({ run, message }, entry) =>
    run === null ? undefined : { state: 'refused', reason: message, endedAt: entry.recordedAt },
  ),
  on(runDeclined, (_data, entry) => ({ state: 'declined', endedAt: entry.recordedAt })),
  on(runExpired, (_data, entry) => ({ state: 'expired', endedAt: entry.recordedAt })),
  on(runConfirmed, ({ by }) => ({ state: 'confirmed', confirmedBy: by })),
  on(runStarted, (_data, entry) => ({ state: 'running', startedAt: entry.recordedAt })),
  on(runFinished, ({ outcome, status, reason, outputBytes, outputDigest, tail, url }, entry) => ({
    state: outcome,
    status,
    reason,
    outputBytes,
    outputDigest,
    tail,
    url,
    endedAt: entry.recordedAt,
  })),
  on(runCardPosted, ({ channel, message }) => ({ card: { channel, message } })),
  on(runAccounted, ({ outcome, note }, entry) => ({ state: outcome, reason: note, endedAt: entry.recordedAt })),
]);

function asked(entry: Entry): RunRow | undefined {
  const parsed = runRequested.schema.safeParse(entry.data);
  if (!parsed.success) return undefined;
  const { run, plan, needs } = parsed.data;
  return {
    run,
    plan,
    state: needs === 'nothing' ? 'confirmed' : 'asked',
    askedBy: entry.actor.id,
    confirmedBy: null,
    askedAt: entry.recordedAt,
    startedAt: null,
    endedAt: null,
    status: null,
    reason: null,
    outputBytes: 0,
    outputDigest: null,
    tail: '',
    url: null,
    card: null,
  };
}

export const runsProjection: Projection<RunRow> = {
  name: 'runs',
  version: 2,
  kinds: new Set([runRequested.kind, ...steps.keys()]),
  apply(entry, get) {
    // Incidents' timelines hold copies of the same entries.
    if (entry.stream !== ORGANISATION || entry.subject?.kind !== 'run') return [];
    const row = entry.kind === runRequested.kind ? asked(entry) : steps.get(entry.kind)?.(get(entry.subject.id), entry);
    return row ? placed(row) : [];
  },
};

function placed(row: RunRow): readonly ProjectionChange<RunRow>[] {
  const { service, deploy, risk, dryRun } = row.plan;
  const sort = row.startedAt ?? row.askedAt;
  const changesSomething = risk !== 'read' && !dryRun && row.startedAt !== null;
  return [
    { key: row.run, row, bucket: runBuckets.all, sort },
    ...(service !== null && changesSomething
      ? [{ key: `${row.run}/service`, row, bucket: runBuckets.service(service), sort }]
      : []),
    ...(deploy && row.startedAt !== null
      ? [{ key: `${row.run}/place`, row, bucket: runBuckets.place(deploy.app, deploy.environment), sort }]
      : []),
  ];
}
