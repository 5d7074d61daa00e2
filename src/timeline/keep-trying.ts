import type { Cancel, Clock } from '../base/clock.ts';
import { type Result, messageOf, refuse } from '../base/result.ts';
import { backoffMs } from './backoff.ts';

export interface KeptTrying {
  /** The first attempt's result. What was refused is tried again, ever less often and at last each five minutes, until it is done. */
  begin(): Promise<Result<null>>;
  /** Why it is not done yet; undefined when it is, or was not begun. */
  trouble(): string | undefined;
  stop(): void;
}

/** For what must be on disk although the disk says no just now. To begin anew takes the place of what was under way. */
export function keepTrying(options: {
  readonly clock: Clock;
  readonly attempt: () => Promise<Result<null>>;
  /** Told of each attempt that failed. */
  readonly onTrouble: (reason: string) => void;
  readonly random?: () => number;
}): KeptTrying {
  const { clock, attempt, onTrouble, random = Math.random } = options;
  let cancel: Cancel | undefined;
  let trouble: string | undefined;
  let round = 0;

  const tryOnce = async (mine: number, attempts: number): Promise<Result<null>> => {
    const done = await attempt().catch((error: unknown) => refuse('store/failed', messageOf(error)));
    if (mine !== round) return done; // begun anew meanwhile, or stopped
    trouble = done.ok ? undefined : done.refusal.message;
    if (trouble !== undefined) {
      onTrouble(trouble);
      cancel = clock.at(clock.now() + backoffMs(attempts, random), () => void tryOnce(mine, attempts + 1));
    }
    return done;
  };
  const stop = (): void => {
    round++;
    cancel?.();
  };

  return {
    begin() {
      stop();
      return tryOnce(round, 1);
    },
    trouble: () => trouble,
    stop,
  };
}
