import type { PluginRunnerConfig } from '../config/runner-schema.ts';
import { type Values, fill } from '../template.ts';
import { CANCELLED, type RunEnding, type Runner, STOPPING, failed, succeeded, unknown } from './runner.ts';

/** What plugins can do, given by who knows them: actions know nothing of the kit that they are written with. */
export interface Plugins {
  find(name: string): { readonly options: readonly string[]; readonly dryRun: boolean } | undefined;
  run(order: {
    readonly name: string;
    readonly given: Values;
    readonly signal: AbortSignal;
    onLine(line: string): void;
  }): Promise<PluginOutcome>;
}

type PluginOutcome = { readonly text: string; readonly verdict: 'ok' | 'warn' | 'bad' } & (
  | { readonly outcome: 'done'; readonly reasons: readonly string[] }
  | { readonly outcome: 'refused' | 'failed' | 'timed-out' | 'stopped'; readonly message: string }
);

/** The yes-no option by which a plugin says what it would do, and does nothing. */
const DRY_RUN = 'dry-run';

/** A plugin written with the kit of the diagnostics, in a worker of its own: what it finds is the run's output. */
export function createPluginRunner(config: PluginRunnerConfig, plugins: Plugins): Runner {
  const name = config.plugin;
  return {
    name: `plugin ${name}`,
    dryRuns: plugins.find(name)?.dryRun ?? false,
    ends: 'signal',
    secrets: [], // its own stand beside it in muster.yaml

    async run(job) {
      const plugin = plugins.find(name);
      if (!plugin)
        return failed(
          `There is no plugin action ${name}: muster.yaml must list the plugin that brings it, under diagnostics: plugins. Nothing was run.`,
        );
      if (job.signal.aborted) return failed('It was ended before it began. Nothing was run.');
      const given = { ...givenOf(config, plugin.options, job.values), ...(job.dryRun && { [DRY_RUN]: true }) };
      const write = (text: string): void => void job.output.write(Buffer.from(text));
      const ran = await plugins.run({ name, given, signal: job.signal, onLine: (line) => write(`${line}\n`) });
      if (ran.text !== '') write(ran.text);
      return endingOf(ran, job.signal);
    },
  };
}

/** Stated options are filled in; without any, parameters go to the options of their names. One that is not given is left out. */
function givenOf(config: PluginRunnerConfig, options: readonly string[], values: Values): Values {
  const stated = config.options ?? Object.fromEntries(options.map((option) => [option, `{${option}}`]));
  return Object.fromEntries(
    Object.entries(stated).flatMap(([option, template]) => {
      if (typeof template !== 'string') return [[option, template] as const];
      const only = /^\{([a-z][a-z0-9_-]{0,39})\}$/.exec(template)?.[1];
      if (only === undefined) return [[option, fill(template, values)] as const];
      const value = Object.hasOwn(values, only) ? values[only] : undefined;
      return value === undefined ? [] : [[option, value] as const];
    }),
  );
}

function endingOf(ran: PluginOutcome, signal: AbortSignal): RunEnding {
  if (ran.outcome === 'done') {
    const said = ran.reasons.slice(0, 3).join(' ').slice(0, 500);
    return ran.verdict === 'bad'
      ? failed(said === '' ? 'It says that it did not work.' : said)
      : succeeded(said === '' ? 'It was done.' : said);
  }
  if (ran.outcome === 'stopped') {
    if (signal.reason === CANCELLED)
      return { outcome: 'cancelled', status: null, reason: 'It was stopped; what it had done stays done.', url: null };
    if (signal.reason === STOPPING) return unknown('Muster was stopped while it ran.');
    return { outcome: 'timed-out', status: null, reason: 'Its deadline passed, and it was stopped.', url: null };
  }
  if (ran.outcome === 'timed-out') return { outcome: 'timed-out', status: null, reason: ran.message, url: null };
  return failed(ran.message);
}
