import { mayDo } from '../catalog/viewer.ts';
import type { CommandContext } from '../commands/context.ts';
import type { Suggestion } from '../commands/option.ts';
import type { ActionsParts } from './parts.ts';
import { suggestedValues } from './runners/suggested-values.ts';

const MOST = 25;

/** What may stand in the option `name`, of all actions that this person may run. Never refuses: nothing is suggested then. */
export async function suggestArgument(
  parts: ActionsParts,
  name: string,
  typed: string,
  context: CommandContext,
): Promise<readonly Suggestion[]> {
  const parameters = Object.values(parts.config().actions)
    .filter((action) => mayDo(context.viewer, action.permission) && Object.hasOwn(action.parameters, name))
    .flatMap((action) => action.parameters[name] ?? []);
  const lists = await Promise.all(parameters.map((parameter) => suggestedValues(parts, parameter)));
  const wanted = typed.trim().toLowerCase();
  return [...new Set(lists.flat())]
    .filter((value) => value.length <= 100 && value.toLowerCase().includes(wanted))
    .slice(0, MOST)
    .map((value) => ({ name: value, value }));
}
