import { refuse } from '../../base/result.ts';
import type { EntryDraft, When } from '../../timeline/entry.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { endingEffects } from '../ending.ts';
import { incidentTriaged } from '../entries/incident-triaged.ts';
import { milestoneRecorded } from '../entries/milestone-recorded.ts';
import { statusChanged } from '../entries/status-changed.ts';
import { type IncidentState, reopens } from '../state.ts';
import { rich } from '../../base/rich-text.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import { sentence } from '../../commands/message.ts';
import { tellAudience } from '../audience.ts';
import type { IncidentsConfig } from '../config.ts';
import { recordHead } from '../../timeline/heads.ts';
import { cancelDeletion, stateTimers } from '../timers.ts';
import { ACTIVE_STATUSES, type Milestone, STATUS_LABELS, type Status } from '../vocabulary.ts';
import { unlessDeclared } from './guards.ts';
import { checkMilestones } from './milestone-order.ts';
import { postmortemAfter } from './postmortem-due.ts';
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

/** A milestone that is recorded along with a change of the status: what was asked for before closing. */
export interface GivenMilestone {
  readonly milestone: Milestone;
  readonly when: When;
}

/** Every change of the status comes through here: status, resolve, close, reopen, cancel. */
export function decideStatus(
  state: IncidentState,
  input: { readonly to: Status; readonly reason: string; readonly milestones?: readonly GivenMilestone[] },
  config: IncidentsConfig,
  context: DecideContext,
): Decided {
  const refusal = unlessDeclared(state);
  if (refusal) return refusal;
  const { status: from, number } = state;
  const { to, reason, milestones = [] } = input;
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
  const order = checkMilestones({
    ...state.milestones,
    ...Object.fromEntries(
      milestones.map(({ milestone, when }) => [milestone, { at: when.precision === 'order-only' ? null : when.at }]),
    ),
  });
  if (milestones.length > 0 && !order.ok) return order;
  const ends = to === 'closed' || to === 'cancelled';
  // Reopening what was declined says yes to it, and so does resolving what waited: who may decide that did.
  const accepts =
    state.triage === 'declined' ? ACTIVE_STATUSES.has(to) : state.triage === 'waiting' && to === 'resolved';
  const after: IncidentState = {
    ...state,
    status: to,
    statusReason: reason,
    triage: accepts ? 'accepted' : state.triage,
    cadenceFrom: context.now,
    snoozedUntil: null,
    ...(reopens(from, to) && { remindersStopped: false }),
    endedAt: ends ? context.now : null,
  };
  // Resolving is a milestone by itself, unless somebody has recorded it by its real time before.
  const resolved: readonly EntryDraft[] =
    to === 'resolved' && !state.milestones.resolved ? [milestoneRecorded({ milestone: 'resolved', text: '' })] : [];
  const postmortem = postmortemAfter(state, to, config, context.now);
  return record(
    statusChanged({ from, to, reason }),
    context,
    [
      ...pagesAfter(state, to, accepts),
      incidentEffects.card(state.stream, ACTIVE_STATUSES.has(to) ? 'soon' : 'now'),
      incidentEffects.announcement(state.stream, ACTIVE_STATUSES.has(to) ? 'soon' : 'now'),
      ...(state.channelId ? [incidentEffects.rename(after, state.channelId)] : []),
      ...stateTimers(state, after, config, context.now),
      ...(ends ? endingEffects(state, config, context.now) : resumed(state, config, to)),
      ...postmortem.effects,
      ...(to === 'resolved' ? [recordHead(state.stream)] : []),
      ...tellAudience(
        after,
        config,
        sentence(rich`${STATUS_LABELS[to]} (was ${from})${reason === '' ? '' : `: ${reason}`}`),
      ),
    ],
    [
      ...(accepts ? [incidentTriaged({ accepted: true, reason: '' })] : []),
      ...resolved,
      ...milestones.map(({ milestone, when }) => milestoneRecorded({ milestone, text: '' }, { when })),
      ...postmortem.entries,
    ],
  );
}

/** What is over rings nobody any more. Reopened it pages nobody by itself, but for what nobody had said yes to before. */
const pagesAfter = ({ stream }: IncidentState, to: Status, accepts: boolean): readonly EffectChange[] =>
  ACTIVE_STATUSES.has(to) ? (accepts ? [incidentEffects.page(stream)] : []) : [incidentEffects.keepPages(stream)];

/** The channel of what is reopened comes back from the archive; one that was deleted meanwhile is opened anew. */
function resumed(state: IncidentState, config: IncidentsConfig, to: Status): readonly EffectChange[] {
  if (state.endedAt === null || !ACTIVE_STATUSES.has(to)) return [];
  return [
    ...cancelDeletion(state.stream),
    ...(state.channelId === null ? [] : [incidentEffects.archive(state, state.channelId, config.category, false)]),
    ...(state.channelGone ? [incidentEffects.openChannel(state, config)] : []),
  ];
}
