import { MINUTE_MS, DAY_MS } from '../base/durations.ts';
import type { Instant } from '../base/clock.ts';
import type { EffectCancellation, EffectChange, EffectDraft } from '../timeline/effect.ts';
import { type IncidentsConfig, updateDueAt } from './config.ts';
import type { IncidentState } from './state.ts';
import { ACTIVE_STATUSES } from './vocabulary.ts';

/** So long somebody has to take command and find the severity before Muster asks. */
const FIRST_NAG_MS = 10 * MINUTE_MS;
export const NEXT_NAG_MS = 15 * MINUTE_MS;

/** A timer of this incident: due once, re-armed under the same key. */
const timer = (
  kind: string,
  stream: string,
  key: string,
  dueAt: Instant,
  payload: EffectDraft['payload'],
): EffectDraft => ({
  kind,
  lane: null,
  key,
  dueAt,
  stream,
  payload,
});

export const updateReminder = (stream: string, dueAt: Instant): EffectDraft =>
  timer('incident.update-due', stream, `update-due:${stream}`, dueAt, { stream });
export const nag = (stream: string, dueAt: Instant): EffectDraft =>
  timer('incident.nag', stream, `nag:${stream}`, dueAt, { stream });
export const taskReminder = (stream: string, number: number, dueAt: Instant): EffectDraft =>
  timer('incident.task-due', stream, `task-due:${stream}:${number}`, dueAt, { stream, number });
export const postmortemReminder = (stream: string, dueAt: Instant): EffectDraft =>
  timer('incident.postmortem-due', stream, `postmortem-due:${stream}`, dueAt, { stream });

export const cancelTask = (stream: string, number: number): EffectCancellation => ({
  cancel: `task-due:${stream}:${number}`,
});
export const cancelPostmortem = (stream: string): EffectCancellation => ({ cancel: `postmortem-due:${stream}` });

export const deletionKey = (step: 'near' | 'told' | 'due', stream: string): string => `deletion-${step}:${stream}`;

/** When the channel of a closed incident is to be deleted; null when it is not. Threads stay: they count towards nothing. */
export function deletionDueAt(state: IncidentState, config: IncidentsConfig): Instant | null {
  const days = config.deleteChannelsAfterDays;
  return days === 0 || state.endedAt === null || state.channelId === null || state.thread || state.channelKept
    ? null
    : state.endedAt + days * DAY_MS;
}

/** People are told so long before a channel is deleted, however late the telling came. */
export const NOTICE_MS = DAY_MS;

/** The timer for it: at `incident.deletion-near` people are told, and nothing is deleted before they were. */
export function channelDeletion(state: IncidentState, config: IncidentsConfig, now: Instant): readonly EffectDraft[] {
  const { stream } = state;
  const dueAt = deletionDueAt(state, config);
  if (dueAt === null) return [];
  return [
    timer('incident.deletion-near', stream, deletionKey('near', stream), Math.max(dueAt - NOTICE_MS, now), { stream }),
  ];
}

/** Behind the telling, in the channel's own lane: done as soon as the channel has been told. */
export const deletionTold = (stream: string, lane: string): EffectDraft => ({
  kind: 'incident.deletion-told',
  lane,
  key: deletionKey('told', stream),
  stream,
  payload: { stream },
});

export const deletionDue = (stream: string, dueAt: Instant): EffectDraft =>
  timer('incident.deletion-due', stream, deletionKey('due', stream), dueAt, { stream, told: true });

export const cancelDeletion = (stream: string): readonly EffectCancellation[] =>
  (['near', 'told', 'due'] as const).map((step) => ({ cancel: deletionKey(step, stream) }));

/**
 * The timers that an incident needs from now on: armed, moved or taken back. `before`: as it was; null at the declaration. The
 * question for a commander stays where it is as long as it stands: however busy people are, it comes.
 */
export function stateTimers(
  before: IncidentState | null,
  state: IncidentState,
  config: IncidentsConfig,
  now: Instant,
): readonly EffectChange[] {
  const { stream } = state;
  if (!ACTIVE_STATUSES.has(state.status)) return [{ cancel: `update-due:${stream}` }, { cancel: `nag:${stream}` }];
  const dueAt = updateDueAt(config, state);
  return [
    dueAt === null ? { cancel: `update-due:${stream}` } : updateReminder(stream, Math.max(dueAt, now)),
    ...nagTimer(before, state, now),
  ];
}

export function nagTimer(before: IncidentState | null, state: IncidentState, now: Instant): readonly EffectChange[] {
  if (!needsNagging(state)) return [{ cancel: `nag:${state.stream}` }];
  return before !== null && needsNagging(before) ? [] : [nag(state.stream, now + FIRST_NAG_MS)];
}

/** Somebody must command it, and somebody must say how bad it is: as soon as it is known to be one. */
export const needsNagging = (state: IncidentState): boolean =>
  ACTIVE_STATUSES.has(state.status) &&
  state.triage !== 'waiting' &&
  state.kind !== 'backfilled' &&
  (state.severity === 'unknown' || !state.roles.some((holder) => holder.role === 'commander'));
