import { z } from 'zod';
import { ok } from '../../../base/result.ts';
import type { ActionDeclaration } from '../../../commands/command.ts';
import { type Form, openForm } from '../../../commands/message.ts';
import { severityDefinition } from '../../config.ts';
import type { IncidentParts } from '../../parts.ts';
import { INCIDENT_KINDS, SEVERITIES, type Severity } from '../../vocabulary.ts';
import {
  declareIncident,
  type DeclareInput,
  LONGEST_DESCRIPTION,
  LONGEST_SERVICE,
  meantService,
} from '../declare-incident.ts';
import { answered } from '../../../commands/answers.ts';
import { ownDraft } from '../../../commands/own-draft.ts';

/** These count in no statistics. */
const UNREAL = [
  ['drill', 'Drill', 'Practice: counts in no statistics, pages nobody by itself'],
  ['test', 'Test', 'Of Muster itself: the same'],
  ['backfilled', 'Backfilled', 'It is over, and is written down now'],
] as const;

/** What one is asked who declares an incident; `given` stands in it already. */
export function declareForm(parts: IncidentParts, given: DeclareInput): Form {
  // The one that was named stands among the choices, however many there are.
  const isGiven = ({ key }: { readonly key: string }): boolean => given.services.includes(key);
  const all = parts.services().all;
  const services = [...all.filter(isGiven), ...all.filter((service) => !isGiven(service))].slice(0, 25);
  const nature = natureOf(given);
  const beside = besideOf(given);
  return {
    action: 'incident.declare.submit',
    ...(beside !== '' && { args: ['', beside] }),
    title: titleWith(beside),
    fields: [
      {
        type: 'text',
        name: 'title',
        label: 'What is wrong?',
        placeholder: 'Checkout is failing for everybody',
        required: true,
        most: 200,
        ...(given.title !== '' && { value: given.title }),
      },
      {
        type: 'choice',
        name: 'severity',
        label: 'How bad is it?',
        required: false,
        choices: SEVERITIES.map((severity) => ({
          label: severity,
          value: severity,
          description: severityDefinition(parts.config(), severity).slice(0, 100),
          ...(severity === given.severity && { selected: true as const }),
        })),
      },
      services.length > 0
        ? {
            type: 'choice',
            name: 'service',
            label: 'Which service is affected?',
            required: false,
            choices: services.map(({ key, name, summary }) => ({
              label: (name ?? key).slice(0, 100),
              value: key,
              ...(summary !== undefined && { description: summary.slice(0, 100) }),
              ...(given.services.includes(key) && { selected: true as const }),
            })),
          }
        : {
            type: 'text',
            name: 'service',
            label: 'Which service is affected?',
            required: false,
            most: LONGEST_SERVICE,
            ...(given.services[0] !== undefined && { value: given.services[0] }),
          },
      {
        type: 'text',
        name: 'description',
        label: 'What do you see, and since when?',
        lines: 'many',
        required: false,
        most: LONGEST_DESCRIPTION,
        ...(given.description !== '' && { value: given.description.slice(0, LONGEST_DESCRIPTION) }),
      },
      {
        type: 'choice',
        name: 'nature',
        label: 'What kind of incident?',
        required: false,
        choices: [
          { label: 'Real', value: 'real', ...(nature === 'real' && { selected: true as const }) },
          {
            label: 'Real and private',
            value: 'private',
            description: 'Only those who take part may know of it',
            ...(nature === 'private' && { selected: true as const }),
          },
          {
            label: 'Not sure: let somebody decide',
            value: 'triage',
            description: 'Nobody is paged until somebody accepts it',
            ...(nature === 'triage' && { selected: true as const }),
          },
          ...UNREAL.map(([kind, label, description]) => ({
            label,
            value: kind,
            description,
            ...(nature === kind && { selected: true as const }),
          })),
        ],
      },
    ],
  };
}

/** What the one list of the form says of it; the rest goes beside. */
const natureOf = ({ kind, triage, private: isPrivate }: DeclareInput): string =>
  kind !== 'real' ? kind : triage ? 'triage' : isPrivate ? 'private' : 'real';

/** What was asked for and has no place in the fields: `p` private, `t` triage, `v` voice. Kept in the form's second argument. */
function besideOf(given: DeclareInput): string {
  const nature = natureOf(given);
  const isPrivate = given.private && nature !== 'private';
  const triage = given.triage && nature !== 'triage';
  return `${isPrivate ? 'p' : ''}${triage ? 't' : ''}${given.voice === true ? 'v' : ''}`;
}

/** It says what is kept beside the fields; Discord allows 45 characters. */
function titleWith(beside: string): string {
  const words = [
    ['p', 'private'],
    ['t', 'triage'],
    ['v', 'voice'],
  ] as const;
  const kept = words.filter(([letter]) => beside.includes(letter)).map(([, word]) => word);
  return kept.length === 0 ? 'Declare an incident' : `Declare an incident (${kept.join(', ')})`;
}

/** The same form by a button, for who knows no command; `args` are the form's own, when it is opened again. */
export const declareAsk = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.declare.ask',
  summary: 'Declare an incident by a form',
  permission: 'incident.declare',
  risk: 'read',
  run: async (args) => ok(openForm({ ...declareForm(parts, NOTHING_GIVEN), args, title: titleWith(args[1] ?? '') })),
});

/** An empty form. */
export const NOTHING_GIVEN: DeclareInput = {
  title: '',
  description: '',
  severity: 'unknown',
  services: [],
  kind: 'real',
  private: false,
  triage: false,
};

export const declareSubmit = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.declare.submit',
  openedBy: 'incident.declare.ask',
  summary: 'Declare the incident of the form',
  permission: 'incident.declare',
  risk: 'record',
  async run(args, fields, context) {
    const service = meantService(parts, answered(fields, 'service').slice(0, LONGEST_SERVICE) || undefined);
    if (!service.ok) return service;
    const message = await declaredFrom.read(parts.store, args[0], context);
    const nature = answered(fields, 'nature');
    const beside = args[1] ?? '';
    return declareIncident(
      parts,
      {
        title: answered(fields, 'title'),
        description: answered(fields, 'description').slice(0, LONGEST_DESCRIPTION),
        severity: severityOf(answered(fields, 'severity'), service.value.severity),
        services: service.value.services,
        private: nature === 'private' || beside.includes('p'),
        triage: nature === 'triage' || beside.includes('t'),
        voice: beside.includes('v'),
        kind: INCIDENT_KINDS.find((kind) => kind === nature) ?? 'real',
        ...(message && { message }),
      },
      context,
    );
  },
});

/** "unknown" stands in the form until somebody chooses: then it is the service's, as by command. */
function severityOf(chosen: string, otherwise: Severity): Severity {
  const known = SEVERITIES.find((severity) => severity === chosen);
  return known === undefined || known === 'unknown' ? otherwise : known;
}

/** The message whose menu the form was opened from. */
export const declaredFrom = ownDraft(
  'incident.message',
  z.object({ id: z.string(), author: z.string(), sentAt: z.int(), permalink: z.string(), text: z.string() }),
);
