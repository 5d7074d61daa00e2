import { maskJson, maskText } from '../base/masking.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import type { Cause } from '../timeline/cause.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import { diagnosticFinished } from './entries/diagnostic-finished.ts';
import { diagnosticStarted } from './entries/diagnostic-started.ts';
import { namesOf } from './names-in.ts';
import { addressesInFindings, nameAddressesIn } from './findings/name-addresses.ts';
import { plainFindings } from './findings/plain-findings.ts';
import { compareFindings } from './findings/compare-findings.ts';
import { keepable } from './findings/keepable-findings.ts';
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
  /** Marks what differs from the last run of the same question on this timeline; where it has none, on the organisation's. */
  readonly compare?: boolean;
  readonly service?: string;
  /** Where it was asked for: its message is found there after a restart. */
  readonly channel?: string;
  readonly again?: string;
  readonly onStarted?: (run: string) => void;
  readonly onProgress?: (findings: Findings, line: string | undefined) => void;
}

export interface FinishedRun {
  readonly run: string;
  readonly outcome: RunOutcome;
  /** Masked, addresses named, and compared where that was asked for. */
  readonly findings: Findings;
  /** With a run of this timeline, or of one outside of incidents. */
  readonly compared: 'here' | 'outside' | undefined;
  /** How many addresses nobody was asked about: there were too many. */
  readonly unnamed: number;
  /** What was used for options that were neither given nor have a default. */
  readonly chosen: GivenArgs;
}

/** Commits that it starts, runs it, commits how it ended. Refuses before the start, never after it. */
export async function runDiagnostic(parts: DiagnosticsParts, order: RunOrder): Promise<Result<FinishedRun>> {
  const registered = parts.registry.find(order.diagnostic);
  // Plugins are mostly named like what they offer: why it is missing helps more than that it is.
  const fault = parts.registry.faults().get(order.diagnostic);
  if (!registered && fault) return { ok: false, refusal: fault };
  if (!registered || registered.diagnostic.actionOnly)
    return refuse(
      'diagnostic/unknown',
      `There is no diagnostic "${order.diagnostic}". /muster help lists those that there are.`,
    );
  const { source, diagnostic } = registered;
  const args = parsePluginArgs(diagnostic.options, order.given);
  if (!args.ok) return args;
  const defaults = defaultsOf(diagnostic, order.given);

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
          ...(Object.keys(defaults).length > 0 && { defaults }),
          ...(order.service !== undefined && { service: order.service }),
          ...(order.channel !== undefined && { channel: order.channel }),
          ...(order.again !== undefined && { again: order.again }),
        }),
      ],
      answer: run,
    });
  });
  if (!started.ok) return started;
  const run = started.value.answer;
  if (started.value.repeated) return finishedBefore(parts, order.stream, run);

  const stop = new AbortController();
  parts.running.set(run, stop);
  remember(parts, run, { by: order.cause.actor.id, args: order.given });
  order.onStarted?.(run);
  const secrets = parts.secrets();
  const shown = (findings: Findings): Findings => maskJson(plainFindings(findings), secrets).value;
  const said = (text: string): string => maskText(text, secrets).value;
  let target: string | null = null;
  let chosen: GivenArgs = {};
  let latest: Findings = [];
  const ended = await parts.runner.run({
    source,
    diagnostic,
    given: order.given,
    signal: AbortSignal.any([order.signal, stop.signal]),
    onTarget: (resolved) => {
      target = resolved;
    },
    onChose(values) {
      const others = Object.entries(values).filter(([name]) => !(name in order.given) && !(name in defaults));
      chosen = { ...chosen, ...keepableArgs(diagnostic, maskJson(Object.fromEntries(others), secrets).value) };
    },
    onProgress: (line) => order.onProgress?.(latest, said(line)),
    onPartial: (partial) => {
      latest = shown(partial);
      order.onProgress?.(latest, undefined);
    },
  });
  parts.running.delete(run);
  const outcome: RunOutcome = ended.outcome === 'done' ? ended : { ...ended, message: said(ended.message) };
  const { findings, unnamed } = await withNames(parts, shown(outcome.findings));
  const { kept, cut } = keepable(findings);
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
            ...(Object.keys(chosen).length > 0 && { chosen }),
            outcome: outcome.outcome,
            ...(outcome.outcome !== 'done' && { code: outcome.code, message: outcome.message.slice(0, 2000) }),
            durationMs: Math.round(outcome.durationMs),
            verdict: outcome.outcome === 'done' ? worstVerdict(findings) : 'bad',
            findings: kept,
            truncated: outcome.truncated || cut,
          }),
        ],
        answer: null,
      }),
  );
  if (!finished.ok) return finished;

  const question = questionOf({ diagnostic: diagnostic.name, given: keepableArgs(diagnostic, order.given) });
  const before =
    (order.compare === true || diagnostic.comparesByItself) && outcome.outcome === 'done'
      ? await runBefore(parts, order.stream, question, run)
      : undefined;
  const old = before && (await endOf(parts, before.stream, before.record));
  const cutOff = { before: old?.truncated === true, now: outcome.truncated };
  return ok({
    run,
    outcome,
    findings: old ? compareFindings(old.findings, findings, cutOff) : findings,
    compared: old && (before.stream === order.stream ? 'here' : 'outside'),
    unnamed,
    chosen,
  });
}

/** The same cause again (an effect that a restart interrupted): what came of it then, and nothing is run twice. */
async function finishedBefore(parts: DiagnosticsParts, stream: string, run: string): Promise<Result<FinishedRun>> {
  const record = (await parts.timeline.state(stream, runsFold)).runs[run];
  const finished = record && (await endOf(parts, stream, record));
  if (!finished)
    return refuse('diagnostic/repeated', 'This run has been started before; its result stands where it was asked for.');
  const { outcome, code, message, durationMs, findings, truncated, chosen = {} } = finished;
  const end = { durationMs, findings, truncated };
  return ok({
    run,
    findings,
    compared: undefined,
    unnamed: 0,
    chosen,
    outcome:
      outcome === 'done'
        ? { ...end, outcome }
        : {
            ...end,
            outcome: outcome === 'cut-off' ? 'stopped' : outcome,
            code: code ?? 'diagnostic/failed',
            message: message ?? outcome,
          },
  });
}

/** What is used in place of options that were not given. */
const defaultsOf = ({ options }: Pick<DescribedDiagnostic, 'options'>, given: GivenArgs): GivenArgs =>
  Object.fromEntries(
    Object.entries(options).flatMap(([name, option]) =>
      option.default === undefined || name in given ? [] : [[name, option.default] as const],
    ),
  );

/** Without the values inside of SQL. */
export const keepableArgs = (diagnostic: Pick<DescribedDiagnostic, 'options'>, given: GivenArgs): GivenArgs =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const { redact, dialect } = diagnostic.options[name] ?? {};
      if (redact === undefined || typeof value !== 'string') return [name, value];
      if (redact === 'first-word') return [name, value.trim().split(/\s/)[0] ?? ''];
      return [name, redactLiterals(value, { dialect: dialect?.dialects[String(given[dialect.option])] })];
    }),
  );

/** What was left out of the record is still known for a while, so that the button can run it again. */
const MOST_REMEMBERED = 500;
function remember(parts: DiagnosticsParts, run: string, given: { by: string; args: GivenArgs }): void {
  parts.given.set(run, given);
  const [oldest] = parts.given.keys();
  if (parts.given.size > MOST_REMEMBERED && oldest !== undefined) parts.given.delete(oldest);
}

/**
 * On this timeline; where it has none, on the organisation's, which everybody who may run a diagnostic may read: in a new incident
 * one wants to know what was different before. Other incidents may be private.
 */
async function runBefore(
  parts: Pick<DiagnosticsParts, 'timeline'>,
  stream: string,
  question: string,
  except: string,
): Promise<{ readonly stream: string; readonly record: RunRecord } | undefined> {
  for (const one of new Set([stream, ORGANISATION])) {
    const record = previousRun(await parts.timeline.state(one, runsFold), question, except);
    if (record) return { stream: one, record };
  }
  return undefined;
}

/** How a run of this timeline ended; undefined while it runs. */
async function endOf(parts: Pick<DiagnosticsParts, 'timeline'>, stream: string, run: RunRecord) {
  if (run.finishedSeq === null) return undefined;
  const [entry] = await parts.timeline.read(stream, { behind: run.finishedSeq - 1, upTo: run.finishedSeq, limit: 1 });
  return diagnosticFinished.schema.safeParse(entry?.data).data;
}

async function withNames(
  parts: DiagnosticsParts,
  findings: Findings,
): Promise<Pick<FinishedRun, 'findings' | 'unnamed'>> {
  const { names, leftOut: unnamed } = await namesOf(parts, addressesInFindings(findings));
  if (Object.keys(names).length === 0) return { findings, unnamed };
  return { findings: nameAddressesIn(findings, (address) => names[address]), unnamed };
}
