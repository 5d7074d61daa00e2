import { instant, joined, link, listed, person, rich, type RichText, strong } from '../base/rich-text.ts';
import { type IncidentsConfig, rolesOf } from './config.ts';
import { type IncidentState, isWaiting } from './state.ts';
import type { AffectedService } from './surroundings.ts';
import { ACTIVE_STATUSES, MILESTONE_LABELS, MILESTONES } from './vocabulary.ts';

/** A line of the card. */
export interface Fact {
  readonly name: string;
  readonly value: RichText;
}

export function roleFacts(state: IncidentState, config: IncidentsConfig): Fact[] {
  const definitions = rolesOf(config);
  const held = Object.entries(definitions).flatMap(([key, { name }]) => {
    const holders = state.roles.filter((holder) => holder.role === key);
    if (holders.length > 0) {
      return [
        {
          name,
          value: listed(holders.map((holder) => person(holder.person))),
        },
      ];
    }
    return key === 'commander' && ACTIVE_STATUSES.has(state.status) && !isWaiting(state)
      ? [{ name, value: rich`⚠️ nobody yet` }]
      : [];
  });
  return held;
}

/** One line a service: its name, who owns it, where to look. Without any of that, their names in one line. */
export function serviceFacts(state: IncidentState, services: readonly AffectedService[]): Fact[] {
  if (state.services.length === 0) return [];
  const lines = services.map(({ key, name, owner, runbook, dashboards = [] }): RichText => {
    const more: readonly RichText[] = [
      ...(owner === undefined ? [] : [[`owner ${owner}`]]),
      ...(runbook === undefined ? [] : [[link('Runbook', runbook)]]),
      ...dashboards.map((url, index) => [link(dashboards.length === 1 ? 'Dashboard' : `Dashboard ${index + 1}`, url)]),
    ];
    return rich`${strong(name ?? key)}${more.length === 0 ? '' : rich`: ${joined(more, ' · ')}`}`;
  });
  const value = lines.length === 0 ? [state.services.join(', ')] : joined(lines, '\n');
  return [{ name: state.services.length === 1 ? 'Service' : 'Services', value }];
}

export const milestoneFacts = (state: IncidentState): Fact[] =>
  MILESTONES.flatMap((milestone) => {
    const mark = state.milestones[milestone];
    if (!mark) return [];
    const value: RichText =
      mark.at === null
        ? ['time unknown']
        : [mark.precision === 'approximate' ? '~' : '', instant(mark.at, 'date-time')];
    return [{ name: MILESTONE_LABELS[milestone], value }];
  });

export function taskFacts(state: IncidentState): Fact[] {
  const open = state.tasks.filter((task) => task.doneAt === null);
  if (state.tasks.length === 0) return [];
  return [{ name: 'Tasks', value: [`${open.length} open of ${state.tasks.length}`] }];
}

/** So many are on the card; the timeline has all. */
const MOST_LINKS = 5;

/** Other incidents by number alone (one may be private), pages by what they are called. */
export function linkFacts({ links }: IncidentState): Fact[] {
  if (links.length === 0) return [];
  const shown = links
    .slice(-MOST_LINKS)
    .map(({ relation, url, number, title }): RichText =>
      url === null
        ? rich`${relation} incident ${number ?? '?'}`
        : rich`${link(title === '' ? url : title, url)}${relation === 'evidence' ? '' : ` (${relation})`}`,
    );
  const more = links.length - shown.length;
  const value = joined(more > 0 ? [...shown, [`${more} more on the timeline`]] : shown, ' · ');
  return [{ name: 'Links', value }];
}
