import { systemClock } from '../../src/base/clock.ts';
import { expectOk } from '../../src/base/result.ts';
import { BUILT_IN_PLUGINS } from '../../src/diagnostics/builtin/built-in-plugins.ts';
import { cellText, type Finding, type Findings } from '../../src/diagnostics/kit/finding.ts';
import type { GivenArgs } from '../../src/diagnostics/kit/plugin-args.ts';
import { createRunner, type RunOutcome, type Runner } from '../../src/diagnostics/runner/runner.ts';
import type { LoadedSource } from '../../src/diagnostics/runner/protocol.ts';

export interface BuiltIn {
  readonly runner: Runner;
  readonly source: LoadedSource;
  run(
    given: GivenArgs,
    more?: {
      readonly signal?: AbortSignal;
      readonly onPartial?: (findings: Findings) => void;
      readonly onTarget?: (target: string | null) => void;
    },
  ): Promise<RunOutcome>;
  /** The findings of a run that must succeed. */
  findings(given: GivenArgs): Promise<Findings>;
  suggest(option: string, typed: string, given?: GivenArgs): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A built-in plugin the way Muster runs it: in a worker, through the runner. */
export async function builtIn(
  key: string,
  config: unknown = {},
  more: { readonly targets?: readonly string[]; readonly secrets?: Readonly<Record<string, string>> } = {},
): Promise<BuiltIn> {
  const runner = createRunner({ clock: systemClock });
  const source: LoadedSource = {
    key,
    version: 1,
    module: BUILT_IN_PLUGINS[key] ?? '',
    config,
    secrets: more.secrets ?? {},
    ...(more.targets && { targets: more.targets }),
    builtIn: true,
    memoryMb: 128,
  };
  const [diagnostic] = expectOk(await runner.describe(source));
  if (!diagnostic) throw new Error(`${key} offers nothing`);
  const run: BuiltIn['run'] = (given, events = {}) =>
    runner.run({ source, diagnostic, given, signal: new AbortController().signal, ...events });
  return {
    runner,
    source,
    run,
    async findings(given) {
      const outcome = await run(given);
      if (outcome.outcome !== 'done') throw new Error(`${outcome.code}: ${outcome.message}`);
      return outcome.findings;
    },
    suggest: async (option, typed, given = {}) =>
      (await runner.suggest(source, diagnostic.name, option, typed, given)).map(({ value }) => value),
    close: () => runner.close(),
  };
}

export const verdictIn = (findings: Findings): { verdict: string; reason: string; next?: string } => {
  const found = findings.find((finding) => finding.type === 'verdict');
  if (!found) throw new Error('no verdict');
  return found;
};

/** What stands where nothing is judged: `3 lines match.` */
export const countIn = (findings: Findings): string => {
  const found = findings.find(({ id }) => id === 'count');
  if (found?.type !== 'text') throw new Error('nothing is counted');
  return found.text;
};

export const verdictsIn = (findings: Findings): readonly string[] =>
  findings.flatMap((finding) => (finding.type === 'verdict' ? [`${finding.verdict}: ${finding.reason}`] : []));

/** A table's rows as texts, marked cells with their mark: `192.0.2.1 !differs`. */
export function rowsOf(findings: Findings, id?: string): readonly (readonly string[])[] {
  const table = findings.find(
    (finding): finding is Extract<Finding, { type: 'table' }> =>
      finding.type === 'table' && (id === undefined || finding.id === id || finding.title === id),
  );
  return (table?.rows ?? []).map((row) =>
    row.map((cell) => (cell !== null && typeof cell === 'object' ? `${cell.text} !${cell.mark}` : cellText(cell))),
  );
}

export const factsOf = (findings: Findings, id?: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    findings.flatMap((finding) =>
      finding.type === 'facts' && (id === undefined || finding.id === id || finding.title === id)
        ? finding.facts.map(({ name, value }) => [name, cellText(value)])
        : [],
    ),
  );
