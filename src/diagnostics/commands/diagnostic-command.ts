import { maskJson, maskText } from '../../base/masking.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { mayDo } from '../../catalog/viewer.ts';
import type { Command } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Reply, say, whisper } from '../../commands/message.ts';
import type { Option, Options, RawValue } from '../../commands/option.ts';
import { choice, integer, text, yesNo } from '../../commands/options.ts';
import { commandLine } from '../entries/diagnostic-started.ts';
import { type GivenArgs, parsePluginArgs } from '../kit/plugin-args.ts';
import type { DiagnosticsParts } from '../parts.ts';
import type { Registered } from '../registry.ts';
import { CONFIRM_MS, diagnosticDraft, formFor } from './diagnostic-form.ts';
import { earlierValues } from './earlier-values.ts';
import { lackingPermission } from '../lacking-permission.ts';
import { progressMessage, resultMessage } from '../result-message.ts';
import { keepableArgs, type RunOrder, runDiagnostic } from '../run-diagnostic.ts';
import type { DescribedDiagnostic, DescribedOption } from '../runner/protocol.ts';

const RISKS = { read: 'read', costly: 'record', dangerous: 'danger' } as const;

/** `/diag NAME`, from what the plugin says of itself. */
export function diagnosticCommand(parts: DiagnosticsParts, { source, diagnostic }: Registered): Command {
  const options: Options = Object.fromEntries(
    Object.entries(diagnostic.options)
      // Discord wants required options first; one that a form can ask for is optional here.
      .sort(([, a], [, b]) => Number(isRequired(b)) - Number(isRequired(a)))
      .map(([name, option]) => [name, commandOption(parts, source, diagnostic, name, option)]),
  );
  return defineCommand({
    name: `diag ${diagnostic.name}`,
    summary: diagnostic.summary,
    ...(diagnostic.details !== undefined && { details: diagnostic.details }),
    examples: diagnostic.examples.map((example) => `/diag ${diagnostic.name} ${example}`.trim()),
    permission: diagnostic.permission,
    risk: RISKS[diagnostic.risk],
    // A form must be the first answer; it cannot follow a deferral.
    pace: hasForm(diagnostic) || diagnostic.risk === 'dangerous' ? 'local' : 'waits',
    options,
    run: async (args, context) => start(parts, diagnostic, givenOf(args), context),
  });
}

/** Opens the form for what is missing, asks before what is dangerous, else runs. */
async function start(
  parts: DiagnosticsParts,
  diagnostic: DescribedDiagnostic,
  given: GivenArgs,
  context: CommandContext,
): Promise<Result<Reply>> {
  const missing = Object.entries(diagnostic.options).filter(
    ([name, { form, unless = [] }]) =>
      form === true && given[name] === undefined && !unless.some((other) => given[other] !== undefined),
  );
  if (missing.length > 0) {
    const names = missing.map(([name]) => name);
    return ok(await formFor(parts, diagnostic, { given, names }, context));
  }
  return askOrRun(parts, diagnostic.name, given, context);
}

/** What is dangerous is asked about first, however it was asked for; anything else runs at once. */
export async function askOrRun(
  parts: DiagnosticsParts,
  name: string,
  given: GivenArgs,
  context: CommandContext,
  more: Pick<RunOrder, 'compare' | 'again'> = {},
): Promise<Result<Reply>> {
  const diagnostic = parts.registry.find(name)?.diagnostic;
  if (diagnostic?.risk !== 'dangerous' || diagnostic.actionOnly) return runAndSay(parts, name, given, context, more);
  const denied = missingPermission(diagnostic, given, context);
  if (denied) return denied;
  const checked = parsePluginArgs(diagnostic.options, given);
  if (!checked.ok) return checked;
  const id = parts.newId();
  const { again } = more;
  // Somebody else's values of SQL: they are run as they are, and shown to nobody else.
  const others = again !== undefined && parts.given.get(again)?.by !== context.viewer.id;
  const shown = others ? keepableArgs(diagnostic, given) : given;
  const data = { diagnostic: name, given, names: [], ...(again !== undefined && { again }) };
  await diagnosticDraft.keep(parts.drafts, id, data, context, CONFIRM_MS);
  return ok(
    whisper({
      tone: 'warning',
      blocks: [
        { type: 'text', text: ['This diagnostic may hurt what it looks at. Run it?'] },
        { type: 'code', text: commandLine(name, maskJson(shown, parts.secrets()).value) },
      ],
      buttons: [[{ label: 'Run it', style: 'danger', action: 'diagnostic.confirm', args: [id] }]],
    }),
  );
}

const SHOWN_AFTER_MS = 400;

/** Runs it for somebody, showing how it goes on. */
export async function runAndSay(
  parts: DiagnosticsParts,
  diagnostic: string,
  given: GivenArgs,
  context: CommandContext,
  more: Pick<RunOrder, 'compare' | 'again'> = {},
): Promise<Result<Reply>> {
  const registered = parts.registry.find(diagnostic);
  const denied = registered && missingPermission(registered.diagnostic, given, context);
  if (denied) return denied;
  let run = '';
  const shown = maskJson(registered ? keepableArgs(registered.diagnostic, given) : given, parts.secrets()).value;
  // What ends sooner needs no message in between: it would only keep the answer waiting.
  let show: (() => void) | undefined;
  let isLong = false;
  const cancelShowing = parts.clock.at(parts.clock.now() + SHOWN_AFTER_MS, () => {
    isLong = true;
    show?.();
  });
  const finished = await runDiagnostic(parts, {
    diagnostic,
    given,
    stream: await parts.streamOf(context),
    cause: context.cause,
    signal: context.signal,
    ...(context.place && { channel: context.place.channelId }),
    ...more,
    onStarted: (id) => {
      run = id;
    },
    onProgress: (findings, line) => {
      show = () =>
        void progressMessage(diagnostic, shown, run, findings, line).then((message) => {
          context.progress(message);
        });
      if (isLong) show();
    },
  });
  cancelShowing();
  return finished.ok ? ok(say(await resultMessage(parts, diagnostic, shown, finished.value))) : finished;
}

function missingPermission(
  diagnostic: DescribedDiagnostic,
  given: GivenArgs,
  context: CommandContext,
): ReturnType<typeof refuse> | undefined {
  const lacking = lackingPermission(diagnostic, given, (permission) => mayDo(context.viewer, permission));
  return lacking === undefined
    ? undefined
    : refuse(
        'permission/missing',
        `You may not do this: it takes ${lacking}. Somebody who manages the server can grant it in muster.yaml under "permissions".`,
      );
}

const isRequired = (option: DescribedOption): boolean =>
  option.required && option.form !== true && option.default === undefined;
const descriptionOf = ({ form, description }: DescribedOption): string => {
  const more = `${description}. Without it a form opens`;
  return form === true && more.length <= 100 ? more : description;
};
const hasForm = (diagnostic: DescribedDiagnostic): boolean =>
  Object.values(diagnostic.options).some(({ form }) => form === true);

const givenOf = (args: Readonly<Record<string, unknown>>): GivenArgs =>
  Object.fromEntries(
    Object.entries(args).filter((entry): entry is [string, string | number | boolean] =>
      ['string', 'number', 'boolean'].includes(typeof entry[1]),
    ),
  );

function commandOption(
  parts: DiagnosticsParts,
  source: Registered['source'],
  diagnostic: DescribedDiagnostic,
  name: string,
  option: DescribedOption,
): Option<unknown> {
  const settings = {
    description: descriptionOf(option),
    required: isRequired(option),
    ...(option.suggests && { suggest: suggester(parts, source, diagnostic.name, name) }),
    ...(isFreeText(option) && {
      suggest: (typed: string, context: CommandContext) =>
        earlierValues(parts, { diagnostic: diagnostic.name, option: name, typed }, context),
    }),
  };
  const bounds = {
    ...(option.least !== undefined && { least: option.least }),
    ...(option.most !== undefined && { most: option.most }),
  };
  if (option.type === 'yes-no') return yesNo(settings);
  if (option.type === 'integer' || option.type === 'number') return integer({ ...settings, ...bounds });
  return option.choices ? choice(option.choices, settings) : text({ ...settings, most: option.most ?? 4000 });
}

/** Neither chosen, nor suggested by the plugin, nor what is not kept. */
const isFreeText = ({ type, choices, suggests, form, redact }: DescribedOption): boolean =>
  type === 'text' && choices === undefined && !suggests && form !== true && redact === undefined;

const suggester =
  (parts: DiagnosticsParts, source: Registered['source'], diagnostic: string, name: string) =>
  async (typed: string, _context: CommandContext, given: Readonly<Record<string, RawValue>>) => {
    const found = await parts.runner.suggest(source, diagnostic, name, typed, givenOf(given));
    const secrets = parts.secrets();
    return found.filter((one) => !maskText(`${one.name}\n${one.value}`, secrets).masked);
  };
