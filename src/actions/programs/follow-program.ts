import type { Readable } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import { CANCELLED, type RunEnding, type RunJob, STOPPING, failed, succeeded, unknown } from '../runners/runner.ts';
import type { Launched } from './launcher.ts';
import { killRun, processesOfRun, signalGroup } from './process-tree.ts';

/** After the program's own end: how long the last output is waited for, when somebody else holds its pipe. */
const LAST_OUTPUT_MS = 500;

/** From its start to its end: takes its output, ends all of it when told to, and says what became of it. */
export async function followProgram(
  { pid: leader, output, ended }: Launched,
  job: Pick<RunJob, 'run' | 'output' | 'signal'>,
  options: { readonly clock: Clock; readonly graceMs: number; readonly leavesRunning: boolean },
): Promise<RunEnding> {
  const { clock, graceMs, leavesRunning } = options;
  const reading = drain(output, job);
  let forced = false;
  let cancelForce = (): void => undefined;
  const stop = (): void => {
    signalGroup(leader, 'SIGTERM');
    cancelForce = clock.at(clock.now() + graceMs, () => {
      forced = true;
      killRun(job.run, leader);
    });
  };
  if (job.signal.aborted) stop();
  else job.signal.addEventListener('abort', stop, { once: true });

  const end = await ended;
  cancelForce();
  job.signal.removeEventListener('abort', stop);
  const aborted = job.signal.aborted;
  if ('lost' in end) {
    output.destroy();
    return unknown(lostReason(job.run));
  }
  // It is over. What it left behind may hold its output open for ever: wait a little for the last words, no longer.
  await Promise.race([reading, clock.sleep(LAST_OUTPUT_MS)]);
  const others = aborted || !leavesRunning ? leftovers(job.run, leader) : 0;
  output.destroy();
  await reading;

  const rest =
    others > 0
      ? ` ${others} process${others === 1 ? '' : 'es'} that it left behind ${others === 1 ? 'was' : 'were'} ended.`
      : '';
  if (aborted) return abortedEnding(job.signal.reason, forced, rest);
  const { code, signal } = end;
  if (code === 0) return succeeded(`Exit status 0.${rest}`, 0);
  return failed(
    code === null ? `It was ended by ${signal ?? 'a signal'}.${rest}` : `Exit status ${code}.${rest}`,
    code,
  );
}

/** Who started it was ended from outside, which says nothing of the program itself. */
export const lostReason = (run: string): string =>
  `The process by which Muster starts programs was ended from outside. ${leftWords(run)}`;

/** What is left of a run of which nobody knows how it ended. */
export function leftWords(run: string): string {
  const left = processesOfRun(run).length;
  return left === 0 ? 'No process of it is left.' : `${left} of its processes still run.`;
}

/** Ends what is left of the run; how many there were. */
function leftovers(run: string, leader: number): number {
  const left = processesOfRun(run).length;
  // One look through /proc is what an ordinary end costs; the group gets its signal in any case.
  if (left > 0) killRun(run, leader);
  else signalGroup(leader, 'SIGKILL');
  return left;
}

async function drain(stream: Readable, job: Pick<RunJob, 'output'>): Promise<void> {
  try {
    for await (const chunk of stream) if (chunk instanceof Uint8Array) await job.output.write(chunk);
  } catch {
    // destroyed by us while somebody else held it open
  }
}

function abortedEnding(reason: unknown, forced: boolean, rest: string): RunEnding {
  const how = forced ? 'It did not end when asked to and was killed, all of it.' : 'It ended when asked to.';
  if (reason === CANCELLED) return { outcome: 'cancelled', status: null, reason: `${how}${rest}`, url: null };
  if (reason === STOPPING) return unknown(`Muster was stopped while it ran. ${how}${rest}`);
  return { outcome: 'timed-out', status: null, reason: `Its deadline passed. ${how}${rest}`, url: null };
}
