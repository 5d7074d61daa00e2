import { type Result, ok } from '../../base/result.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { actionsEffects } from '../effects.ts';
import {
  cancellationRequested,
  runAccepted,
  runAccounted,
  runCalled,
  runFinished,
  runProgressed,
  titleOf,
} from '../entries/run-entries.ts';
import { type Register, busyWith, queuedFor } from '../register.ts';
import type { Outcome, Run } from '../run.ts';
import { told } from './told.ts';

/** What became of a run, as its runner saw it. */
export interface Ending {
  readonly outcome: Outcome;
  readonly status: number | null;
  readonly reason: string;
  readonly outputBytes: number;
  readonly outputDigest: string | null;
  readonly tail: string;
  readonly url: string | null;
}

/** The first that waits for this run's target, now that it is out of the way. */
export function callNext(
  register: Register,
  run: Run,
  leaving: string,
): { readonly entries: readonly EntryDraft[]; readonly effects: readonly EffectChange[] } {
  const { target } = run.plan;
  const next = target === '' ? undefined : queuedFor(register, target)[0];
  const busy = busyWith(register, target).filter(({ id }) => id !== leaving).length;
  if (!next || busy >= next.plan.concurrency) return { entries: [], effects: [] };
  const subject = { kind: 'run', id: next.id };
  return {
    entries: [runCalled({ run: next.id, summary: titleOf(next.plan) }, { subject })],
    effects: [actionsEffects.start(next.id), actionsEffects.card(next.id)],
  };
}

/** A run's end. One that has ended already stays as it is: `recorded: false`. */
export function finishRun(request: {
  readonly run: string;
  readonly ending: Ending;
  readonly streams: readonly string[];
}) {
  return (register: Register, context: DecideContext): Result<Decision<{ recorded: boolean }>> => {
    const run = register.runs[request.run];
    const { ending } = request;
    const open = run && (run.state === 'running' || (run.state === 'unknown' && ending.outcome !== 'unknown'));
    if (!open) return ok({ entries: [], answer: { recorded: false } });
    const entry = runFinished(
      {
        run: run.id,
        summary: titleOf(run.plan),
        ...ending,
        durationMs: run.startedAt === null ? null : Math.max(0, context.now - run.startedAt),
      },
      { subject: { kind: 'run', id: run.id } },
    );
    // Of unknown outcome it may still be running: who waits for its target waits on.
    const next = ending.outcome === 'unknown' ? { entries: [], effects: [] } : callNext(register, run, run.id);
    return ok(
      told(request.streams, [entry, ...next.entries], { recorded: true }, [
        actionsEffects.noLongerOverdue(run.id),
        ...next.effects,
        actionsEffects.card(run.id),
      ]),
    );
  };
}

/** Somebody checked a run of unknown outcome. */
export function accountForRun(request: {
  readonly run: string;
  readonly outcome: 'succeeded' | 'failed';
  readonly note: string;
  readonly streams: readonly string[];
}) {
  return (register: Register): Result<Decision<{ recorded: boolean }>> => {
    const run = register.runs[request.run];
    if (run?.state !== 'unknown') return ok({ entries: [], answer: { recorded: false } });
    const { outcome, note } = request;
    const entry = runAccounted(
      { run: run.id, summary: titleOf(run.plan), outcome, note },
      { subject: { kind: 'run', id: run.id } },
    );
    const next = callNext(register, run, run.id);
    return ok(
      told(request.streams, [entry, ...next.entries], { recorded: true }, [
        ...next.effects,
        actionsEffects.card(run.id),
      ]),
    );
  };
}

/** Somebody wants it ended. The runner is told after this is on disk. */
export function requestCancellation(request: { readonly run: string; readonly streams: readonly string[] }) {
  return (register: Register): Result<Decision<{ cancel: boolean }>> => {
    const run = register.runs[request.run];
    if (run?.state !== 'running') return ok({ entries: [], answer: { cancel: false } });
    if (run.cancelledBy !== null) return ok({ entries: [], answer: { cancel: true } });
    const entry = cancellationRequested(
      { run: run.id, summary: titleOf(run.plan) },
      { subject: { kind: 'run', id: run.id } },
    );
    return ok(told(request.streams, [entry], { cancel: true }, [actionsEffects.card(run.id)]));
  };
}

/** The provider has it under a name of its own, by which it can be asked later. */
export function acceptRun(request: {
  readonly run: string;
  readonly external: string;
  readonly url: string | null;
  readonly streams: readonly string[];
}) {
  return (register: Register): Result<Decision> => {
    const run = register.runs[request.run];
    if (run?.state !== 'running' || run.external === request.external) return ok({ entries: [], answer: null });
    const { external, url } = request;
    const entry = runAccepted(
      { run: run.id, summary: titleOf(run.plan), external, url },
      { subject: { kind: 'run', id: run.id } },
    );
    return ok(told(request.streams, [entry], null, [actionsEffects.card(run.id)]));
  };
}

/** Steps below this many percent are shown, but are no entries. */
const LEAST_STEP = 10;

/** How far it is. */
export function progressRun(request: {
  readonly run: string;
  readonly percent: number;
  readonly line: string | null;
  readonly streams: readonly string[];
}) {
  return (register: Register): Result<Decision<{ running: boolean }>> => {
    const run = register.runs[request.run];
    if (run?.state !== 'running') return ok({ entries: [], answer: { running: false } });
    const small = run.percent !== null && Math.abs(request.percent - run.percent) < LEAST_STEP;
    const { percent, line } = request;
    const entry = runProgressed(
      { run: run.id, summary: titleOf(run.plan), percent, line },
      { subject: { kind: 'run', id: run.id } },
    );
    return ok(told(request.streams, small ? [] : [entry], { running: true }, [actionsEffects.card(run.id, 'soon')]));
  };
}
