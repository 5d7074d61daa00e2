import { ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { say } from '../../commands/message.ts';
import { severityDefinition } from '../config.ts';
import { decideSeverity } from '../decide/severity.ts';
import { incidentFold } from '../fold.ts';
import { changeIncident, type IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { SEVERITIES, SEVERITY_TONES, type Severity } from '../vocabulary.ts';
import { askAbout } from './ask-about.ts';
import { incidentOption, reasonOption, requiredSeverityOption } from './incident-options.ts';
import { named } from './named.ts';
import { tellChannel } from './tell-channel.ts';
import { whatItMeans, whoIsPaged, whoIsTold } from './severity-means.ts';
import { answered } from '../../commands/answers.ts';

export const severityCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident severity',
    summary: 'Say how bad it is',
    examples: ['/incident severity level:SEV-1 reason:Data is being lost'],
    permission: 'incident.respond',
    risk: 'record',
    options: { level: requiredSeverityOption(parts), reason: reasonOption(), incident: incidentOption(parts) },
    async run({ level, reason, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      return row.ok ? changeSeverity(parts, row.value, level, reason ?? '', context) : row;
    },
  });

async function changeSeverity(
  parts: IncidentParts,
  row: IncidentRow,
  to: Severity,
  reason: string,
  context: CommandContext,
) {
  // Asked before: the change pages at once, and what it pages is then one that was paged already.
  const paged = await parts.pagedAt(row, to);
  const text = rich`Severity ${strong(to)} (was ${row.severity})${reason === '' ? '' : `: ${reason}`}`;
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    tellChannel(decideSeverity(state, { to, reason }, parts.config(), decideContext), { parts, row, context, text }),
  );
  if (!recorded.ok) return recorded;
  const state = await parts.timeline.state(row.stream, incidentFold);
  return ok(
    say({
      tone: SEVERITY_TONES[to],
      blocks: [
        {
          type: 'text',
          text: rich`${strong(`#${recorded.value.seq}`)} ${text}`,
        },
        { type: 'text', text: whoIsPaged(state, to, paged) },
        { type: 'text', text: whoIsTold(state, parts.config()) },
      ],
      footer: [whatItMeans(parts.config(), to)],
    }),
  );
}

export const severityActions = (parts: IncidentParts): readonly ActionDeclaration[] => [
  askAbout(parts, {
    action: 'incident.severity.ask',
    answers: 'incident.severity.submit',
    summary: 'Choose the severity',
    title: ({ number }) => `Severity of incident ${number}`,
    fields: (row) => [
      {
        type: 'choice',
        name: 'level',
        label: 'How bad is it?',
        required: true,
        choices: SEVERITIES.map((severity) => ({
          label: severity,
          value: severity,
          description: severityDefinition(parts.config(), severity).slice(0, 100),
          ...(severity === row.severity && { selected: true as const }),
        })),
      },
      { type: 'text', name: 'reason', label: 'Why?', required: false, most: 1000 },
    ],
  }),
  {
    action: 'incident.severity.submit',
    openedBy: 'incident.severity.ask',
    summary: 'Change the severity',
    permission: 'incident.respond',
    risk: 'record',
    async run(args, fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      const level = SEVERITIES.find((severity) => severity === answered(fields, 'level'));
      if (!level) return refuse('severity/unknown', `Choose one of ${SEVERITIES.join(', ')}.`);
      return changeSeverity(parts, row.value, level, answered(fields, 'reason').slice(0, 1000), context);
    },
  },
];
