import { refuse } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { choice, text } from '../../commands/options.ts';
import { decideLink } from '../decide/link.ts';
import { changeIncident, type IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { LINK_RELATIONS, type LinkRelation } from '../vocabulary.ts';
import { incidentOption, parseNumber } from './incident-options.ts';
import { recordedReply } from './replies.ts';
import { webAddress } from './web-address.ts';

export const linkCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident link',
    summary: 'Link a page, or another incident',
    examples: ['/incident link to:https://status.example.com title:Status page', '/incident link to:#41 as:caused by'],
    permission: 'incident.respond',
    risk: 'record',
    options: {
      to: text({
        description: 'An address, or another incident’s number',
        required: true,
        most: 2000,
        suggest: (typed, context) => (typed.startsWith('http') ? [] : parts.lookup.suggest(typed, context.viewer)),
      }),
      as: choice(LINK_RELATIONS, { description: 'What it is to this incident' }),
      title: text({ description: 'What to call it', most: 200 }),
      incident: incidentOption(parts),
    },
    async run({ to, as, title, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      return row.ok ? addLink(parts, row.value, { to, as, title: title ?? '' }, context) : row;
    },
  });

export async function addLink(
  parts: IncidentParts,
  row: IncidentRow,
  { to, as, title }: { readonly to: string; readonly as: LinkRelation | undefined; readonly title: string },
  context: CommandContext,
) {
  const url = webAddress(to);
  if (url !== undefined) {
    const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
      decideLink(state, { relation: as ?? 'evidence', url, number: null, title }, decideContext),
    );
    return recorded.ok
      ? recordedReply(recorded.value, rich`Linked ${{ link: url, text: title === '' ? url : title }}`)
      : recorded;
  }
  const number = parseNumber(to);
  if (!number.ok)
    return refuse(
      'link/address',
      'That is neither an address nor an incident’s number. Write https://example.com/graph or 42.',
    );
  const other = await parts.lookup.locate(number.value, context);
  if (!other.ok) return other;
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    // Its number alone: a private incident's title may not leak into another one's timeline.
    decideLink(state, { relation: as ?? 'related', url: null, number: other.value.number, title }, decideContext),
  );
  return recorded.ok
    ? recordedReply(recorded.value, rich`Linked: ${as ?? 'related'} incident ${other.value.number}`)
    : recorded;
}
