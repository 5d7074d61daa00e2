import { ok, refuse } from '../../base/result.ts';
import { decideService } from '../decide/service.ts';
import { rich, strong } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { text, yesNo } from '../../commands/options.ts';
import { decideImpact, decideRename, decideSummary } from '../decide/describe-incident.ts';
import { changeIncident, type IncidentParts } from '../parts.ts';
import { incidentOption } from './incident-options.ts';
import { knownService } from './known-service.ts';
import { recordedProse, recordedReply } from './replies.ts';

/** `/incident rename`, `summary` and `impact`: what the card and the postmortem begin with. */
export const describeCommands = (parts: IncidentParts) => [
  defineCommand({
    name: 'incident rename',
    summary: 'Give the incident a better title',
    permission: 'incident.respond',
    risk: 'record',
    options: {
      title: text({ description: 'The new title', required: true, most: 200 }),
      incident: incidentOption(parts),
    },
    async run({ title, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
        decideRename(state, title, parts.secrets, decideContext),
      );
      return recorded.ok ? recordedReply(recorded.value, rich`Renamed to ${strong(title)}`) : recorded;
    },
  }),
  defineCommand({
    name: 'incident summary',
    summary: 'Keep the summary current: what this is about, in a few sentences',
    permission: 'incident.respond',
    risk: 'record',
    options: {
      text: text({ description: 'The summary as it is now', required: true, most: 2000 }),
      incident: incidentOption(parts),
    },
    async run({ text: words, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
        decideSummary(state, words, decideContext),
      );
      return recorded.ok ? recordedProse(recorded.value, 'Summary', words) : recorded;
    },
  }),
  defineCommand({
    name: 'incident impact',
    summary: 'Keep the impact current: who is affected, and how',
    permission: 'incident.respond',
    risk: 'record',
    options: {
      text: text({ description: 'The impact as it is now', most: 2000 }),
      service: text({
        description: 'A service that is affected',
        most: 80,
        suggest: (typed) =>
          parts
            .services()
            .all.filter(({ key, name = '' }) => `${key} ${name}`.toLowerCase().includes(typed.toLowerCase()))
            .map(({ key, name }) => ({ name: name ?? key, value: key })),
      }),
      unaffected: yesNo({ description: 'That service is not affected after all' }),
      incident: incidentOption(parts),
    },
    async run({ text: words, service, unaffected = false, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      if (service !== undefined) {
        // One that stands there already can be taken away, also when muster.yaml no longer names it.
        const kept = row.value.services.includes(service);
        const known = kept ? ok({ key: service }) : knownService(parts, service);
        if (!known.ok) return known;
        const { key } = known.value;
        const cause = { ...context.cause, causeId: `${context.cause.causeId}:service` };
        const changed = await changeIncident(parts, row.value.stream, cause, (state, decideContext) =>
          decideService(state, { service: key, affected: !unaffected }, decideContext),
        );
        if (!changed.ok) return changed;
        if (words === undefined) {
          return recordedReply(
            changed.value,
            rich`${strong(key)} is ${unaffected ? 'not affected after all' : 'affected'}`,
          );
        }
      }
      if (words === undefined) return refuse('impact/nothing', 'Say what the impact is, or which service is affected.');
      const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
        decideImpact(state, words, decideContext),
      );
      return recorded.ok ? recordedProse(recorded.value, 'Impact', words) : recorded;
    },
  }),
];
