import { maskJson } from '../base/masking.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import type { Cause } from '../timeline/cause.ts';
import { diagnosticFinished } from './entries/diagnostic-finished.ts';
import { diagnosticStarted } from './entries/diagnostic-started.ts';
import { addressNames, addressesIn, nameAddressesIn } from './findings/name-addresses.ts';
import { compareFindings } from './findings/compare-findings.ts';
import { type Findings, worstVerdict } from './kit/finding.ts';
import { type GivenArgs, parsePluginArgs } from './kit/plugin-args.ts';
import { redactLiterals } from './kit/redact-literals.ts';
import type { DiagnosticsParts } from './parts.ts';
import type { DescribedDiagnostic } from './runner/protocol.ts';
import type { RunOutcome } from './runner/runner.ts';
import { previousRun, questionOf, type RunRecord, runsFold } from './runs-fold.ts';

export interface RunOrder {
  readonly diagnostic: string;
  readonly given: GivenArgs;
  readonly stream: string;
  readonly cause: Cause;
  readonly signal: AbortSignal;
  /** Marks what differs from the last run of the same question on the same timeline. */
  readonly compare?: boolean;
  readonly service?: string;
  readonly again?: string;
  readonly onStarted?: (run: string) => void;
  readonly onProgress?: (findings: Findings, line: string | undefined) => void;
}

export interface FinishedRun {
  readonly run: string;
  readonly outcome: RunOutcome;
  /** Masked, addresses named, and compared where that was asked for. */
  readonly findings: Findings;
  readonly compared: boolean;
}

/** What is kept of a run on the timeline; the attached file has it whole. */
const MOST_KEPT_CHARACTERS = 64_000;

/** Commits that it starts, runs it, commits how it ended. Refuses before the start, never after it. */
export async function runDiagnostic(parts: DiagnosticsParts, order: RunOrder): Promise<Result<FinishedRun>> {
  const registered = parts.registry.find(order.diagnostic);
  if (!registered)
    return refuse(
      'diagnostic/unknown',
      `There is no diagnostic "${order.diagnostic}". /muster help lists those that there are.`,
    );
  const { source, diagnostic } = registered;
  const args = parsePluginArgs(diagnostic.options, order.given);
  if (!args.ok) return args;

  const started = await parts.timeline.change(order.stream, runsFold, order.cause, (_, context) => {
    const run = context.newId();
    return ok({
      entries: [
        diagnosticStarted({
          run,
          diagnostic: diagnostic.name,
          plugin: source.key,
          risk: diagnostic.risk,
          given: keepableArgs(diagnostic, order.given),
          ...(order.service !== undefined && { service: order.service }),
          ...(order.again !== undefined && { again: order.again }),
        }),
      ],
      answer: run,
    });
  });
  if (!started.ok) return started;
  const run = started.value.answer;
  if (started.value.repeated)
    return refuse('diagnostic/repeated', 'This run has been started before; its result stands where it was asked for.');

  const stop = new AbortController();
  parts.running.set(run, stop);
  remember(parts, run, order.given);
  order.onStarted?.(run);
  const secrets = parts.secrets();
  const shown = (findings: Findings): Findings => maskJson(findings, secrets).value;
  let target: string | null = null;
  let latest: Findings = [];
  const outcome = await parts.runner.run({
    source,
    diagnostic,
    given: order.given,
    signal: AbortSignal.any([order.signal, stop.signal]),
    onTarget: (resolved) => {
      target = resolved;
    },
    onProgress: (line) => order.onProgress?.(latest, line),
    onPartial: (partial) => {
      latest = shown(partial);
      order.onProgress?.(latest, undefined);
    },
  });
  parts.running.delete(run);
  const findings = await withNames(parts, shown(outcome.findings));
  const kept = keepable(findings);
  const finished = await parts.timeline.change(
    order.stream,
    runsFold,
    { causeId: `diagnostic:${run}`, actor: order.cause.actor, source: { ...order.cause.source } },
    () =>
      ok({
        entries: [
          diagnosticFinished({
            run,
            diagnostic: diagnostic.name,
            target,
            outcome: outcome.outcome,
            ...(outcome.outcome !== 'done' && { code: outcome.code, message: outcome.message.slice(0, 2000) }),
            durationMs: Math.round(outcome.durationMs),
            verdict: outcome.outcome === 'done' ? worstVerdict(findings) : 'bad',
            findings: kept,
            truncated: outcome.truncated || kept.length < findings.length,
          }),
        ],
        answer: null,
      }),
  );
  if (!finished.ok) return finished;

  const question = questionOf({ diagnostic: diagnostic.name, given: keepableArgs(diagnostic, order.given) });
  const before =
    (order.compare === true || diagnostic.comparesByItself) && outcome.outcome === 'done'
      ? previousRun(await parts.timeline.state(order.stream, runsFold), question, run)
      : undefined;
  const old = before && (await findingsOf(parts, order.stream, before));
  return ok({ run, outcome, findings: old ? compareFindings(old, findings) : findings, compared: old !== undefined });
}

/** Without the values inside of SQL. */
export const keepableArgs = (diagnostic: DescribedDiagnostic, given: GivenArgs): GivenArgs =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      diagnostic.options[name]?.redact === 'literals' && typeof value === 'string' ? redactLiterals(value) : value,
    ]),
  );

/** What was left out of the record is still known for a while, so that the button can run it again. */
const MOST_REMEMBERED = 500;
function remember(parts: DiagnosticsParts, run: string, given: GivenArgs): void {
  parts.given.set(run, given);
  const [oldest] = parts.given.keys();
  if (parts.given.size > MOST_REMEMBERED && oldest !== undefined) parts.given.delete(oldest);
}

/** What a run of this timeline found. */
export async function findingsOf(
  parts: Pick<DiagnosticsParts, 'timeline'>,
  stream: string,
  run: RunRecord,
): Promise<Findings | undefined> {
  if (run.finishedSeq === null) return undefined;
  const [entry] = await parts.timeline.read(stream, { behind: run.finishedSeq - 1, upTo: run.finishedSeq, limit: 1 });
  const parsed = diagnosticFinished.schema.safeParse(entry?.data);
  return parsed.success ? parsed.data.findings : undefined;
}

async function withNames(parts: DiagnosticsParts, findings: Findings): Promise<Findings> {
  const addresses = addressesIn(JSON.stringify(findings)).slice(0, 40);
  if (addresses.length === 0) return findings;
  const looked = (await parts.reverse?.(addresses)) ?? new Map<string, string>();
  return nameAddressesIn(findings, addressNames(parts.config().networks, looked));
}

/** Verdicts and what comes first, as much as fits; files (CSV, raw plans) are not kept. */
function keepable(findings: Findings): Findings {
  let left = MOST_KEPT_CHARACTERS;
  const kept = new Set<Findings[number]>();
  const byImportance = [...findings].sort((a, b) => Number(b.type === 'verdict') - Number(a.type === 'verdict'));
  for (const finding of byImportance) {
    const size = JSON.stringify(finding).length;
    if (finding.type === 'file' || size > left) continue;
    left -= size;
    kept.add(finding);
  }
  return findings.filter((finding) => kept.has(finding));
}
