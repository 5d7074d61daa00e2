import { type Result, ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { CommandContext } from '../../commands/context.ts';
import { paragraph, type Reply, say } from '../../commands/message.ts';
import { decideMerge } from '../decide/merge.ts';
import { incidentFold } from '../fold.ts';
import type { IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { mayBecome, mayRecord } from './may-decide.ts';

/** Ends `row` as a duplicate of incident `number`. One must take part in both. */
export async function mergeIncident(
  parts: IncidentParts,
  row: IncidentRow,
  number: number,
  context: CommandContext,
): Promise<Result<Reply>> {
  const target = await parts.lookup.locate(number, context);
  if (!target.ok) return target;
  if (!mayRecord(target.value, context.viewer)) {
    return refuse('merge/stranger', `You take no part in incident ${number}. Join it first, then merge.`);
  }
  const allowed = mayBecome(row, 'cancelled', context);
  if (!allowed.ok) return allowed;
  const into = { ...(await parts.timeline.state(target.value.stream, incidentFold)), number: target.value.number };
  const committed = await parts.timeline.change(row.stream, incidentFold, context.cause, (state, decideContext) =>
    decideMerge(state, into, parts.config(), decideContext),
  );
  return committed.ok
    ? ok(
        say(
          paragraph(
            rich`Incident ${row.number} is merged into ${strong(`incident ${number}`)}: its people and open tasks go on there.`,
          ),
        ),
      )
    : committed;
}
