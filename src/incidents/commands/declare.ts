import { ok } from '../../base/result.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { openForm } from '../../commands/message.ts';
import { choice, text, yesNo } from '../../commands/options.ts';
import type { IncidentParts } from '../parts.ts';
import { INCIDENT_KINDS } from '../vocabulary.ts';
import { declareIncident, LONGEST_DESCRIPTION, LONGEST_SERVICE, meantService } from './declare-incident.ts';
import { declareForm } from './forms/declare-form.ts';
import { severityOption } from './incident-options.ts';

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
      triage: yesNo({ description: 'Not sure: nobody is paged until somebody accepts it' }),
      voice: yesNo({ description: 'Open a voice channel, too' }),
    },
    async run(args, context) {
      const service = meantService(parts, args.service);
      if (!service.ok) return service;
      const given = {
        severity: args.severity ?? service.value.severity,
        services: service.value.services,
        description: args.description ?? '',
        private: args.private ?? false,
        kind: args.kind ?? ('real' as const),
        voice: args.voice ?? false,
        triage: args.triage ?? false,
      };
      if (args.title === undefined) return ok(openForm(declareForm(parts, { ...given, title: '' })));
      return declareIncident(parts, { ...given, title: args.title }, context);
    },
  });
