import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { failpoint } from '../../base/failpoint.ts';
import type { ProgramRunnerConfig } from '../config/runner-schema.ts';
import { type Runner, failed, unknown } from '../runners/runner.ts';
import { fillArguments } from '../template.ts';
import { followProgram, leftWords, lostReason } from './follow-program.ts';
import type { Launcher } from './launcher.ts';
import { killRun } from './process-tree.ts';
import { environmentOf } from './program-environment.ts';
import { startFault } from './start-fault.ts';

/** Between asking a program to end and ending it. */
const GRACE_MS = 5000;

/**
 * A program on this machine, in a process group of its own, from a list of arguments and never through a shell. At the
 * deadline or on request the whole of it is ended: SIGTERM, then SIGKILL, children and what hid in other sessions too.
 */
export function createProgramRunner(
  config: ProgramRunnerConfig,
  options: {
    readonly clock: Clock;
    readonly launcher: Launcher;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly graceMs?: number;
  },
): Runner {
  const { clock, launcher, graceMs = GRACE_MS } = options;
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
      const env = environmentOf(config, job, options.environment);
      const outcome = await launcher.launch({ program, args, folder: config.folder, env });
      if (outcome.started === 'unknown') return unknown(lostReason(job.run));
      if (!outcome.started) return failed(`${program} could not be started: ${startFault(outcome)}. Nothing was run.`);
      failpoint('run.spawned');
      return followProgram(outcome.launched, job, { clock, graceMs, leavesRunning: config.leavesRunning });
    },

    ask: ({ run }) => Promise.resolve({ known: 'nothing', reason: `Muster stopped while it ran. ${leftWords(run)}` }),

    async cancel({ run }) {
      return killRun(run, null);
    },
  };
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
