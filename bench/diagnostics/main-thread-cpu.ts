import { readFileSync } from 'node:fs';

/** How long the main thread of a process has been on a core, in ms; undefined elsewhere than on Linux (proc_pid_schedstat(5)). */
export function mainThreadCpuMs(pid: number | undefined): number | undefined {
  try {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ');
    return Number(nanoseconds) / 1e6;
  } catch {
    return undefined;
  }
}
