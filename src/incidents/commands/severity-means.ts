import { joined, listed, person, rich, type RichText, strong } from '../../base/rich-text.ts';
import { concernsStakeholders } from '../audience.ts';
import { type IncidentsConfig, severityDefinition, updateEveryMinutes } from '../config.ts';
import type { Paged } from '../outside.ts';
import { type IncidentState, isWaiting } from '../state.ts';
import { ACTIVE_STATUSES, type Severity } from '../vocabulary.ts';
import { namedChannel } from './named-channel.ts';

/** Who is paged, in a sentence or two. */
export function whoIsPaged(
  { kind, triage, status }: Pick<IncidentState, 'kind' | 'triage' | 'status'>,
  severity: Severity,
  paged: readonly Paged[] | undefined,
): RichText {
  if (kind !== 'real') return rich`📟 Nobody is paged: it is ${kind === 'backfilled' ? 'over' : `a ${kind}`}.`;
  if (!ACTIVE_STATUSES.has(status)) return rich`📟 Nobody is paged: it is ${status}.`;
  if (isWaiting({ triage, status })) return rich`📟 Nobody is paged before it is accepted.`;
  if (paged === undefined) return rich`📟 ${severity} pages nobody by itself; /page send does.`;
  if (paged.length === 0) return rich`📟 Nobody is paged: none of its services has an escalation policy.`;
  const answered = paged.filter(({ before, inCommand }) => !before && inCommand !== undefined);
  const now = paged.filter(({ before, inCommand }) => !before && inCommand === undefined);
  const before = paged.filter((one) => one.before);
  return joined(
    [
      ...(now.length > 0 ? [rich`📟 Paged now: ${joined(now.map(policyOf), ', ')}.`] : []),
      ...answered.map(
        ({ policy, inCommand = '' }) =>
          rich`📟 Nobody is rung for policy ${strong(policy)}: ${person(inCommand)} is in command, and has its page.`,
      ),
      ...(before.length > 0 ? [rich`📟 Paged before, and not again: ${joined(before.map(policyOf), ', ')}.`] : []),
    ],
    ' ',
  );
}

const policyOf = ({ policy, people }: Paged): RichText => {
  const who = listed(people.map(person));
  return rich`policy ${strong(policy)}${people.length === 0 ? ', in which nobody is first' : rich` (${who})`}`;
};

/** Who hears of it outside of the incident's channel. */
export function whoIsTold(state: IncidentState, config: IncidentsConfig): RichText {
  const { subscribers } = state;
  const told: readonly RichText[] = [
    ...(config.stakeholders !== undefined && concernsStakeholders(state)
      ? [rich`stakeholders in ${namedChannel(config.stakeholders)}`]
      : []),
    ...(subscribers.length > 0
      ? [[`${subscribers.length} ${subscribers.length === 1 ? 'subscriber' : 'subscribers'} by direct message`]]
      : []),
  ];
  return told.length === 0 ? rich`📣 Nobody else is told.` : rich`📣 Told: ${joined(told, ', ')}.`;
}

/** When to choose it, and how often an update is due. */
export function whatItMeans(config: IncidentsConfig, severity: Severity): string {
  const minutes = updateEveryMinutes(config, severity);
  const cadence = minutes === 0 ? 'No regular updates are asked for.' : `An update is due every ${inWords(minutes)}.`;
  return `${severityDefinition(config, severity)} ${cadence}`;
}

export const inWords = (minutes: number): string =>
  minutes % 60 === 0 ? (minutes === 60 ? 'hour' : `${minutes / 60} hours`) : `${minutes} minutes`;
