import { ok, refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { impactChanged } from '../entries/impact-changed.ts';
import { incidentRenamed } from '../entries/incident-renamed.ts';
import { summaryChanged } from '../entries/summary-changed.ts';
import type { IncidentState } from '../state.ts';
import { checkTitle, shownTitle } from './declare.ts';
import { unlessChanged, unlessDeclared, unlessOpen, unlessReviewed } from './guards.ts';
import { serviceAdded } from '../entries/service-added.ts';
import { serviceRemoved } from '../entries/service-removed.ts';
import { type Decided, record } from './recorded.ts';

export function decideRename(
  state: IncidentState,
  title: string,
  secrets: readonly string[],
  context: DecideContext,
): Decided {
  const refusal = unlessOpen(state, 'rename it');
  if (refusal) return refusal;
  const checked = checkTitle(title);
  if (!checked.ok) return checked;
  if (checked.value === state.title) return refuse('incident/same', 'That is its title already.');
  const after = { ...state, title: shownTitle(checked.value, secrets) };
  return record(incidentRenamed({ from: state.title, to: checked.value }), context, [
    incidentEffects.keepPages(state.stream),
    incidentEffects.card(state.stream),
    incidentEffects.announcement(state.stream),
    ...(state.channelId ? [incidentEffects.rename(after, state.channelId)] : []),
  ]);
}

export const decideSummary = (state: IncidentState, text: string, context: DecideContext): Decided =>
  unlessDeclared(state) ??
  unlessReviewed(state) ??
  record(summaryChanged({ from: state.summary, to: text }), context, [
    incidentEffects.card(state.stream),
    incidentEffects.announcement(state.stream),
  ]);

export const decideImpact = (state: IncidentState, text: string, context: DecideContext): Decided =>
  unlessDeclared(state) ??
  unlessReviewed(state) ??
  record(impactChanged({ from: state.impact, to: text }), context, [
    incidentEffects.card(state.stream),
    incidentEffects.announcement(state.stream),
  ]);

export type Description = Pick<IncidentState, 'title' | 'summary' | 'impact' | 'services'>;

/**
 * Title, summary, impact and services together: what was given and is different is recorded, in one commit. `changed`: whether
 * some of it reads otherwise than when it was shown.
 */
export function decideDescribe(
  state: IncidentState,
  wanted: Partial<Description>,
  changed: boolean,
  secrets: readonly string[],
  context: DecideContext,
): Decided {
  const { summary = state.summary.trim(), impact = state.impact.trim(), services = state.services } = wanted;
  const refusal = unlessDeclared(state) ?? unlessChanged(changed);
  if (refusal) return refusal;
  const title = wanted.title === undefined ? ok(state.title) : checkTitle(wanted.title);
  if (!title.ok) return title;
  const renamed = title.value !== state.title;
  const closed = renamed ? unlessOpen(state, 'rename it') : undefined;
  if (closed) return closed;
  const newWords = [
    ...(summary === state.summary.trim() ? [] : [summaryChanged({ from: state.summary, to: summary })]),
    ...(impact === state.impact.trim() ? [] : [impactChanged({ from: state.impact, to: impact })]),
  ];
  const reviewed = newWords.length > 0 ? unlessReviewed(state) : undefined;
  if (reviewed) return reviewed;
  const added = services.filter((one) => !state.services.includes(one));
  const [first, ...rest] = [
    ...(renamed ? [incidentRenamed({ from: state.title, to: title.value })] : []),
    ...newWords,
    ...added.map((service) => serviceAdded({ service })),
    ...state.services.filter((one) => !services.includes(one)).map((service) => serviceRemoved({ service })),
  ];
  if (!first) return refuse('incident/same', 'Nothing is different from before, so nothing was recorded.');
  const effects = [
    ...(added.length > 0 ? [incidentEffects.page(state.stream)] : []),
    ...(renamed ? [incidentEffects.keepPages(state.stream)] : []),
    incidentEffects.card(state.stream),
    incidentEffects.announcement(state.stream),
    ...(renamed && state.channelId
      ? [incidentEffects.rename({ ...state, title: shownTitle(title.value, secrets) }, state.channelId)]
      : []),
  ];
  return record(first, context, effects, rest);
}
