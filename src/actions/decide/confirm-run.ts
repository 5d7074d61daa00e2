import { type Result, ok } from '../../base/result.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { actionsEffects } from '../effects.ts';
import {
  runConfirmed,
  runDeclined,
  runExpired,
  runPlanned,
  runQueued,
  runRefused,
  titleOf,
} from '../entries/run-entries.ts';
import { type Register, runOf } from '../register.ts';
import type { Run } from '../run.ts';
import type { Facts } from './facts.ts';
import { changedSince, mayPass, obstaclesOf, registerFingerprint } from './obstacles.ts';
import { aheadOf, startEffect } from './request-run.ts';
import { told } from './told.ts';

export type Confirmed =
  | { readonly run: string; readonly ahead: number }
  | { readonly refused: { readonly code: string; readonly message: string } };

export interface Confirmation {
  readonly run: string;
  readonly person: string;
  readonly mayRun: boolean;
  readonly mayApprove: boolean;
  /** Looked up anew. */
  readonly facts: Facts;
  readonly streams: readonly string[];
}

/** Somebody says yes to exactly what was shown. Of two at once, one starts it and the other is told so. */
export function confirmRun(confirmation: Confirmation) {
  return (register: Register, context: DecideContext): Result<Decision<Confirmed>> => {
    const { person, facts, streams } = confirmation;
    const run = runOf(register, confirmation.run);
    const say = (code: string, message: string) => ok(told<Confirmed>([], [], { refused: { code, message } }));
    if (!run)
      return say('run/ended', 'It has ended, was refused or has expired: nothing was run by this. Ask for it again.');
    if (run.state !== 'awaiting') return say('run/confirmed', 'Somebody confirmed it before you: it runs once.');
    const summary = titleOf(run.plan);
    const subject = { kind: 'run', id: run.id };

    /** It stays as it is for others; that this person was refused is recorded. */
    const refusedTo = (code: string, message: string) =>
      ok(
        told<Confirmed>(streams, [runRefused({ run: null, summary, code, message }, { subject })], {
          refused: { code, message },
        }),
      );
    if (run.expiresAt <= context.now)
      return ok(
        told<Confirmed>(
          streams,
          [runExpired({ run: run.id, summary }, { subject })],
          {
            refused: {
              code: 'run/expired',
              message: 'Its time to be confirmed has passed. Nothing was run: ask for it again.',
            },
          },
          [actionsEffects.keepFromExpiring(run.id)],
        ),
      );
    if (!confirmation.mayRun)
      return refusedTo('run/permission', `It takes the permission ${run.plan.permission} to confirm this.`);
    if (run.needs === 'approval' && person === run.askedBy)
      return refusedTo('run/own-request', 'You asked for it: somebody else with the permission must approve it.');
    if (run.needs === 'approval' && !confirmation.mayApprove)
      return refusedTo(
        'run/permission',
        'It takes the permission actions.approve to approve what somebody else asked for.',
      );

    const stale = staleness(register, run, facts, context.now);
    if (stale)
      return ok(
        told<Confirmed>(streams, [runRefused({ run: run.id, summary, ...stale }, { subject })], { refused: stale }, [
          actionsEffects.keepFromExpiring(run.id),
        ]),
      );
    const { startAt } = run.plan;
    const ahead = startAt === null ? aheadOf(register, run.plan) : 0;
    return ok(
      told<Confirmed>(
        streams,
        [
          runConfirmed(
            { run: run.id, summary, by: person, as: run.needs === 'approval' ? 'approval' : 'confirmation' },
            { subject },
          ),
          ...(startAt === null ? [] : [runPlanned({ run: run.id, summary, startAt }, { subject })]),
          ...(ahead > 0 ? [runQueued({ run: run.id, summary, ahead }, { subject })] : []),
        ],
        { run: run.id, ahead },
        [
          actionsEffects.keepFromExpiring(run.id),
          ...(ahead > 0 ? [] : [startEffect(run.id, run.plan)]),
          actionsEffects.card(run.id),
        ],
      ),
    );
  };
}

/** Why what was confirmed is no longer what would happen; undefined when it is. */
export function staleness(
  register: Register,
  run: Run,
  facts: Facts,
  now: number,
): { code: string; message: string } | undefined {
  const fresh = { ...facts.fingerprint, ...registerFingerprint(register, run.plan, now) };
  const changed = changedSince(run.plan.fingerprint, fresh);
  if (changed.length > 0)
    return {
      code: 'run/changed',
      message: `It is not what was shown any more: ${changed.join(', ')}. Nothing was run. Ask for it again and look at the new preview.`,
    };
  const passedOver = new Set<string | undefined>(run.plan.overrides.map(({ what }) => what));
  const obstacle = obstaclesOf(register, run.plan, facts, { person: run.askedBy, run: run.id, now }).find(
    (one) => !mayPass(one, run.plan, now) && (one.overridable === undefined || !passedOver.has(one.overridable)),
  );
  return obstacle && { code: obstacle.code, message: obstacle.message };
}

/** Somebody says no, or who asked takes it back. */
export function declineRun(request: { readonly run: string; readonly streams: readonly string[] }) {
  return (register: Register): Result<Decision<{ declined: boolean }>> => {
    const run = runOf(register, request.run);
    if (!run || !['awaiting', 'queued', 'planned'].includes(run.state))
      return ok({ entries: [], answer: { declined: false } });
    const entry = runDeclined({ run: run.id, summary: titleOf(run.plan) }, { subject: { kind: 'run', id: run.id } });
    return ok(
      told(request.streams, [entry], { declined: true }, [
        actionsEffects.keepFromExpiring(run.id),
        actionsEffects.keepFromStarting(run.id),
        ...(run.state === 'awaiting' ? [] : [actionsEffects.card(run.id)]), // who only waited to be confirmed has none yet
      ]),
    );
  };
}

/** The timer of a confirmation that nobody gave. */
export function expireRun(request: { readonly run: string; readonly streams: readonly string[] }) {
  return (register: Register, context: DecideContext): Result<Decision> => {
    const run = runOf(register, request.run);
    if (run?.state !== 'awaiting' || run.expiresAt > context.now) return ok({ entries: [], answer: null });
    const entry = runExpired({ run: run.id, summary: titleOf(run.plan) }, { subject: { kind: 'run', id: run.id } });
    return ok(told(request.streams, [entry], null));
  };
}
