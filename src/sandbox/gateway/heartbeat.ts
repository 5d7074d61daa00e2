import type { Clock } from '../../base/clock.ts';

export interface HeartbeatWatch {
  beat(): void;
  stop(): void;
}

/** A client whose heart did not beat for two intervals is asked to (Discord's op 1); after a third one it is lost. */
export function watchHeartbeat(
  clock: Clock,
  intervalMs: number,
  { ask, lost }: { readonly ask: () => void; readonly lost: () => void },
): HeartbeatWatch {
  let silent = 0;
  let cancel = (): void => undefined;
  const look = (): void => {
    cancel = clock.at(clock.now() + intervalMs, () => {
      silent++;
      if (silent === 2) ask();
      if (silent === 3) lost();
      else look();
    });
  };
  look();
  return {
    beat() {
      silent = 0;
    },
    stop() {
      cancel();
    },
  };
}
