import { refused } from '../kit/refused.ts';
import type { Diagnostic } from '../plugin.ts';
import type { DescribedDiagnostic, DescribedOption } from './protocol.ts';

const NAME = /^[a-z][a-z0-9-]{0,31}$/; // what Discord allows for a subcommand, in ASCII
const DEFAULT_TIMEOUT_MS = 15_000;
/** An answer to an interaction can be edited for 15 minutes; what takes longer is not a diagnostic. */
const MOST_TIMEOUT_MS = 10 * 60_000;

/** Discord takes 8,000 characters below one word; choices count twice. */
const MOST_CHARACTERS = 6000;

/** The data of a diagnostic, without its code. Throws `Refused` when Discord could not register it. */
export function describeDiagnostic(diagnostic: Diagnostic): DescribedDiagnostic {
  const { name, summary, details, options } = diagnostic;
  if (name === 'service')
    throw refused('plugin/name', '"service" is Muster’s own: /diag service. Choose another name.');
  if (!NAME.test(name))
    throw refused('plugin/name', `"${name}" cannot be a diagnostic's name: use a-z, 0-9 and -, at most 32 characters.`);
  if (summary.length === 0 || summary.length > 100)
    throw refused('plugin/summary', `The summary of "${name}" must have 1 to 100 characters.`);
  if (Object.keys(options).length > 25) throw refused('plugin/options', `"${name}" has more than 25 options.`);
  const described: Record<string, DescribedOption> = {};
  for (const [key, { suggest, value: _, ...option }] of Object.entries(options)) {
    if (!NAME.test(key))
      throw refused('plugin/options', `"${name}" has an option "${key}", which is no possible name.`);
    if (option.description.length === 0 || option.description.length > 100)
      throw refused('plugin/options', `The description of "${name}"'s option "${key}" must have 1 to 100 characters.`);
    const tooLong = option.choices?.find((choice) => choice.length === 0 || choice.length > 100);
    if (tooLong !== undefined)
      throw refused('plugin/options', `"${name}"'s option "${key}" has a choice that has not 1 to 100 characters.`);
    described[key] = { ...option, suggests: suggest !== undefined };
  }
  const texts = Object.values(described).map(({ dialect: _, ...option }) => option);
  if (JSON.stringify([summary, Object.keys(described), texts]).length > MOST_CHARACTERS)
    throw refused('plugin/options', `The texts of "${name}" and its options are too long for a command in Discord.`);
  return {
    name,
    summary,
    ...(details !== undefined && { details }),
    examples: diagnostic.examples ?? [],
    permission: diagnostic.permission ?? 'diagnostics.run',
    risk: diagnostic.risk,
    targets: diagnostic.targets,
    timeoutMs: Math.min(diagnostic.timeoutMs ?? DEFAULT_TIMEOUT_MS, MOST_TIMEOUT_MS),
    comparesByItself: diagnostic.comparesByItself ?? false,
    actionOnly: diagnostic.actionOnly ?? false,
    options: described,
  };
}
