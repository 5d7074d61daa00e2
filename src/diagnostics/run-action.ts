import { maskJson, maskText } from '../base/masking.ts';
import { findingsToText } from './findings/findings-to-text.ts';
import { plainFindings } from './findings/plain-findings.ts';
import { type Findings, worstVerdict } from './kit/finding.ts';
import type { GivenArgs } from './kit/plugin-args.ts';
import type { DiagnosticsParts } from './parts.ts';

/** A plugin's work as an action runs it: who asked, what was confirmed and how it ended stands in the action's own record. */
export interface PluginAction {
  /** Names of its options: an action's parameters of the same names are handed over. */
  readonly options: readonly string[];
  /** It has a yes-no option `dry-run`. */
  readonly dryRun: boolean;
}

export interface PluginActionOrder {
  readonly name: string;
  readonly given: GivenArgs;
  readonly signal: AbortSignal;
  /** One line of how it goes, masked. */
  readonly onLine: (line: string) => void;
}

export type PluginActionOutcome = {
  /** What was found, whole, as plain text, masked. */
  readonly text: string;
  readonly verdict: 'ok' | 'warn' | 'bad';
} & (
  | { readonly outcome: 'done'; readonly reasons: readonly string[] }
  | { readonly outcome: 'refused' | 'failed' | 'timed-out' | 'stopped'; readonly message: string }
);

/** The plugins of muster.yaml as what an action may run. Records nothing. */
export function pluginActions(parts: Pick<DiagnosticsParts, 'registry' | 'runner' | 'secrets'>) {
  return {
    find(name: string): PluginAction | undefined {
      const options = parts.registry.find(name)?.diagnostic.options;
      return options && { options: Object.keys(options), dryRun: options['dry-run']?.type === 'yes-no' };
    },

    async run({ name, given, signal, onLine }: PluginActionOrder): Promise<PluginActionOutcome> {
      const registered = parts.registry.find(name);
      if (!registered)
        return { outcome: 'refused', message: `No plugin brings ${name}. Nothing was run.`, text: '', verdict: 'bad' };
      const secrets = parts.secrets();
      const masked = (findings: Findings): Findings => maskJson(plainFindings(findings), secrets).value;
      const ran = await parts.runner.run({
        source: registered.source,
        // Never a second time because a neighbour in the worker hung: it may have done half of it.
        diagnostic: { ...registered.diagnostic, risk: 'dangerous' },
        given,
        signal,
        onProgress: (line) => {
          onLine(maskText(line, secrets).value);
        },
      });
      const findings = masked(ran.findings);
      const text = findings.length === 0 ? '' : findingsToText(findings);
      if (ran.outcome !== 'done')
        return { outcome: ran.outcome, message: maskText(ran.message, secrets).value, text, verdict: 'bad' };
      const reasons = findings.flatMap((finding) => (finding.type === 'verdict' ? [finding.reason] : []));
      return { outcome: 'done', text, reasons, verdict: worstVerdict(findings) };
    },
  };
}

export type PluginActions = ReturnType<typeof pluginActions>;
