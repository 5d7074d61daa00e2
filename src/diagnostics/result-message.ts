import { code, rich, type RichText } from '../base/rich-text.ts';
import type { Button, Message } from '../commands/message.ts';
import { formOptions } from './commands/try-again.ts';
import { commandLine, optionsLine } from './entries/diagnostic-started.ts';
import { findingsToMessage } from './findings/findings-to-message.ts';
import { bad, type Findings } from './kit/finding.ts';
import type { GivenArgs } from './kit/plugin-args.ts';
import type { DiagnosticsParts } from './parts.ts';
import type { FinishedRun } from './run-diagnostic.ts';

const COMPARED: Readonly<Record<NonNullable<FinishedRun['compared']>, string>> = {
  here: 'compared with the run before',
  outside: 'compared with the last run outside of incidents',
};

/** What a finished run looks like in the chat. */
export async function resultMessage(
  parts: DiagnosticsParts,
  diagnostic: string,
  given: GivenArgs,
  { run, outcome, findings, compared, chosen, unnamed }: FinishedRun,
): Promise<Message> {
  const all: Findings =
    outcome.outcome === 'done'
      ? findings
      : [bad(outcome.message, nextWhenFailed(outcome.outcome, findings.length > 0)), ...findings];
  const notes = [
    ...(Object.keys(chosen).length > 0 ? [optionsLine(chosen)] : []),
    `${(outcome.durationMs / 1000).toFixed(outcome.durationMs < 10_000 ? 2 : 0)} s`,
    ...(compared === undefined ? [] : [COMPARED[compared]]),
    ...(unnamed > 0 ? [`${unnamed} more addresses, whose names were not looked up`] : []),
    ...(outcome.truncated ? ['more was found than is kept'] : []),
  ];
  const options = parts.registry.find(diagnostic)?.diagnostic.options ?? {};
  const edit: readonly Button[] =
    outcome.outcome === 'refused' && formOptions(options, given).length > 0
      ? [{ label: 'Try again', style: 'primary', action: 'diagnostic.edit', args: [run] }]
      : [];
  const again: Button = { label: 'Run again and compare', emoji: '🔁', action: 'diagnostic.again', args: [run] };
  return {
    ...(await findingsToMessage(all, { name: diagnostic, draw: parts.draw })),
    title: titleOf(diagnostic, given),
    buttons: [[...edit, again]],
    footer: rich`${notes.join(' · ')}`,
  };
}

function nextWhenFailed(outcome: string, foundSome: boolean): string | undefined {
  const below = foundSome ? ' What it had found until then is below.' : '';
  if (outcome === 'timed-out') return `Ask for less, or try again.${below}`;
  return outcome === 'failed' ? `This is the diagnostic’s fault, not yours.${below}` : undefined;
}

/** What is shown while it runs. */
export async function progressMessage(
  diagnostic: string,
  given: GivenArgs,
  run: string,
  findings: Findings,
  line: string | undefined,
): Promise<Message> {
  const { blocks } = await findingsToMessage(findings, { name: diagnostic, live: true });
  return {
    tone: 'neutral',
    title: titleOf(diagnostic, given),
    blocks: [...blocks, { type: 'text', text: rich`⏳ ${line ?? 'running …'}` }],
    buttons: [[{ label: 'Stop', style: 'secondary', action: 'diagnostic.stop', args: [run] }]],
  };
}

const titleOf = (diagnostic: string, given: GivenArgs): RichText => {
  const line = commandLine(diagnostic, given).replace(/\s+/g, ' ');
  return [code(line.length > 200 ? `${line.slice(0, 199)}…` : line)];
};
