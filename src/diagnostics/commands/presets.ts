import { rich, strong } from '../../base/rich-text.ts';
import { maskJson } from '../../base/masking.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { mayDo } from '../../catalog/viewer.ts';
import type { ActionDeclaration, Command } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Block, type FilePart, type Message, say, type Tone } from '../../commands/message.ts';
import { text } from '../../commands/options.ts';
import type { Cause } from '../../timeline/cause.ts';
import { commandLine } from '../entries/diagnostic-started.ts';
import { COMPARISON, findingsToText, verdictsFirst } from '../findings/findings-to-text.ts';
import { worstVerdict } from '../kit/finding.ts';
import type { GivenArgs } from '../kit/plugin-args.ts';
import { lackingPermission } from '../lacking-permission.ts';
import type { DiagnosticsParts } from '../parts.ts';
import { type FinishedRun, keepableArgs, runDiagnostic } from '../run-diagnostic.ts';
import type { DescribedDiagnostic } from '../runner/protocol.ts';
import { VERDICT_MARKS, VERDICT_TONES } from '../findings/verdict-marks.ts';

export interface PresetOrder {
  readonly service: string;
  readonly stream: string;
  readonly cause: Cause;
  readonly signal: AbortSignal;
  readonly channel?: string;
  /** Which permissions whoever asked holds; absent: Muster itself runs what muster.yaml says. */
  readonly may?: (permission: string) => boolean;
  readonly onProgress?: (message: Message) => void;
  /** Each says what differs from its last run on this timeline. */
  readonly compare?: boolean;
}

type Line = {
  readonly command: string;
  readonly state: 'waits' | 'runs' | 'ended';
  readonly note: string;
  readonly result?: Result<FinishedRun>;
};

/** Runs what muster.yaml lists for a service, side by side, one line each. */
export async function runPresets(parts: DiagnosticsParts, order: PresetOrder): Promise<Result<Message>> {
  const presets = parts.presetsOf(order.service);
  if (presets.length === 0)
    return refuse(
      'diagnostic/no-preset',
      `muster.yaml lists no diagnostics for ${order.service}. Add them under services.${order.service}.diagnostics.`,
    );
  const lines: Line[] = presets.map(({ diagnostic, given }) => ({
    command: commandLine(diagnostic, shownArgs(parts, diagnostic, given)),
    state: 'runs',
    note: 'running …',
  }));
  const change = (index: number, line: Partial<Line>): void => {
    const before = lines[index];
    if (before) lines[index] = { ...before, ...line };
    tell();
  };
  const tell = (): void => order.onProgress?.(messageOf(order.service, lines, false));
  tell();
  await Promise.all(
    presets.map(async ({ diagnostic, given }, index) => {
      const refused = refusalOf(parts.registry.find(diagnostic)?.diagnostic, given, order.may);
      if (refused) {
        change(index, { state: 'ended', note: refused.refusal.message, result: refused });
        return;
      }
      const result = await runDiagnostic(parts, {
        diagnostic,
        given,
        service: order.service,
        stream: order.stream,
        cause: { ...order.cause, causeId: `${order.cause.causeId}:${index}` },
        signal: order.signal,
        ...(order.channel !== undefined && { channel: order.channel }),
        ...(order.compare === true && { compare: true }),
        onProgress: (_, note) => {
          if (note !== undefined) change(index, { note });
        },
      });
      change(index, { state: 'ended', note: noteOf(result), result });
    }),
  );
  return ok(messageOf(order.service, lines, true));
}

/** As the record has them: without the values inside of SQL, and without secrets. */
const shownArgs = (parts: DiagnosticsParts, name: string, given: GivenArgs): GivenArgs => {
  const diagnostic = parts.registry.find(name)?.diagnostic;
  return maskJson(diagnostic ? keepableArgs(diagnostic, given) : given, parts.secrets()).value;
};

/** Why one is left out. Nobody confirms what is listed: what is dangerous is not run with the others. */
function refusalOf(
  diagnostic: DescribedDiagnostic | undefined,
  given: GivenArgs,
  may: PresetOrder['may'],
): ReturnType<typeof refuse> | undefined {
  const lacking = diagnostic && may && lackingPermission(diagnostic, given, may);
  if (lacking !== undefined) return refuse('permission/missing', `it takes ${lacking}`);
  return diagnostic?.risk === 'dangerous' && !diagnostic.actionOnly
    ? refuse(
        'diagnostic/unconfirmed',
        `left out: it may hurt what it looks at. Type /diag ${diagnostic.name}, which asks first`,
      )
    : undefined;
}

function noteOf(result: Result<FinishedRun>): string {
  if (!result.ok) return result.refusal.message;
  const { outcome, findings } = result.value;
  if (outcome.outcome !== 'done') return outcome.message;
  const worst = verdictsFirst(findings).find((finding) => finding.type === 'verdict');
  const texts = findings.filter((finding) => finding.type === 'text');
  const comparison = texts.find(({ id }) => id === COMPARISON);
  // What stands in a verdict's place where nothing was judged: `10 rows.`
  const first = texts.find(({ id }) => id !== COMPARISON)?.text.split('\n', 1)[0];
  return [
    `${worst?.reason ?? first ?? 'done'} (${(outcome.durationMs / 1000).toFixed(1)} s)`,
    // The rest of it is the same in every line.
    ...(comparison ? [`${comparison.text.split(';', 1)[0] ?? ''}.`] : []),
  ].join(' ');
}

const markOf = ({ state, result }: Line): string => {
  if (state !== 'ended' || !result) return '⏳';
  if (!result.ok || result.value.outcome.outcome !== 'done') return '❌';
  const { findings } = result.value;
  return VERDICT_MARKS[findings.some(({ type }) => type === 'verdict') ? worstVerdict(findings) : 'none'];
};

/** Of the worst of them; where nothing was judged, nothing is good. */
const toneOf = (marks: readonly string[]): Tone =>
  VERDICT_TONES[(['bad', 'warn', 'ok'] as const).find((verdict) => marks.includes(VERDICT_MARKS[verdict])) ?? 'none'];

function messageOf(service: string, lines: readonly Line[], finished: boolean): Message {
  const list: Block = {
    type: 'list',
    items: lines.map((line) => rich`${markOf(line)} ${strong(line.command)}: ${line.note}`),
  };
  const marks = lines.map(markOf);
  const files: readonly FilePart[] = lines.flatMap(({ command, result }, index) =>
    finished && result?.ok
      ? [
          {
            name: `${index + 1}-${command.split(' ')[1] ?? 'diagnostic'}.txt`,
            contentType: 'text/plain; charset=utf-8',
            content: Buffer.from(`${command}\n\n${findingsToText(result.value.findings)}`),
          },
        ]
      : [],
  );
  return {
    title: rich`Diagnostics of ${service}`,
    tone: finished ? toneOf(marks) : 'neutral',
    blocks: [list],
    ...(files.length > 0 && { files }),
    ...(finished && {
      buttons: [
        [{ label: 'Run all again and compare', emoji: '🔁', action: 'diagnostic.preset', args: [service, 'again'] }],
      ],
    }),
  };
}

/** `/diag service` and the button on the incident's card. */
export function presetCommands(parts: DiagnosticsParts): {
  readonly command: Command;
  readonly action: ActionDeclaration;
} {
  const run = async (service: string, context: CommandContext, more: Pick<PresetOrder, 'compare'> = {}) => {
    const message = await runPresets(parts, {
      ...more,
      service,
      stream: await parts.streamOf(context),
      cause: context.cause,
      signal: context.signal,
      ...(context.place && { channel: context.place.channelId }),
      may: (permission) => mayDo(context.viewer, permission),
      onProgress: (message) => {
        context.progress(message);
      },
    });
    return message.ok ? ok(say(message.value)) : message;
  };
  return {
    command: defineCommand({
      name: 'diag service',
      summary: 'Run the diagnostics that muster.yaml lists for a service',
      examples: ['/diag service service:checkout'],
      permission: 'diagnostics.run',
      risk: 'read',
      pace: 'waits',
      options: {
        service: text({
          description: 'Whose diagnostics',
          required: true,
          suggest: (typed) =>
            parts
              .serviceKeys()
              .filter((key) => key.includes(typed.toLowerCase()) && parts.presetsOf(key).length > 0)
              .map((key) => ({ name: key, value: key })),
        }),
      },
      run: async ({ service }, context) => run(service, context),
    }),
    action: {
      action: 'diagnostic.preset',
      summary: 'Run a service’s diagnostics',
      permission: 'diagnostics.run',
      risk: 'read',
      pace: 'waits',
      run: async ([service = '', again], _fields, context) => run(service, context, { compare: again === 'again' }),
    },
  };
}
