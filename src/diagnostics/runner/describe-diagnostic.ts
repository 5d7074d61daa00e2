import { refused } from '../kit/refused.ts';
import type { Diagnostic } from '../plugin.ts';
import type { DescribedDiagnostic, DescribedOption } from './protocol.ts';

const NAME = /^[a-z][a-z0-9-]{0,31}$/; // what Discord allows for a subcommand, in ASCII
const DEFAULT_TIMEOUT_MS = 15_000;
/** An answer to an interaction can be edited for 15 minutes; what takes longer is not a diagnostic. */
const MOST_TIMEOUT_MS = 10 * 60_000;

/** The data of a diagnostic, without its code. Throws `Refused` when Discord could not register it. */
export function describeDiagnostic(diagnostic: Diagnostic): DescribedDiagnostic {
  const { name, summary, details, options } = diagnostic;
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
    described[key] = { ...option, suggests: suggest !== undefined };
  }
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
