import { type Result, refuse } from '../../base/result.ts';
import type { CommandContext } from '../../commands/context.ts';
import type { IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { parseNumber } from './incident-options.ts';

/** The incident that a button is about: its number is the first argument, and hostile like everything from outside. */
export async function named(
  parts: Pick<IncidentParts, 'lookup'>,
  args: readonly string[],
  context: CommandContext,
): Promise<Result<IncidentRow>> {
  const number = parseNumber(args[0] ?? '');
  return number.ok
    ? parts.lookup.locate(number.value, context)
    : refuse('button/broken', 'This button does not say which incident it is about. Use /incident show.');
}
