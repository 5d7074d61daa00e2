import { type Result, ok, refuse } from '../../base/result.ts';
import type { ActionsParts } from '../parts.ts';
import type { Plan } from '../run.ts';
import { type RunRow, runsProjection } from '../runs-projection.ts';

/** The refusal for a button whose run there never was. */
export const notKnown = refuse('run/unknown', 'That run is not known here.');

/** The run that a button names, whether it has ended or not. Refuses `run/unknown`: ids in buttons are hostile. */
export async function knownRun(parts: Pick<ActionsParts, 'store'>, id: string | undefined): Promise<Result<RunRow>> {
  const row = id === undefined ? undefined : await parts.store.projected(runsProjection, id);
  return row ? ok(row) : notKnown;
}

/** Of a run that is a deploy: of what, where to. Refuses `run/unknown`. */
export async function deployOf(
  parts: Pick<ActionsParts, 'store'>,
  id: string | undefined,
): Promise<Result<NonNullable<Plan['deploy']>>> {
  const known = await knownRun(parts, id);
  if (!known.ok) return known;
  return known.value.plan.deploy ? ok(known.value.plan.deploy) : notKnown;
}
