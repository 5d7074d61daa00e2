import { join } from 'node:path';
import { failpoint } from '../base/failpoint.ts';
import { messageOf } from '../base/result.ts';
import type { Effect, EffectHandler } from '../timeline/effect.ts';
import { configOf } from './configured.ts';
import { acceptRun, finishRun, progressRun } from './decide/finish-run.ts';
import { isDue, startRun } from './decide/start-run.ts';
import { actionsEffects } from './effects.ts';
import { lookUpFacts } from './look-up-facts.ts';
import { type ActionsParts, changeRegister, lockRules, ownCause, registerOf, streamsOf } from './parts.ts';
import type { Plan, Run } from './run.ts';
import { createRunner } from './runners/create-runner.ts';
import { type RunOutput, createRunOutput } from './runners/run-output.ts';
import {
  CANCELLED,
  ENDED,
  type RunEnding,
  type RunJob,
  type Runner,
  STOPPING,
  TIMED_OUT,
  unknown,
} from './runners/runner.ts';
import type { Values } from './template.ts';

/** What was looked at for the confirmation this short a time ago is not looked at again before the run. */
const FRESH_MS = 5000;
/** When an end cannot be put on disk, it is tried again this much later. */
const RETRY_MS = 2000;

interface Live {
  readonly abort: AbortController;
  readonly output: RunOutput;
}

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
  const live = new Map<string, Live>();
  const driving = new Set<Promise<void>>();
  const lifetime = new AbortController();
  const pathOf = (run: string): string => join(parts.folder, `${run}.log`);

  const runnerOf = (plan: Plan): Runner | { readonly code: string; readonly message: string } => {
    const configured = configOf(parts.config(), plan);
    if (!configured.ok) return { code: 'run/unconfigured', message: `${configured.refusal.message} Nothing was run.` };
    const runner = createRunner(configured.value.runs, parts);
    const missing = runner.secrets.filter((name) => (parts.environment[name] ?? '') === '');
    return missing.length === 0
      ? runner
      : {
          code: 'run/secret',
          message: `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set in Muster’s environment. Nothing was run.`,
        };
  };

  const open = (run: string, plan: Plan): Live => {
    const existing = live.get(run);
    if (existing) return existing;
    const configured = configOf(parts.config(), plan);
    const names = configured.ok
      ? [...createRunner(configured.value.runs, parts).secrets, ...configured.value.mask]
      : [];
    const secrets = [...parts.secrets, ...names.flatMap((name) => parts.environment[name] ?? [])];
    let lastCard = 0;
    const output = createRunOutput({
      path: pathOf(run),
      secrets,
      onOutput: () => {
        const now = parts.clock.now();
        if (now - lastCard < CARD_EVERY_MS) return;
        lastCard = now;
        void refreshCard(run, now);
      },
    });
    const opened = { abort: new AbortController(), output };
    live.set(run, opened);
    return opened;
  };

  /** An effect without an entry: what is shown changes, no fact does. */
  const refreshCard = async (run: string, now: number): Promise<void> => {
    await changeRegister(parts, ownCause(`run-output:${run}:${now}`), () => ({
      ok: true,
      value: { entries: [], effects: [actionsEffects.card(run, 'soon')], answer: null },
    }));
  };

  const valuesOf = (run: string, plan: Plan): Values => ({
    ...plan.arguments,
    ...(plan.deploy && {
      app: plan.deploy.app,
      environment: plan.deploy.environment,
      commit: plan.deploy.commit,
      ref: plan.deploy.ref,
      from: plan.deploy.from ?? '',
      rollback: plan.deploy.rollback,
    }),
    run,
  });

  const secret = (name: string): string | undefined => parts.environment[name];

  const end = async (
    run: string,
    ending: RunEnding,
    causeId = `run-end:${run}:${ending.outcome}`,
  ): Promise<boolean> => {
    const output = live.get(run)?.output;
    await output?.close();
    failpoint('run.ended');
    for (;;) {
      const register = await registerOf(parts);
      const plan = register.runs[run]?.plan;
      const committed = await changeRegister(
        parts,
        ownCause(causeId),
        finishRun({
          run,
          ending: {
            ...ending,
            outputBytes: output?.bytes() ?? 0,
            outputDigest: output?.digest() ?? null,
            tail: output?.tail() ?? '',
          },
          streams: plan ? await streamsOf(parts, plan) : [],
        }),
      );
      if (committed.ok) {
        live.get(run)?.abort.abort(ENDED);
        live.delete(run);
        failpoint('run.finished');
        return committed.value.answer.recorded;
      }
      parts.log.error({ run, reason: committed.refusal.message }, 'The end of a run could not be recorded yet');
      if (lifetime.signal.aborted) return false;
      await parts.clock.sleep(RETRY_MS);
    }
  };

  const progress = async (run: string, percent: number, line: string | null, causeId?: string): Promise<boolean> => {
    const plan = (await registerOf(parts)).runs[run]?.plan;
    if (!plan) return false;
    const id = causeId ?? `run-progress:${run}:${parts.clock.now()}:${percent}`;
    const streams = await streamsOf(parts, plan);
    const committed = await changeRegister(parts, ownCause(id), progressRun({ run, percent, line, streams }));
    return committed.ok && !committed.value.repeated;
  };

  const jobOf = (run: string, plan: Plan, deadlineAt: number, { abort, output }: Live): RunJob => ({
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
    const opened = open(run, plan);
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
    const runner = runnerOf(plan);
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
    const runner = runnerOf(run.plan);
    const asked =
      'code' in runner || !runner.ask
        ? { known: 'nothing' as const, reason: 'Nobody can be asked how it ended.' }
        : await runner.ask({
            run: run.id,
            values: valuesOf(run.id, run.plan),
            secret,
            signal: lifetime.signal,
            external: run.external,
          });
    if (asked.known === 'ended') await end(run.id, asked.ending);
    else if (asked.known === 'never')
      await end(run.id, {
        outcome: 'failed',
        status: null,
        reason: 'It never reached its provider: nothing was run.',
        url: null,
      });
    else if (asked.known === 'nothing') await end(run.id, unknown(asked.reason));
    else if (deadlinePassed)
      await end(run.id, unknown('Its deadline passed, and its provider says that it still runs.'));
    else if (!('code' in runner) && runner.resume) {
      const resume = runner.resume.bind(runner);
      drive(run.id, run.plan, run.deadlineAt ?? parts.clock.now() + run.plan.deadlineMs, (job) =>
        resume(job, asked.external),
      );
    }
  };

  return {
    start,

    async recover() {
      const { runs } = await registerOf(parts);
      for (const run of Object.values(runs)) {
        if (run.state !== 'running' || live.has(run.id)) continue;
        await settle(run, false);
      }
    },

    async overdue(effect) {
      const run = (await registerOf(parts)).runs[runIdOf(effect)];
      if (run?.state === 'running') await settle(run, true);
      return { outcome: 'done' };
    },

    async cancel(run) {
      const runner = runnerOf(run.plan);
      if ('code' in runner) return 'cannot';
      const opened = live.get(run.id);
      if (runner.ends === 'signal' && opened) {
        opened.abort.abort(CANCELLED);
        return 'ending';
      }
      if (!runner.cancel || runner.ends === 'never') return 'cannot';
      const done = await runner.cancel({
        run: run.id,
        values: valuesOf(run.id, run.plan),
        secret,
        signal: lifetime.signal,
        external: run.external,
      });
      return done ? 'asked' : 'cannot';
    },

    end,
    progress,

    async append(run, line) {
      const plan = (await registerOf(parts)).runs[run]?.plan;
      if (plan) await open(run, plan).output.write(Buffer.from(`${line}\n`));
    },

    outputOf(run) {
      const output = live.get(run)?.output;
      return output && { tail: output.tail(), bytes: output.bytes() };
    },
    pathOf,

    async stop() {
      lifetime.abort(STOPPING);
      for (const { abort } of live.values()) abort.abort(STOPPING);
      await Promise.all(driving);
    },
  };
}

/** The card is asked to be drawn this often at most while output comes. */
const CARD_EVERY_MS = 3000;

export function runIdOf(effect: Effect): string {
  const { payload } = effect;
  return payload !== null && typeof payload === 'object' && 'run' in payload && typeof payload['run'] === 'string'
    ? payload['run']
    : '';
}

/** Parameters that may be left out: their placeholder leaves out its argument. */
function optionalOf(parts: ActionsParts, plan: Plan): ReadonlySet<string> {
  const action = plan.kind === 'action' ? parts.config().actions[plan.name] : undefined;
  const optional = Object.entries(action?.parameters ?? {}).filter(([, parameter]) => !parameter.required);
  return new Set(optional.map(([name]) => name));
}
