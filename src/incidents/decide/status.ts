import { refuse } from '../../base/result.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { milestoneRecorded } from '../entries/milestone-recorded.ts';
import { statusChanged } from '../entries/status-changed.ts';
import type { IncidentState } from '../state.ts';
import { ACTIVE_STATUSES, type Status } from '../vocabulary.ts';
import { unlessDeclared } from './guards.ts';
import { type Decided, record } from './recorded.ts';

/** From where one can get where. What is closed or cancelled is reopened, and then goes its way again. */
const NEXT: Readonly<Record<Status, readonly Status[]>> = {
  investigating: ['identified', 'monitoring', 'resolved', 'cancelled'],
  identified: ['investigating', 'monitoring', 'resolved', 'cancelled'],
  monitoring: ['investigating', 'identified', 'resolved', 'cancelled'],
  resolved: ['investigating', 'closed'],
  closed: ['investigating'],
  cancelled: ['investigating'],
};

const HOW: Readonly<Partial<Record<Status, string>>> = {
  closed: 'Resolve it first, with /incident resolve.',
  cancelled: 'Only what is still being worked on can be cancelled.',
};

/** Every change of the status comes through here: status, resolve, close, reopen, cancel. */
export function decideStatus(
  state: IncidentState,
  input: { readonly to: Status; readonly reason: string },
  context: DecideContext,
): Decided {
  const refusal = unlessDeclared(state);
  if (refusal) return refusal;
  const { status: from, number } = state;
  const { to, reason } = input;
  if (from === to) return refuse('status/same', `Incident ${number} is ${to} already.`);
  if (state.mergedInto !== null) {
    return refuse('incident/merged', `Incident ${number} was merged into incident ${state.mergedInto}.`);
  }
  if (!NEXT[from].includes(to)) {
    const remedy =
      from === 'closed' || from === 'cancelled' ? 'Reopen it first, with /incident reopen.' : (HOW[to] ?? '');
    return refuse('status/transition', `Incident ${number} is ${from}: it cannot become ${to} from there. ${remedy}`);
  }
  if (to === 'cancelled' && reason === '') {
    return refuse('status/reason', 'Say why it is cancelled: whoever reads this later will ask.');
  }
  if (to === 'closed' && state.severity === 'unknown') {
    return refuse(
      'status/severity',
      `The severity of incident ${number} is still unknown. Set it with /incident severity, then close.`,
    );
  }
  const after = { ...state, status: to };
  // Resolving is a milestone by itself, unless somebody has recorded it by its real time before.
  const milestone: readonly EntryDraft[] =
    to === 'resolved' && !state.milestones.resolved ? [milestoneRecorded({ milestone: 'resolved', text: '' })] : [];
  return record(
    statusChanged({ from, to, reason }),
    context,
    [
      incidentEffects.card(state.stream, ACTIVE_STATUSES.has(to) ? 'soon' : 'now'),
      incidentEffects.announcement(state.stream, ACTIVE_STATUSES.has(to) ? 'soon' : 'now'),
      ...(state.channelId ? [incidentEffects.rename(after, state.channelId)] : []),
    ],
    milestone,
  );
}
