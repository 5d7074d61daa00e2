import { getPriority, setPriority } from 'node:os';

/** Ten steps of niceness are about a tenth of the share where both want the same core (sched(7), "the nice value"). */
const NICER_BY = 10;

/**
 * This thread comes after the others wherever both want a core: what a plugin computes waits, and no command does. Linux
 * alone has a priority for each thread; elsewhere it would be the whole program's, so nothing is done there.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Math.min(19, getPriority() + NICER_BY));
  } catch {
    // A container may forbid it: then it takes its turn like everybody.
  }
}
