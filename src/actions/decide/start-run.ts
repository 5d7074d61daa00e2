import { type Result, ok } from '../../base/result.ts';
import type { EffectChange, EffectDraft } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { actionsEffects } from '../effects.ts';
import { lockTaken } from '../entries/lock-entries.ts';
import { runRefused, runStarted, titleOf } from '../entries/run-entries.ts';
import { instantText } from '../../base/instant-text.ts';
import { type Register, lockAt } from '../register.ts';
import { type Run, deployKey } from '../run.ts';
import { staleness } from './confirm-run.ts';
import type { Facts } from './facts.ts';
import { callNext } from './finish-run.ts';
import { type LockRules, lockTimers } from './lock-rules.ts';
import { told } from './told.ts';

/** How long behind its deadline a run is looked at by the net, when its runner has said nothing. */
export const OVERDUE_MS = 30_000;

/** A planned deploy that Muster was not there for is not made up for at an hour that nobody chose. */
const MOST_LATE_MS = 15 * 60_000;

export type Started =
  | { readonly start: true; readonly deadlineAt: number }
  | { readonly start: false; readonly code: string; readonly message: string };

/**
 * The last look, then the entry that must be on disk before anything happens in the world. `start: true` is answered
 * once: whoever finds the run started already leaves it alone.
 */
export function startRun(request: {
  readonly run: string;
  /** How it runs, for the timeline: `program`, `GitHub deployment`. */
  readonly runner: string;
  /** Undefined when what was confirmed is a moment old. */
  readonly facts: Facts | undefined;
  readonly streams: readonly string[];
  readonly rules: LockRules;
  /** It cannot be started at all: the action is gone from muster.yaml, a secret is not set. */
  readonly refusal?: { readonly code: string; readonly message: string };
}) {
  return (register: Register, context: DecideContext): Result<Decision<Started>> => {
    const run = register.runs[request.run];
    if (!run || !isDue(run, context.now))
      return ok({
        entries: [],
        answer: { start: false, code: 'run/not-ready', message: 'It is not waiting to be started.' },
      });
    const subject = { kind: 'run', id: run.id };
    const summary = titleOf(run.plan);
    const stale =
      request.refusal ??
      missed(run, context.now) ??
      (request.facts && staleness(register, run, request.facts, context.now));
    if (stale) {
      const next = callNext(register, run, run.id);
      return ok(
        told<Started>(
          request.streams,
          [runRefused({ run: run.id, summary, ...stale }, { subject }), ...next.entries],
          { start: false, ...stale },
          [...next.effects, actionsEffects.card(run.id), ...tellOfRefusal(run, stale.message)],
        ),
      );
    }
    const deadlineAt = context.now + run.plan.deadlineMs;
    const { deploy, dryRun } = run.plan;
    const locks: EntryDraft[] = [];
    const lockEffects: EffectChange[] = [];
    if (deploy?.rollback && !dryRun) {
      const { app, environment } = deploy;
      const key = deployKey(app, environment);
      const held = lockAt(register, key, context.now);
      const from = held && held.owner !== run.askedBy ? held.owner : null;
      lockEffects.push(...lockTimers(key, null, context.now, request.rules));
      locks.push(
        lockTaken(
          {
            app,
            environment,
            owner: run.askedBy,
            reason: `rolled back to ${deploy.commit.slice(0, 10)}${deploy.reason === null ? '' : `: ${deploy.reason}`}`,
            cause: 'rollback',
            expiresAt: null,
            from,
          },
          { subject: { kind: 'environment', id: key } },
        ),
      );
    }
    return ok(
      told<Started>(
        request.streams,
        [runStarted({ run: run.id, summary, runner: request.runner, deadlineAt }, { subject }), ...locks],
        { start: true, deadlineAt },
        [actionsEffects.overdue(run.id, deadlineAt + OVERDUE_MS), actionsEffects.card(run.id), ...lockEffects],
      ),
    );
  };
}

/** Confirmed, and its time has come. */
export const isDue = (run: Run, now: number): boolean =>
  run.state === 'ready' || (run.state === 'planned' && (run.plan.startAt ?? 0) <= now);

function missed(run: Run, now: number): { readonly code: string; readonly message: string } | undefined {
  const { startAt } = run.plan;
  if (startAt === null || now - startAt <= MOST_LATE_MS) return undefined;
  return {
    code: 'run/missed',
    message: `It was planned for ${instantText(startAt)}, and Muster was not running then. Nothing was run: ask for it again.`,
  };
}

/** Nobody looks at a deploy that was planned for tonight: who asked and who approved are told that it did not start. */
const tellOfRefusal = ({ plan, askedBy, confirmedBy }: Run, message: string): readonly EffectDraft[] =>
  plan.startAt === null
    ? []
    : actionsEffects.tell(
        plan.channel,
        [...new Set([askedBy, confirmedBy ?? askedBy])],
        `${plan.summary} was planned for now and did not start: ${message}`,
      );
