import { readFileSync, readdirSync } from 'node:fs';

/** In the environment of every program that Muster starts: finds again what left its process group. */
export const RUN_VARIABLE = 'MUSTER_RUN';

/** Sends a signal to a whole process group; false when nothing of it is left. */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false; // ESRCH: gone
  }
}

/**
 * Ids of processes of a run, by the variable in their environment: also those that made themselves a group or session
 * of their own (setsid). Linux only; elsewhere none are found, and only the group is ended.
 */
export function processesOfRun(run: string): readonly number[] {
  const mark = `${RUN_VARIABLE}=${run}`;
  let entries: readonly string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const environment = readFileSync(`/proc/${entry}/environ`, 'latin1');
      const ended = readFileSync(`/proc/${entry}/stat`, 'latin1').split(') ').at(-1)?.startsWith('Z') ?? false;
      return !ended && environment.split('\0').includes(mark) ? [Number(entry)] : [];
    } catch {
      return []; // gone meanwhile, or somebody else's
    }
  });
}

/** Kills every process of the run, again and again while one forks faster than it is found. True when none is left. */
export function killRun(run: string, leader: number | null): boolean {
  if (leader !== null) signalGroup(leader, 'SIGKILL');
  for (let round = 0; round < 50; round++) {
    const left = processesOfRun(run);
    if (left.length === 0) return true;
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // gone meanwhile
      }
    }
  }
  return processesOfRun(run).length === 0;
}
