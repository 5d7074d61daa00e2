import { z } from 'zod';
import { rich, strong } from '../../base/rich-text.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Form, openForm, type Reply, say, whisper } from '../../commands/message.ts';
import { choice, text, yesNo } from '../../commands/options.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { severityDefinition } from '../config.ts';
import { decideDeclare, type Declaring } from '../decide/declare.ts';
import { type IncidentParts, personOf } from '../parts.ts';
import { registerFold } from '../register.ts';
import { INCIDENT_KINDS, SEVERITIES, SEVERITY_TONES, type Severity } from '../vocabulary.ts';
import { severityOption } from './incident-options.ts';
import { knownService } from './known-service.ts';
import { answered } from '../../commands/answers.ts';

const LONGEST_DESCRIPTION = 4000;
const LONGEST_SERVICE = 80;

/** `/incident declare`: with a title at once, without one by a form. */
export const declareCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident declare',
    summary: 'Declare an incident: a number, a record and a channel at once',
    details:
      'With a title it happens at once; without one a form opens. You get a number and a timeline; a channel with a pinned card follows within seconds. While muster.yaml names no services, any words are a service.',
    examples: ['/incident declare title:Checkout is failing severity:SEV-2', '/incident declare'],
    permission: 'incident.declare',
    risk: 'record',
    options: {
      title: text({ description: 'What is wrong, in a few words', most: 200 }),
      severity: severityOption(parts),
      service: text({
        description: 'Which service is affected',
        most: LONGEST_SERVICE,
        suggest: (typed) =>
          parts
            .services()
            .all.filter(({ key, name }) => `${key} ${name ?? ''}`.toLowerCase().includes(typed.toLowerCase()))
            .slice(0, 25)
            .map(({ key, name }) => ({ name: name ?? key, value: key })),
      }),
      description: text({ description: 'What you see, and since when', most: LONGEST_DESCRIPTION }),
      private: yesNo({ description: 'Only those who take part may know of it' }),
      kind: choice(INCIDENT_KINDS, { description: 'Default: real' }),
      voice: yesNo({ description: 'Open a voice channel, too' }),
    },
    async run(args, context) {
      const service = ofService(parts, args.service);
      if (!service.ok) return service;
      const given = {
        severity: args.severity ?? service.value.severity,
        services: service.value.services,
        description: args.description ?? '',
        private: args.private ?? false,
        kind: args.kind ?? ('real' as const),
        voice: args.voice ?? false,
      };
      if (args.title === undefined) return ok(openForm(declareForm(parts, { ...given, title: '' })));
      return declareIncident(parts, { ...given, title: args.title }, context);
    },
  });

type FormInput = Omit<Declaring, 'triage' | 'declarer'>;

export function declareForm(parts: IncidentParts, given: FormInput): Form {
  const services = parts.services().all.slice(0, 25);
  const nature = given.private ? 'private' : given.kind;
  return {
    action: 'incident.declare.submit',
    title: 'Declare an incident',
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
          ...(['drill', 'test', 'backfilled'] as const).map((kind) => ({
            label: kind,
            value: kind,
            ...(nature === kind && { selected: true as const }),
          })),
        ],
      },
    ],
  };
}

/** The same form by a button, for who knows no command; `args` are the form's own, when it is opened again. */
export const declareAsk = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.declare.ask',
  summary: 'Declare an incident by a form',
  permission: 'incident.declare',
  risk: 'read',
  run: async (args) => ok(openForm({ ...declareForm(parts, NOTHING_GIVEN), args })),
});

const NOTHING_GIVEN: FormInput = {
  title: '',
  description: '',
  severity: 'unknown',
  services: [],
  kind: 'real',
  private: false,
};

export const declareSubmit = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.declare.submit',
  openedBy: 'incident.declare.ask',
  summary: 'Declare the incident of the form',
  permission: 'incident.declare',
  risk: 'record',
  async run(args, fields, context) {
    const service = ofService(parts, answered(fields, 'service').slice(0, LONGEST_SERVICE) || undefined);
    if (!service.ok) return service;
    const message = await declaredFrom(parts, args[0], context);
    const nature = answered(fields, 'nature');
    return declareIncident(
      parts,
      {
        title: answered(fields, 'title'),
        description: answered(fields, 'description').slice(0, LONGEST_DESCRIPTION),
        severity: severityOf(answered(fields, 'severity'), service.value.severity),
        services: service.value.services,
        private: nature === 'private',
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

const messageSchema = z.object({
  id: z.string(),
  author: z.string(),
  sentAt: z.int(),
  permalink: z.string(),
  text: z.string(),
});

/** The message whose menu the form was opened from, kept as a draft meanwhile. */
async function declaredFrom(
  parts: IncidentParts,
  draftId: string | undefined,
  context: CommandContext,
): Promise<z.infer<typeof messageSchema> | undefined> {
  const draft = draftId === undefined ? undefined : await parts.store.draft(draftId, context.now);
  if (draft?.kind !== MESSAGE_DRAFT || draft.owner !== (personOf(context) ?? context.viewer.id)) return undefined;
  return messageSchema.safeParse(draft.data).data;
}

/** Drafts that hold the message which an incident is about to be declared from. */
export const MESSAGE_DRAFT = 'incident.message';

/** What the service means for a declaration: without one, nothing. */
function ofService(
  parts: IncidentParts,
  named: string | undefined,
): Result<{ services: readonly string[]; severity: Severity }> {
  if (named === undefined) return ok({ services: [], severity: 'unknown' });
  const known = knownService(parts, named);
  if (!known.ok) return refuse(known.refusal.code, `${known.refusal.message} Leave it out if unsure.`);
  const { key, service } = known.value;
  return ok({ services: [key], severity: SEVERITIES.find((one) => one === service?.severity) ?? 'unknown' });
}

/** Commits the declaration, then answers with the number. */
export async function declareIncident(
  parts: IncidentParts,
  input: FormInput,
  context: CommandContext,
): Promise<Result<Reply>> {
  const declaring: Declaring = { ...input, triage: false, declarer: personOf(context) };
  const committed = await parts.timeline.change(ORGANISATION, registerFold, context.cause, (register, decideContext) =>
    decideDeclare(register, declaring, parts.config(), decideContext),
  );
  if (!committed.ok) return committed;
  const { number } = committed.value.answer;
  const args = [String(number)];
  const message = {
    tone: SEVERITY_TONES[input.severity],
    title: rich`${input.private ? '🔒 ' : ''}Incident ${number} declared`,
    blocks: [
      {
        type: 'text' as const,
        text: rich`${strong(input.title)} (${input.severity}${input.kind === 'real' ? '' : `, ${input.kind}`})`,
      },
      {
        type: 'text' as const,
        text: input.private
          ? rich`Its channel is being opened for you and those you add.`
          : rich`Its channel is being opened; ${parts.config().announcements.replace(/^(?=\D)/, '#')} leads there.`,
      },
      ...(input.severity === 'unknown'
        ? [{ type: 'text' as const, text: rich`Set the severity as soon as you know more.` }]
        : []),
    ],
    buttons: [
      [
        {
          label: 'Take command',
          style: 'primary' as const,
          action: 'incident.role.take',
          args: [...args, 'commander'],
        },
        { label: 'Severity', action: 'incident.severity.ask', args },
        { label: 'Show', action: 'incident.show', args },
      ],
    ],
  };
  return ok(input.private ? whisper(message) : say(message));
}
