import { failpoint } from '../base/failpoint.ts';
import { messageOf } from '../base/result.ts';
import type { EffectHandler } from '../timeline/effect.ts';
import { acceptRun } from './decide/finish-run.ts';
import { isDue, startRun } from './decide/start-run.ts';
import { type LiveRun, createLiveRuns } from './execution/live-runs.ts';
import { createRunRecord } from './execution/record-run.ts';
import { runIdOf } from './execution/run-id-of.ts';
import { optionalOf, valuesOf } from './execution/run-values.ts';
import { runnerOf } from './execution/runner-of.ts';
import { lookUpFacts } from './look-up-facts.ts';
import { type ActionsParts, changeRegister, lockRules, ownCause, registerOf, streamsOf } from './parts.ts';
import type { Plan, Run } from './run.ts';
import { CANCELLED, type RunEnding, type RunJob, STOPPING, TIMED_OUT, unknown } from './runners/runner.ts';

/** What was looked at for the confirmation this short a time ago is not looked at again before the run. */
const FRESH_MS = 5000;

export interface Executor {
  /** The handler of `run.start`. */
  readonly start: EffectHandler;
  /** Tells what was running when Muster stopped apart: asked where somebody can be asked, `unknown` elsewhere. Once, at start. */
  recover(): Promise<void>;
  /** The handler of `run.overdue`: a run that should have ended long ago. */
  readonly overdue: EffectHandler;
  /** Ends what runs, after the request for it is on disk. */
  cancel(run: Run): Promise<'ending' | 'asked' | 'cannot'>;
  /** A provider's report from outside. */
  end(run: string, ending: RunEnding, causeId?: string): Promise<boolean>;
  append(run: string, line: string): Promise<void>;
  /** False when this report was recorded before. */
  progress(run: string, percent: number, line: string | null, causeId?: string): Promise<boolean>;
  outputOf(run: string): { readonly tail: string; readonly bytes: number } | undefined;
  pathOf(run: string): string;
  /** Ends all programs; their runs are then of unknown outcome. Resolves when that is on disk. */
  stop(): Promise<void>;
}

/** Starts runs, follows them, and writes down how they ended. Each is started at most once, whatever is repeated. */
export function createExecutor(parts: ActionsParts): Executor {
  const lifetime = new AbortController();
  const live = createLiveRuns(parts);
  const { end, progress } = createRunRecord(parts, live, lifetime.signal);
  const driving = new Set<Promise<void>>();
  const secret = (name: string): string | undefined => parts.environment[name];
  /** What whoever does the work elsewhere is asked with. */
  const asked = (run: Run) => ({
    run: run.id,
    values: valuesOf(run.id, run.plan),
    secret,
    signal: lifetime.signal,
    external: run.external,
  });

  const jobOf = (run: string, plan: Plan, deadlineAt: number, { abort, output }: LiveRun): RunJob => ({
    run,
    summary: plan.summary,
    values: valuesOf(run, plan),
    optional: optionalOf(parts, plan),
    dryRun: plan.dryRun,
    deadlineAt,
    output,
    secret,
    async accepted(external, url) {
      const streams = await streamsOf(parts, plan);
      await changeRegister(
        parts,
        ownCause(`run-accepted:${run}:${external}`),
        acceptRun({ run, external, url, streams }),
      );
    },
    async progressed(percent, line) {
      await progress(run, percent, line);
    },
    signal: abort.signal,
  });

  /** From here on nothing is repeated: whatever happens, the run ends or its end is asked for. */
  const drive = (run: string, plan: Plan, deadlineAt: number, go: (job: RunJob) => Promise<RunEnding | null>): void => {
    const opened = live.open(run, plan);
    const cancelDeadline = parts.clock.at(deadlineAt, () => opened.abort.abort(TIMED_OUT));
    const driven = go(jobOf(run, plan, deadlineAt, opened))
      .catch((error: unknown) => {
        parts.log.error({ run, error }, 'A runner failed');
        return unknown(`Muster itself failed while it ran (${messageOf(error).slice(0, 200)}).`);
      })
      .then(async (ending) => {
        if (ending) await end(run, ending);
      })
      .finally(() => {
        cancelDeadline();
        driving.delete(driven);
      });
    driving.add(driven);
  };

  const start: EffectHandler = async (effect) => {
    const run = runIdOf(effect);
    const current = (await registerOf(parts)).runs[run];
    if (!current || !isDue(current, parts.clock.now())) return { outcome: 'done' };
    const { plan } = current;
    const runner = runnerOf(parts, plan);
    const fresh = plan.startAt === null && parts.clock.now() - (current.confirmedAt ?? 0) <= FRESH_MS;
    const looked = 'code' in runner || fresh ? undefined : await lookUpFacts(parts, plan);
    const refusal = 'code' in runner ? runner : looked && !looked.ok ? looked.refusal : undefined;
    failpoint('run.before-start');
    const committed = await changeRegister(
      parts,
      ownCause(`effect:${effect.id}`, effect.id),
      startRun({
        run,
        runner: 'code' in runner ? 'none' : runner.name,
        facts: looked?.ok ? looked.value : undefined,
        streams: await streamsOf(parts, plan),
        rules: lockRules(parts),
        ...(refusal && { refusal: { code: refusal.code, message: refusal.message } }),
      }),
    );
    if (!committed.ok) return { outcome: 'retry', reason: committed.refusal.message };
    const { answer, repeated } = committed.value;
    // Only who wrote `run.started` runs it: a repeated cause was somebody else's, or ours before a crash.
    if (repeated || !answer.start || 'code' in runner) return { outcome: 'done' };
    failpoint('run.started');
    drive(run, plan, answer.deadlineAt, (job) => runner.run(job));
    return { outcome: 'done' };
  };

  /** Asks whoever knows; says `unknown` where nobody does. */
  const settle = async (run: Run, deadlinePassed: boolean): Promise<void> => {
    const runner = runnerOf(parts, run.plan);
    const answer =
      'code' in runner || !runner.ask
        ? { known: 'nothing' as const, reason: 'Nobody can be asked how it ended.' }
        : await runner.ask(asked(run));
    if (answer.known === 'ended') await end(run.id, answer.ending);
    else if (answer.known === 'never')
      await end(run.id, {
        outcome: 'failed',
        status: null,
        reason: 'It never reached its provider: nothing was run.',
        url: null,
      });
    else if (answer.known === 'nothing') await end(run.id, unknown(answer.reason));
    else if (deadlinePassed)
      await end(run.id, unknown('Its deadline passed, and its provider says that it still runs.'));
    else if (!('code' in runner) && runner.resume) {
      const resume = runner.resume.bind(runner);
      drive(run.id, run.plan, run.deadlineAt ?? parts.clock.now() + run.plan.deadlineMs, (job) =>
        resume(job, answer.external),
      );
    }
  };

  return {
    start,

    async recover() {
      const { runs } = await registerOf(parts);
      for (const run of Object.values(runs)) {
        if (run.state !== 'running' || live.get(run.id)) continue;
        await settle(run, false);
      }
    },

    async overdue(effect) {
      const run = (await registerOf(parts)).runs[runIdOf(effect)];
      if (run?.state === 'running') await settle(run, true);
      return { outcome: 'done' };
    },

    async cancel(run) {
      const runner = runnerOf(parts, run.plan);
      if ('code' in runner) return 'cannot';
      const opened = live.get(run.id);
      if (runner.ends === 'signal' && opened) {
        opened.abort.abort(CANCELLED);
        return 'ending';
      }
      if (!runner.cancel || runner.ends === 'never') return 'cannot';
      const done = await runner.cancel(asked(run));
      return done ? 'asked' : 'cannot';
    },

    end,
    progress,

    async append(run, line) {
      const plan = (await registerOf(parts)).runs[run]?.plan;
      if (plan) await live.open(run, plan).output.write(Buffer.from(`${line}\n`));
    },

    outputOf(run) {
      const output = live.get(run)?.output;
      return output && { tail: output.tail(), bytes: output.bytes() };
    },
    pathOf: live.pathOf,

    async stop() {
      lifetime.abort(STOPPING);
      for (const { abort } of live.all()) abort.abort(STOPPING);
      await Promise.all(driving);
    },
  };
}
