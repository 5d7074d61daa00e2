import { type Result, ok, refuse } from '../../base/result.ts';
import { mayDo, type Viewer } from '../../catalog/viewer.ts';
import type { CommandContext } from '../../commands/context.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { isInvolved, isWaiting } from '../state.ts';
import { ACTIVE_STATUSES, type Status } from '../vocabulary.ts';

/**
 * Whether what waits is an incident: saying yes pages people, saying no ends the pages that wait with it. Not everybody who may
 * join may do that; what is one's own one may take forward or back.
 */
export const mayDecide = (row: IncidentRow, { viewer }: CommandContext): Result<null> => {
  const { number, declaredBy, triage } = row;
  // What is decided already says so itself, to everybody.
  return declaredBy === viewer.id || mayDo(viewer, 'incident.triage') || !(isWaiting(row) || triage === 'declined')
    ? ok(null)
    : refuse(
        'triage/stranger',
        `Incident ${number} ${triage === 'declined' ? 'was declined: to reopen it' : 'waits for triage: to accept, decline or end it'} takes incident.triage, which people listed under people in muster.yaml hold. Whoever declared the incident may, too.`,
      );
};

/** Whether this person may give it that status: the end of what waits, and the reopening of what was declined, decide what it is. */
export const mayBecome = (row: IncidentRow, to: Status, context: CommandContext): Result<null> =>
  (isWaiting(row) && !ACTIVE_STATUSES.has(to)) || (row.triage === 'declined' && ACTIVE_STATUSES.has(to))
    ? mayDecide(row, context)
    : ok(null);

/** Takes part in it, or may respond to any. */
export const mayRecord = (row: Parameters<typeof isInvolved>[0], viewer: Viewer): boolean =>
  isInvolved(row, viewer) || mayDo(viewer, 'incident.respond');
