import type { Run } from './run.ts';

/** Who alone may deploy to an environment. */
export type Lock = {
  /** A person's id, or `muster`. */
  readonly owner: string;
  readonly reason: string;
  /** `rollback`: nobody deploys until somebody says why it was rolled back. `turn`: the queue came to its owner. */
  readonly cause: 'manual' | 'rollback' | 'turn';
  readonly takenAt: number;
  readonly expiresAt: number | null;
};

/** A version that was deployed successfully. */
export type Deployed = {
  readonly commit: string;
  readonly ref: string;
  readonly run: string;
  readonly at: number;
  readonly by: string;
  /** It was rolled back: not a good version any more. */
  readonly rolledBack: boolean;
};

export type Waiting = { readonly person: string; readonly since: number };

/** Everything that the next decision on actions and deploys needs, keyed by `app/environment` where it is of one. */
export type Register = {
  readonly runs: Readonly<Record<string, Run>>;
  readonly locks: Readonly<Record<string, Lock>>;
  readonly queues: Readonly<Record<string, readonly Waiting[]>>;
  /** Latest first, 20 at most. */
  readonly deployed: Readonly<Record<string, readonly Deployed[]>>;
  /** The last deploy that did not succeed, when it was after the last that did. */
  readonly failed: Readonly<Record<string, { readonly commit: string; readonly outcome: string; readonly at: number }>>;
};

export const EMPTY_REGISTER: Register = { runs: {}, locks: {}, queues: {}, deployed: {}, failed: {} };

/** A run that has not ended. Ids come from buttons, too: what every object has (`constructor`) is no run. */
export const runOf = (register: Pick<Register, 'runs'>, id: string): Run | undefined =>
  Object.hasOwn(register.runs, id) ? register.runs[id] : undefined;

/** The lock that counts at `now`: one that has expired does not. */
export function lockAt(register: Register, key: string, now: number): Lock | undefined {
  const lock = register.locks[key];
  return lock && (lock.expiresAt === null || lock.expiresAt > now) ? lock : undefined;
}

/** The rollback that keeps others from deploying there until somebody says why it was needed: its run. */
export const rollbackThatLocks = (register: Register, key: string, now: number): string | undefined =>
  lockAt(register, key, now)?.cause === 'rollback' ? register.deployed[key]?.[0]?.run : undefined;

/** What runs there now, or has been confirmed and is about to; one of unknown outcome counts, for it may still run. */
export function busyWith(register: Register, target: string): readonly Run[] {
  return Object.values(register.runs).filter(
    (run) => run.plan.target === target && ['ready', 'running', 'unknown'].includes(run.state),
  );
}

/** Those that wait for the target, first come first. */
export function queuedFor(register: Register, target: string): readonly Run[] {
  return Object.values(register.runs).filter((run) => run.plan.target === target && run.state === 'queued');
}

/** The last version known to be good, other than `than`. */
function lastGood(register: Register, key: string, than?: string): Deployed | undefined {
  return register.deployed[key]?.find((deployed) => !deployed.rolledBack && deployed.commit !== than);
}

/** What a rollback goes back to when nobody names a version: the last good one before what is there, or before what failed. */
export const goesBackTo = (register: Register, key: string): Deployed | undefined =>
  register.failed[key] ? lastGood(register, key) : lastGood(register, key, current(register, key)?.commit);

/** What is deployed there now, as far as Muster knows. */
export const current = (register: Register, key: string): Deployed | undefined => register.deployed[key]?.[0];
