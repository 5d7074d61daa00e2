import { strong } from '../base/rich-text.ts';
import { type Block, type Button, prose, sentence } from '../commands/message.ts';
import type { EffectDraft } from '../timeline/effect.ts';
import { titleOf } from './card.ts';
import { type IncidentsConfig, severityDefinition } from './config.ts';
import { incidentEffects, type PlainMessage } from './effects.ts';
import { type IncidentState, takesPart } from './state.ts';
import type { Severity } from './vocabulary.ts';

/** Behind the incident's number, in what a button of `incident.subscribe` carries: ends it, and never begins it anew. */
export const UNSUBSCRIBE = 'no';

/**
 * Those who want to know without taking part: subscribers by direct message, and the stakeholders' channel in plain
 * words.
 */
export const tellAudience = (
  state: IncidentState,
  config: IncidentsConfig,
  blocks: readonly Block[],
): readonly EffectDraft[] => [
  ...tellPeople(state, state.subscribers, blocks, [[unsubscribeButton(state)]]),
  ...(config.stakeholders === undefined || !concernsStakeholders(state)
    ? []
    : [
        {
          kind: 'message.post',
          lane: 'stakeholders',
          stream: state.stream,
          payload: { channel: config.stakeholders, message: aboutIt(state, blocks) },
        },
      ]),
];

/** These by direct message; of a private one, those of them who take part. */
export const tellPeople = (
  state: IncidentState,
  people: readonly string[],
  blocks: readonly Block[],
  buttons: readonly (readonly Button[])[] = [],
): readonly EffectDraft[] => {
  const message = { ...aboutIt(state, blocks), ...(buttons.length > 0 && { buttons }) };
  const told = state.private ? people.filter((person) => takesPart(state, person)) : people;
  return told.map((person) => incidentEffects.direct(state.stream, person, message));
};

const unsubscribeButton = ({ number }: IncidentState): Button => ({
  label: 'Unsubscribe',
  action: 'incident.subscribe',
  args: [String(number), UNSUBSCRIBE],
});

/** What a severity means, for those who know none by its name; nothing while nobody has looked. */
export const inPlainWords = (config: IncidentsConfig, severity: Severity): readonly Block[] =>
  severity === 'unknown' ? [] : sentence([severityDefinition(config, severity)]);

/** Of a private incident stakeholders hear nothing, nor of what is no incident, or not known to be one. */
export const concernsStakeholders = (state: Pick<IncidentState, 'private' | 'kind' | 'triage'>): boolean =>
  !state.private && state.kind === 'real' && state.triage !== 'waiting' && state.triage !== 'declined';

const aboutIt = (state: IncidentState, blocks: readonly Block[]): PlainMessage => ({
  title: titleOf(state),
  blocks: [...blocks, ...prose([strong('Impact')], state.impact)],
  footer: [`${state.severity}, ${state.status}`],
});
