import type { Instant } from '../../base/clock.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { reminderChanged } from '../entries/reminder-changed.ts';
import type { IncidentState } from '../state.ts';
import { updateReminder } from '../timers.ts';
import { unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

/** Asleep `until` then; null stops the reminders of this incident. */
export const decideReminder = (state: IncidentState, until: Instant | null, context: DecideContext): Decided =>
  unlessOpen(state, 'change its reminders') ??
  record(reminderChanged({ until }), context, [
    until === null ? { cancel: `update-due:${state.stream}` } : updateReminder(state.stream, until),
    incidentEffects.card(state.stream),
  ]);
