import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { impactChanged } from '../entries/impact-changed.ts';
import { incidentRenamed } from '../entries/incident-renamed.ts';
import { summaryChanged } from '../entries/summary-changed.ts';
import type { IncidentState } from '../state.ts';
import { checkTitle } from './declare.ts';
import { unlessDeclared, unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

export function decideRename(state: IncidentState, title: string, context: DecideContext): Decided {
  const refusal = unlessOpen(state, 'rename it');
  if (refusal) return refusal;
  const checked = checkTitle(title);
  if (!checked.ok) return checked;
  if (checked.value === state.title) return refuse('incident/same', 'That is its title already.');
  const after = { ...state, title: checked.value };
  return record(incidentRenamed({ from: state.title, to: checked.value }), context, [
    incidentEffects.card(state.stream),
    incidentEffects.announcement(state.stream),
    ...(state.channelId ? [incidentEffects.rename(after, state.channelId)] : []),
  ]);
}

export const decideSummary = (state: IncidentState, text: string, context: DecideContext): Decided =>
  unlessDeclared(state) ??
  record(summaryChanged({ from: state.summary, to: text }), context, [
    incidentEffects.card(state.stream),
    incidentEffects.announcement(state.stream),
  ]);

export const decideImpact = (state: IncidentState, text: string, context: DecideContext): Decided =>
  unlessDeclared(state) ??
  record(impactChanged({ from: state.impact, to: text }), context, [
    incidentEffects.card(state.stream),
    incidentEffects.announcement(state.stream),
  ]);
