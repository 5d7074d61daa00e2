import { DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { IncidentsConfig } from '../config.ts';
import { postmortemChanged } from '../entries/postmortem-changed.ts';
import { type IncidentState, reopens } from '../state.ts';
import { cancelPostmortem, postmortemReminder } from '../timers.ts';
import type { Status } from '../vocabulary.ts';

/** What hurt people is written up; the date and the owner can be changed. */
const owesPostmortem = ({ kind, severity }: IncidentState): boolean =>
  kind === 'real' && (severity === 'SEV-1' || severity === 'SEV-2');

type Due = Pick<IncidentsConfig, 'postmortemDueDays'>;

/** When one that begins now is due by itself; of what is still worked on, resolving says it. */
export const dueOnceOver = (
  { status }: Pick<IncidentState, 'status'>,
  config: Due,
  now: Instant,
): Instant | undefined =>
  status === 'resolved' || status === 'closed' ? now + config.postmortemDueDays * DAY_MS : undefined;

/** What a change of the status does to the postmortem: what was agreed on is not the whole story of what is reopened. */
export function postmortemAfter(
  state: IncidentState,
  to: Status,
  config: Due,
  now: Instant,
): { readonly entries: readonly EntryDraft[]; readonly effects: readonly EffectChange[] } {
  const { stream, status, postmortem } = state;
  const { state: stage, owner, dueAt } = postmortem;
  if (to === 'cancelled') return { entries: [], effects: [cancelPostmortem(stream)] };
  if (reopens(status, to)) {
    // What was overdue is given a new date once it is over again.
    const stillDue = stage !== 'none' && dueAt !== null && dueAt > now;
    return {
      entries: stage === 'reviewed' ? [postmortemChanged({ state: 'in review' })] : [],
      effects: [stillDue ? postmortemReminder(stream, dueAt) : cancelPostmortem(stream)],
    };
  }
  if (to !== 'resolved' || stage === 'reviewed' || (stage === 'none' && !owesPostmortem(state))) {
    return { entries: [], effects: [] };
  }
  const commander = state.roles.find(({ role }) => role === 'commander')?.person;
  const due = dueAt !== null && dueAt > now ? dueAt : now + config.postmortemDueDays * DAY_MS;
  const change = {
    ...(stage === 'none' && { state: 'draft' as const }),
    ...(owner === null && commander !== undefined && { owner: commander }),
    ...(due !== dueAt && { dueAt: due }),
  };
  return {
    entries: Object.keys(change).length === 0 ? [] : [postmortemChanged(change)],
    effects: [postmortemReminder(stream, due)],
  };
}
