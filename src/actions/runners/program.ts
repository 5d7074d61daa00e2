import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import { failpoint } from '../../base/failpoint.ts';
import { messageOf } from '../../base/result.ts';
import type { ProgramRunnerConfig } from '../config/runner-schema.ts';
import { fill, fillArguments } from '../template.ts';
import { RUN_VARIABLE, killRun, processesOfRun, signalGroup } from './process-tree.ts';
import { CANCELLED, type RunEnding, type RunJob, type Runner, STOPPING, failed, succeeded, unknown } from './runner.ts';

/** Between asking a program to end and ending it. */
const GRACE_MS = 5000;
/** After the program's own end: how long the last output is waited for, when somebody else holds its pipe. */
const LAST_OUTPUT_MS = 500;

/**
 * A program on this machine, in a process group of its own, from a list of arguments and never through a shell. At the
 * deadline or on request the whole of it is ended: SIGTERM, then SIGKILL, children and what hid in other sessions too.
 */
export function createProgramRunner(
  config: ProgramRunnerConfig,
  options: {
    readonly clock: Clock;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly graceMs?: number;
  },
): Runner {
  const graceMs = options.graceMs ?? GRACE_MS;
  return {
    name: `program ${basename(config.program[0] ?? '')}`,
    dryRuns: config.dryRun !== undefined,
    ends: 'signal',
    secrets: config.secrets,

    async run(job) {
      const [program = '', ...args] = fillArguments(
        job.dryRun ? [...config.program, ...(config.dryRun ?? [])] : config.program,
        job.values,
        job.optional,
      );
      if (!isFolder(config.folder))
        return failed(`Its working folder ${config.folder} does not exist. Nothing was run.`);
      if (job.signal.aborted) return failed('It was ended before it began. Nothing was run.');
      let child: ChildProcess;
      try {
        child = spawn(program, args, {
          cwd: config.folder,
          env: environmentOf(config, job, options.environment),
          detached: true, // a process group of its own
          shell: false,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
      } catch (error) {
        return failed(`${program} could not be started (${messageOf(error)}). Nothing was run.`);
      }
      failpoint('run.spawned');
      return follow(child, program, job, config.leavesRunning, graceMs, options.clock);
    },

    async ask({ run }) {
      const left = processesOfRun(run).length;
      return {
        known: 'nothing',
        reason:
          left === 0
            ? 'Muster stopped while it ran. No process of it is left.'
            : `Muster stopped while it ran. ${left} of its processes still run.`,
      };
    },

    async cancel({ run }) {
      return killRun(run, null);
    },
  };
}

async function follow(
  child: ChildProcess,
  program: string,
  job: RunJob,
  leavesRunning: boolean,
  graceMs: number,
  clock: Clock,
): Promise<RunEnding> {
  const leader = child.pid;
  const streams = [child.stdout, child.stderr].filter((stream): stream is Readable => stream !== null);
  const reading = Promise.all(streams.map((stream) => drain(stream, job)));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null; error?: Error }>((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  if (leader === undefined) {
    const { error } = await ended;
    return failed(`${program} could not be started: ${startFault(error)}. Nothing was run.`);
  }

  let forced = false;
  const stop = (): void => {
    signalGroup(leader, 'SIGTERM');
    cancelForce = clock.at(clock.now() + graceMs, () => {
      forced = true;
      killRun(job.run, leader);
    });
  };
  let cancelForce = (): void => undefined;
  if (job.signal.aborted) stop();
  else job.signal.addEventListener('abort', stop, { once: true });

  const { code, signal } = await ended;
  cancelForce();
  job.signal.removeEventListener('abort', stop);
  const aborted = job.signal.aborted;
  // It is over. What it left behind may hold its output open for ever: wait a little for the last words, no longer.
  await Promise.race([reading, clock.sleep(LAST_OUTPUT_MS)]);
  const others = aborted || !leavesRunning ? leftovers(job.run, leader) : 0;
  for (const stream of streams) stream.destroy();
  await reading;

  const rest =
    others > 0
      ? ` ${others} process${others === 1 ? '' : 'es'} that it left behind ${others === 1 ? 'was' : 'were'} ended.`
      : '';
  if (aborted) return abortedEnding(job.signal.reason, forced, rest);
  if (code === 0) return succeeded(`Exit status 0.${rest}`, 0);
  return failed(
    code === null ? `It was ended by ${signal ?? 'a signal'}.${rest}` : `Exit status ${code}.${rest}`,
    code,
  );
}

/** Ends what is left of the run; how many there were. */
function leftovers(run: string, leader: number): number {
  const left = processesOfRun(run).length;
  // One look through /proc is what an ordinary end costs; the group gets its signal in any case.
  if (left > 0) killRun(run, leader);
  else signalGroup(leader, 'SIGKILL');
  return left;
}

async function drain(stream: Readable, job: RunJob): Promise<void> {
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

/** Only what is stated, and what hardly any program does without. */
function environmentOf(
  config: ProgramRunnerConfig,
  job: RunJob,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const own: Record<string, string> = {};
  for (const name of ['PATH', 'HOME', 'LANG', 'TZ']) if (environment[name] !== undefined) own[name] = environment[name];
  for (const [name, template] of Object.entries(config.env)) own[name] = fill(template, job.values);
  for (const name of config.secrets) {
    const secret = job.secret(name);
    if (secret !== undefined) own[name] = secret;
  }
  for (const [name, value] of Object.entries(job.values))
    own[`MUSTER_${name.toUpperCase().replaceAll('-', '_')}`] = String(value);
  own[RUN_VARIABLE] = job.run;
  return own;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function startFault(error: Error | undefined): string {
  const code = error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such program';
  if (code === 'EACCES') return 'it may not be executed';
  return error ? messageOf(error) : 'the system refused';
}

/** Runs a short program for its output alone: a state, suggestions, checks. Bounded in time and size; refuses nothing, answers its exit status. */
export async function captureProgram(
  argv: readonly string[],
  options: {
    readonly folder: string;
    readonly timeoutMs: number;
    readonly env?: Readonly<Record<string, string>>;
    readonly mostBytes?: number;
  },
): Promise<{ readonly status: number | null; readonly output: string; readonly error: string }> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, {
    cwd: options.folder,
    ...(options.env && { env: options.env }),
    detached: true,
    shell: false,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const most = options.mostBytes ?? 1_000_000;
  const texts = { output: [] as Buffer[], error: [] as Buffer[] };
  const collect = (stream: Readable, into: Buffer[]): void => {
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= most) into.push(chunk);
    });
  };
  collect(child.stdout, texts.output);
  collect(child.stderr, texts.error);
  const timer = setTimeout(() => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL'), options.timeoutMs);
  try {
    const [status] = (await once(child, 'close')) as [number | null];
    return {
      status,
      output: Buffer.concat(texts.output).toString('utf8'),
      error: Buffer.concat(texts.error).toString('utf8'),
    };
  } catch (error) {
    return { status: null, output: '', error: startFault(error instanceof Error ? error : undefined) };
  } finally {
    clearTimeout(timer);
  }
}
