import { join } from 'node:path';
import { configOf } from '../configured.ts';
import { actionsEffects } from '../effects.ts';
import { type ActionsParts, changeRegister, ownCause } from '../parts.ts';
import type { Plan } from '../run.ts';
import { createRunner } from '../runners/create-runner.ts';
import { type RunOutput, createRunOutput } from '../runners/run-output.ts';

export interface LiveRun {
  readonly abort: AbortController;
  readonly output: RunOutput;
}

export type LiveRuns = ReturnType<typeof createLiveRuns>;

/** The card is asked to be drawn this often at most while output comes. */
const CARD_EVERY_MS = 3000;

/** What this process holds of runs under way: their output, and the signal that ends them. */
export function createLiveRuns(parts: ActionsParts) {
  const live = new Map<string, LiveRun>();
  const pathOf = (run: string): string => join(parts.folder, `${run}.log`);

  /** An effect without an entry: what is shown changes, no fact does. */
  const refreshCard = async (run: string, now: number): Promise<void> => {
    await changeRegister(parts, ownCause(`run-output:${run}:${now}`), () => ({
      ok: true,
      value: { entries: [], effects: [actionsEffects.card(run, 'soon')], answer: null },
    }));
  };

  return {
    pathOf,
    get: (run: string): LiveRun | undefined => live.get(run),
    all: (): Iterable<LiveRun> => live.values(),
    forget: (run: string): boolean => live.delete(run),
    /** What is held of it, begun when there is nothing yet. */
    open(run: string, plan: Plan): LiveRun {
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
    },
  };
}
