import type { z } from 'zod';
import type { Entry } from '../timeline/entry.ts';
import type { Fold } from '../timeline/fold.ts';
import { lockReleased, lockTaken, queueJoined, queueLeft } from './entries/lock-entries.ts';
import {
  cancellationRequested,
  runAccepted,
  runAccounted,
  runCalled,
  runConfirmed,
  runDeclined,
  runExpired,
  runFinished,
  runPlanned,
  runProgressed,
  runQueued,
  runRefused,
  runRequested,
  runStarted,
} from './entries/run-entries.ts';
import { type Deployed, EMPTY_REGISTER, type Register } from './register.ts';
import { type Outcome, type Run, deployKey } from './run.ts';

const DEPLOYED_KEPT = 20;

type Step = (register: Register, entry: Entry) => Register;

/** What an entry of this kind changes. One whose payload was erased changes nothing any more. */
function on<D>(
  kind: { readonly kind: string; readonly schema: z.ZodType<D> },
  change: (register: Register, data: D, entry: Entry) => Register,
): readonly [string, Step] {
  return [
    kind.kind,
    (register, entry) => {
      const parsed = kind.schema.safeParse(entry.data);
      return parsed.success ? change(register, parsed.data, entry) : register;
    },
  ];
}

function withRun(register: Register, id: string | null, changes: Partial<Run>): Register {
  const run = id === null ? undefined : register.runs[id];
  return run ? { ...register, runs: { ...register.runs, [run.id]: { ...run, ...changes } } } : register;
}

/** Ended: history keeps it (runs-projection.ts), the register need not. */
function withoutRun(register: Register, id: string | null): Register {
  if (id === null || !(id in register.runs)) return register;
  return { ...register, runs: without(register.runs, id) };
}

const without = <T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

/** A run came to an end that is known: what is deployed where follows from it. */
function ended(register: Register, id: string, outcome: Outcome, at: number): Register {
  const run = register.runs[id];
  if (!run) return register;
  const rest = withoutRun(register, id);
  const { deploy, dryRun } = run.plan;
  if (!deploy || dryRun) return rest;
  const key = deployKey(deploy.app, deploy.environment);
  if (outcome !== 'succeeded')
    return { ...rest, failed: { ...rest.failed, [key]: { commit: deploy.commit, outcome, at } } };
  const { commit, ref, rollback, from } = deploy;
  const before = (rest.deployed[key] ?? []).map((deployed): Deployed =>
    rollback && deployed.commit === from && from !== commit ? { ...deployed, rolledBack: true } : deployed,
  );
  const now: Deployed = { commit, ref, run: id, at, by: run.askedBy, rolledBack: false };
  return {
    ...rest,
    deployed: { ...rest.deployed, [key]: [now, ...before].slice(0, DEPLOYED_KEPT) },
    failed: without(rest.failed, key),
  };
}

const steps = new Map<string, Step>([
  on(runRequested, (register, { run, plan, needs, expiresAt }, entry) => ({
    ...register,
    runs: {
      ...register.runs,
      [run]: {
        id: run,
        plan,
        state: needs === 'nothing' ? 'ready' : 'awaiting',
        needs,
        askedBy: entry.actor.id,
        askedAt: entry.recordedAt,
        expiresAt,
        confirmedBy: null,
        confirmedAt: needs === 'nothing' ? entry.recordedAt : null,
        startedAt: null,
        deadlineAt: null,
        cancelledBy: null,
        external: null,
        percent: null,
      },
    },
  })),
  on(runRefused, (register, { run }) => withoutRun(register, run)),
  on(runDeclined, (register, { run }) => withoutRun(register, run)),
  on(runExpired, (register, { run }) => withoutRun(register, run)),
  on(runConfirmed, (register, { run, by }, entry) =>
    withRun(register, run, { state: 'ready', confirmedBy: by, confirmedAt: entry.recordedAt }),
  ),
  on(runPlanned, (register, { run }) => withRun(register, run, { state: 'planned' })),
  on(runQueued, (register, { run }) => withRun(register, run, { state: 'queued' })),
  on(runCalled, (register, { run }) => withRun(register, run, { state: 'ready' })),
  on(runStarted, (register, { run, deadlineAt }, entry) =>
    withRun(register, run, { state: 'running', startedAt: entry.recordedAt, deadlineAt }),
  ),
  on(runAccepted, (register, { run, external }) => withRun(register, run, { external })),
  on(runProgressed, (register, { run, percent }) => withRun(register, run, { percent })),
  on(cancellationRequested, (register, { run }, entry) => withRun(register, run, { cancelledBy: entry.actor.id })),
  on(runFinished, (register, { run, outcome }, entry) =>
    outcome === 'unknown'
      ? withRun(register, run, { state: 'unknown' })
      : ended(register, run, outcome, entry.recordedAt),
  ),
  on(runAccounted, (register, { run, outcome }, entry) => ended(register, run, outcome, entry.recordedAt)),
  on(lockTaken, (register, { app, environment, owner, reason, cause, expiresAt }, entry) => {
    const key = deployKey(app, environment);
    const waiting = (register.queues[key] ?? []).filter(({ person }) => person !== owner);
    return {
      ...register,
      locks: { ...register.locks, [key]: { owner, reason, cause, takenAt: entry.recordedAt, expiresAt } },
      queues: waiting.length === 0 ? without(register.queues, key) : { ...register.queues, [key]: waiting },
    };
  }),
  on(lockReleased, (register, { app, environment }) => ({
    ...register,
    locks: without(register.locks, deployKey(app, environment)),
  })),
  on(queueJoined, (register, { app, environment, person }, entry) => {
    const key = deployKey(app, environment);
    const waiting = register.queues[key] ?? [];
    if (waiting.some((one) => one.person === person)) return register;
    return { ...register, queues: { ...register.queues, [key]: [...waiting, { person, since: entry.recordedAt }] } };
  }),
  on(queueLeft, (register, { app, environment, person }) => {
    const key = deployKey(app, environment);
    const waiting = (register.queues[key] ?? []).filter((one) => one.person !== person);
    return {
      ...register,
      queues: waiting.length === 0 ? without(register.queues, key) : { ...register.queues, [key]: waiting },
    };
  }),
]);

/** Runs that have not ended, locks, queues, and what is deployed where: a fold over the organisation's timeline. */
export const actionsFold: Fold<Register> = {
  name: 'actions',
  version: 2,
  initial: EMPTY_REGISTER,
  evolve: (register, entry) => steps.get(entry.kind)?.(register, entry) ?? register,
};
