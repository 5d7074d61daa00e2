import { ok, refuse } from '../../base/result.ts';
import { instant, rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { say, sentence, whisper } from '../../commands/message.ts';
import { choice } from '../../commands/options.ts';
import { statusCard } from '../card.ts';
import { incidentFold } from '../fold.ts';
import type { IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { exportSource } from '../export/document.ts';
import { NOTHING_AROUND, surroundingsOf } from '../surroundings.ts';
import { lastRecordedBy, type LookBack } from '../view/time-travel.ts';
import { incidentOption, timeOption } from './incident-options.ts';
import { named } from './named.ts';
import { showPicture } from './show-picture.ts';

export const showCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident show',
    summary: 'Show where an incident stands, as a card or as a picture over time',
    examples: ['/incident show', '/incident show picture:dark', '/incident show at:yesterday 23:10'],
    permission: 'incident.read',
    risk: 'read',
    options: {
      picture: choice(['dark', 'light'], {
        description: 'A picture of it over time, for a dark or a light background',
      }),
      at: timeOption('As it was known then: 14:05, yesterday 23:10 …'),
      incident: incidentOption(parts),
    },
    async run({ at, picture, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      if (at?.precision === 'order-only') return refuse('time/unclear', 'Give a time, not an order: 14:05.');
      if (!at) return picture ? showPicture(parts, row.value, picture, context) : show(parts, row.value, context);
      const upTo = await lastRecordedBy(parts.timeline, row.value.stream, at.at);
      if (upTo === 0) {
        return refuse(
          'incident/not-yet',
          `Nothing was known of incident ${row.value.number} then. It was declared later.`,
        );
      }
      const back = { at: at.at, upTo };
      return picture ? showPicture(parts, row.value, picture, context, back) : showAt(parts, row.value, back, context);
    },
  });

async function show(parts: IncidentParts, row: IncidentRow, context: CommandContext) {
  const state = await parts.timeline.state(row.stream, incidentFold);
  const around = await surroundingsOf(parts, state);
  const card = statusCard({ ...state, number: row.number }, parts.config(), around);
  // Of a private incident only in its own channel may others look on.
  return ok(row.private && context.place?.channelId !== row.channelId ? whisper(card) : say(card));
}

/** Time travel: the incident as it was known then. */
async function showAt(parts: IncidentParts, row: IncidentRow, back: LookBack, context: CommandContext) {
  const { state } = await exportSource(parts, row.stream, row.number, back);
  // Its services have the names that they have now: what ran or changed around it then, nobody kept.
  const { services } = await surroundingsOf(parts, state);
  const shown = statusCard({ ...state, number: row.number }, parts.config(), { ...NOTHING_AROUND, services });
  const { buttons: _buttons, footer: _footer, ...card } = shown;
  const then = rich`🕰️ As it was known ${instant(back.at, 'date-time')}: the first ${back.upTo} entries.`;
  const message = { ...card, blocks: [...sentence(then), ...card.blocks] };
  return ok(row.private && context.place?.channelId !== row.channelId ? whisper(message) : say(message));
}

export const showAction = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.show',
  summary: 'Show where the incident stands',
  permission: 'incident.read',
  risk: 'read',
  visibility: 'private',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    return row.ok ? show(parts, row.value, context) : row;
  },
});
