import { type Refusal, type Result, ok } from '../../base/result.ts';
import type { EffectDraft } from '../../timeline/effect.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { actionsEffects } from '../effects.ts';
import {
  restrictionOverridden,
  runPlanned,
  runQueued,
  runRefused,
  runRequested,
  titleOf,
} from '../entries/run-entries.ts';
import { type Register, busyWith } from '../register.ts';
import { type Needs, type Override, type Plan, needsOf } from '../run.ts';
import type { Facts } from './facts.ts';
import { mayPass, obstaclesOf, registerFingerprint } from './obstacles.ts';
import { told } from './told.ts';

/** A refusal is an answer, not the absence of one: it stands on the timeline, too. */
export type Requested =
  | {
      readonly run: string;
      readonly needs: Needs;
      readonly ahead: number;
      /** What would stand in the way of a planned deploy if it were due now. */
      readonly notes: readonly string[];
    }
  | { readonly refused: { readonly code: string; readonly message: string } };

export interface RunRequest {
  /** Without overrides and the register's part of the fingerprint: these are added here. */
  readonly plan: Plan;
  readonly facts: Facts;
  readonly person: string;
  /** Why obstacles are to be passed over; null when nobody asked for that. */
  readonly override: string | null;
  readonly mayOverride: boolean;
  readonly confirmWithinMs: number;
  /** Timelines of open incidents of the service, private ones included. */
  readonly streams: readonly string[];
  /** Something that stood in its way before it came here (an argument, a permission). */
  readonly refusal?: Refusal;
}

/** Somebody asks for an action or a deploy: it becomes a run that waits to be confirmed, or runs at once, or is refused. */
export function requestRun(request: RunRequest) {
  return (register: Register, context: DecideContext): Result<Decision<Requested>> => {
    const { person, facts, streams } = request;
    const refused = ({ code, message }: Refusal) =>
      ok(
        told<Requested>(streams, [runRefused({ run: null, summary: titleOf(request.plan), code, message })], {
          refused: { code, message },
        }),
      );
    if (request.refusal) return refused(request.refusal);

    const obstacles = obstaclesOf(register, request.plan, facts, { person, run: null, now: context.now });
    const overrides: Override[] = [];
    const notes: string[] = [];
    for (const obstacle of obstacles) {
      const { code, message, overridable, detail } = obstacle;
      if (mayPass(obstacle, request.plan, context.now) && (overridable === undefined || request.override === null)) {
        notes.push(message);
        continue;
      }
      if (overridable === undefined || request.override === null) return refused({ code, message });
      if (!request.mayOverride)
        return refused({
          code: 'deploy/override',
          message: `${message} You may not pass over it: it takes deploys.override.`,
        });
      overrides.push({ what: overridable, detail: detail ?? '', reason: request.override });
    }

    const plan: Plan = {
      ...request.plan,
      overrides,
      fingerprint: { ...facts.fingerprint, ...registerFingerprint(register, request.plan, context.now) },
    };
    const run = context.newId();
    const needs = needsOf(plan);
    // A planned deploy may be confirmed until it is due.
    const expiresAt = plan.startAt ?? context.now + request.confirmWithinMs;
    const subject = { kind: 'run', id: run };
    const ahead = needs === 'nothing' && plan.startAt === null ? aheadOf(register, plan) : 0;
    const entries = [
      runRequested({ run, plan, needs, expiresAt }, { subject }),
      ...overrides.map((override) => restrictionOverridden({ run, summary: titleOf(plan), override }, { subject })),
      ...(needs === 'nothing' && plan.startAt !== null
        ? [runPlanned({ run, summary: titleOf(plan), startAt: plan.startAt }, { subject })]
        : []),
      ...(ahead > 0 ? [runQueued({ run, summary: titleOf(plan), ahead }, { subject })] : []),
    ];
    const effects = [
      ...(needs === 'nothing' ? (ahead > 0 ? [] : [startEffect(run, plan)]) : [actionsEffects.expire(run, expiresAt)]),
      ...(needs === 'nothing' ? [actionsEffects.card(run)] : []),
    ];
    return ok(told<Requested>(streams, entries, { run, needs, ahead, notes }, effects));
  };
}

/** At once, or at its time. */
export const startEffect = (run: string, { startAt }: Pick<Plan, 'startAt'>): EffectDraft =>
  startAt === null ? actionsEffects.start(run) : actionsEffects.startAt(run, startAt);

/** How many runs on the same target must end first. */
export function aheadOf(register: Register, plan: Plan): number {
  const busy = busyWith(register, plan.target).length;
  if (plan.target === '' || busy < plan.concurrency) return 0;
  const waiting = Object.values(register.runs).filter(
    (run) => run.state === 'queued' && run.plan.target === plan.target,
  );
  return busy - plan.concurrency + 1 + waiting.length;
}
