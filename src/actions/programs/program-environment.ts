import type { ProgramRunnerConfig } from '../config/runner-schema.ts';
import type { RunJob } from '../runners/runner.ts';
import { fill } from '../template.ts';
import { RUN_VARIABLE } from './process-tree.ts';

/** Only what is stated, and what hardly any program does without. */
export function environmentOf(
  config: ProgramRunnerConfig,
  job: Pick<RunJob, 'run' | 'values' | 'secret'>,
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
