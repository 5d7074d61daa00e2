import { failpoint } from '../../base/failpoint.ts';
import { finishRun, progressRun } from '../decide/finish-run.ts';
import { type ActionsParts, changeRegister, ownCause, registerOf, streamsOf } from '../parts.ts';
import { ENDED, type RunEnding } from '../runners/runner.ts';
import type { LiveRuns } from './live-runs.ts';

/** When an end cannot be put on disk, it is tried again this much later. */
const RETRY_MS = 2000;

/** Writes down how runs go and how they end. */
export function createRunRecord(parts: ActionsParts, live: LiveRuns, stopping: AbortSignal) {
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
        live.forget(run);
        failpoint('run.finished');
        return committed.value.answer.recorded;
      }
      parts.log.error({ run, reason: committed.refusal.message }, 'The end of a run could not be recorded yet');
      if (stopping.aborted) return false;
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

  return { end, progress };
}
