import { z } from 'zod';
import { mayDo } from '../catalog/viewer.ts';
import type { CommandContext } from '../commands/context.ts';
import type { Suggestion } from '../commands/option.ts';
import type { Parameter } from './config/parameter-schema.ts';
import type { ActionsParts } from './parts.ts';
import { captureProgram } from './programs/capture-program.ts';

/** Discord waits 3 s for suggestions; what takes longer is not shown. */
const TIMEOUT_MS = 2000;
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
  const lists = await Promise.all(parameters.map((parameter) => valuesOf(parts, parameter)));
  const wanted = typed.trim().toLowerCase();
  return [...new Set(lists.flat())]
    .filter((value) => value.length <= 100 && value.toLowerCase().includes(wanted))
    .slice(0, MOST)
    .map((value) => ({ name: value, value }));
}

async function valuesOf(parts: ActionsParts, parameter: Parameter): Promise<readonly string[]> {
  if (parameter.type === 'choice') return parameter.choices;
  if (parameter.type === 'yes-no') return ['yes', 'no'];
  const { suggest } = parameter;
  if (!suggest) return [];
  if ('program' in suggest) {
    const { PATH = '/usr/bin:/bin', HOME = '/nonexistent' } = parts.environment;
    const { status, output } = await captureProgram(suggest.program, {
      folder: parts.folder,
      timeoutMs: TIMEOUT_MS,
      env: { PATH, HOME },
    });
    return status === 0 ? output.split('\n').filter((line) => line.trim() !== '') : [];
  }
  try {
    const response = await fetch(suggest.url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return z.array(z.string()).parse(await response.json());
  } catch {
    return [];
  }
}
