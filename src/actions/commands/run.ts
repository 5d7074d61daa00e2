import { z } from 'zod';
import type { Answers } from '../../commands/answers.ts';
import type { Command } from '../../commands/command.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { openForm, whisper } from '../../commands/message.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { Options } from '../../commands/option.ts';
import { text } from '../../commands/options.ts';
import { ok, refuse } from '../../base/result.ts';
import { askFor } from '../asking.ts';
import { findAction } from '../configured.ts';
import type { Parameters } from '../config/parameter-schema.ts';
import { type ActionsParts, allowed } from '../parts.ts';
import { type ActionRequest, planAction } from '../plan-action.ts';
import { suggestArgument } from '../suggest-argument.ts';
import { actionOption, dryRunOption } from './options.ts';
import { recordRefusal } from './record-refusal.ts';
import { requestedReply } from './replies.ts';
import type { CommandContext } from '../../commands/context.ts';

/** Discord takes 25 options; `action` and `dry_run` are two of them. */
const MOST_PARAMETERS = 23;
/** A form takes five. */
const MOST_FIELDS = 5;

/**
 * `/run action:restart host:web-1`: the parameters of all actions, side by side, are options of one command; which of
 * them an action takes, its declaration says. What is missing is asked for in a form.
 */
export function runCommand(parts: ActionsParts): Command {
  const names = parameterNames(parts).slice(0, MOST_PARAMETERS);
  const parameters: Options = Object.fromEntries(
    names.map((name) => [
      name,
      text({
        description: descriptionOf(parts, name),
        most: 4000,
        suggest: (typed, context) => suggestArgument(parts, name, typed, context),
      }),
    ]),
  );
  return defineCommand({
    name: 'run',
    summary: 'Run a reviewed action: restart, fail over, scale …',
    details:
      'Actions stand in muster.yaml. What only reads runs at once; what changes something shows a preview to confirm; what is dangerous is approved by a second person.',
    examples: ['/run action:restart host:web-1', '/run action:restart host:web-1 dry_run:True'],
    permission: 'actions.ask',
    risk: 'change',
    pace: 'waits',
    options: { action: actionOption(parts), dry_run: dryRunOption(), ...parameters },
    async run(args, context) {
      const { action: name, dry_run: dryRun, ...rest } = args;
      const given = Object.fromEntries(
        Object.entries(rest).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
      );
      return requestAction(
        parts,
        { name: String(name), given, dryRun: dryRun === true, channel: context.place?.channelId ?? null },
        context,
      );
    },
  });
}

export async function requestAction(parts: ActionsParts, request: ActionRequest, context: CommandContext) {
  const action = findAction(parts.config(), request.name);
  if (!action.ok) return recordRefusal(parts, request.name, action.refusal, context);
  const plan = await planAction(parts, request);
  if (!plan.ok && plan.refusal.code === 'argument/missing' && Object.keys(request.given).length === 0) {
    // A form must be the first answer, and this one is late: a button opens it.
    if (argumentsForm(parts, request.name, context).ok)
      return ok(
        whisper({
          blocks: [{ type: 'text', text: rich`${strong(request.name)} takes parameters. ${plan.refusal.message}` }],
          buttons: [[{ label: 'Fill them in', style: 'primary', action: 'run.ask', args: [request.name] }]],
        }),
      );
  }
  if (!plan.ok) return recordRefusal(parts, request.name, plan.refusal, context);
  return requestedReply(
    parts,
    await askFor(parts, plan.value, context, { override: null, confirmWithinMs: action.value.confirmWithin }),
  );
}

/** Asks for what an action takes, when nothing of it was given and it fits a form. */
export function argumentsForm(parts: ActionsParts, name: string, context: Pick<CommandContext, 'viewer'>) {
  const action = findAction(parts.config(), name);
  if (!action.ok) return action;
  const permitted = allowed(context, action.value.permission);
  if (!permitted.ok) return permitted;
  const fields = Object.entries(action.value.parameters);
  if (fields.length === 0 || fields.length > MOST_FIELDS)
    return refuse('action/form', `Give the parameters of ${name} as options of /run.`);
  return ok(
    openForm({
      action: 'run.form',
      args: [name],
      title: name.slice(0, 45),
      fields: fields.map(([field, parameter]) => ({
        type: 'text' as const,
        name: field,
        label: field.slice(0, 45),
        description: parameter.summary.slice(0, 100),
        required: parameter.required && parameter.default === undefined,
        lines: parameter.type === 'text' && parameter.multiline ? ('many' as const) : ('one' as const),
        ...(parameter.default !== undefined && { value: String(parameter.default) }),
      })),
    }),
  );
}

/** A form's answers: text under the parameters' names. */
export const formArguments = (fields: Answers): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, values]) => {
      const value = z.string().safeParse(values[0]);
      return value.success && value.data !== '' ? [[name, value.data] as const] : [];
    }),
  );

function parameterNames(parts: ActionsParts): readonly string[] {
  const counts = new Map<string, number>();
  for (const action of Object.values(parts.config().actions))
    for (const name of Object.keys(action.parameters)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

const takers = (parts: ActionsParts, name: string): readonly (readonly [string, Parameters[string]])[] =>
  Object.entries(parts.config().actions).flatMap(([action, { parameters }]) => {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    return parameter ? [[action, parameter] as const] : [];
  });

function descriptionOf(parts: ActionsParts, name: string): string {
  const all = takers(parts, name);
  const summaries = [...new Set(all.map(([, parameter]) => parameter.summary))];
  return `${summaries.join(' / ')} (${all.map(([action]) => action).join(', ')})`.slice(0, 100);
}
