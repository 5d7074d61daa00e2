import { rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { text } from '../../commands/options.ts';
import { decideNote } from '../decide/note.ts';
import { changeIncident, type IncidentParts, resolveWhen } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { type GivenTime, parseTime } from '../time.ts';
import { askAbout } from './ask-about.ts';
import { incidentOption, timeOption } from './incident-options.ts';
import { named } from './named.ts';
import { answered } from '../../commands/answers.ts';
import { recordedReply, shownWhen, zoneMeant } from './replies.ts';

const LONGEST = 4000;

export const noteCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident note',
    summary: 'Put something on the timeline, now or at the time when it happened',
    examples: ['/incident note text:Rolled back to 1.4 at:14:05', '/incident note text:Disk was full at:~18:00'],
    permission: 'incident.respond',
    risk: 'record',
    options: {
      text: text({ description: 'What happened', required: true, most: LONGEST }),
      at: timeOption(),
      incident: incidentOption(parts),
    },
    async run({ text: words, at, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      return row.ok ? note(parts, row.value, words, at, context) : row;
    },
  });

async function note(
  parts: IncidentParts,
  row: IncidentRow,
  words: string,
  at: GivenTime | undefined,
  context: CommandContext,
) {
  const when = at && (await resolveWhen(parts, row.stream, at));
  if (when && !when.ok) return when;
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    decideNote(state, { text: words, when: when?.value }, decideContext),
  );
  if (!recorded.ok) return recorded;
  // Whoever told Muster their zone knows which one they write in.
  const zone = when && when.value.precision !== 'order-only' && context.zoneAssumed;
  return recordedReply(recorded.value, rich`${shownWhen(when?.value, context.now)} ${words}`, {
    ...(zone && { footer: [zoneMeant(context.timeZone)] }),
  });
}

export const noteActions = (parts: IncidentParts): readonly ActionDeclaration[] => [
  askAbout(parts, {
    action: 'incident.note.ask',
    answers: 'incident.note.submit',
    summary: 'Write a note',
    title: ({ number }) => `Note for incident ${number}`,
    fields: (_row, { timeZone }) => [
      { type: 'text', name: 'text', label: 'What happened?', lines: 'many', required: true, most: LONGEST },
      {
        type: 'text',
        name: 'at',
        label: 'When? Empty means now',
        description: zoneMeant(timeZone),
        placeholder: '14:05 / 20 min ago / ~18:00 / after #12',
        required: false,
        most: 100,
      },
    ],
  }),
  {
    action: 'incident.note.submit',
    openedBy: 'incident.note.ask',
    summary: 'Put the note on the timeline',
    permission: 'incident.respond',
    risk: 'record',
    async run(args, fields, context) {
      const row = await named(parts, args, context);
      if (!row.ok) return row;
      const at = answered(fields, 'at');
      const given = at === '' ? undefined : parseTime(at, { now: context.now, timeZone: context.timeZone });
      if (given && !given.ok) return given;
      return note(parts, row.value, answered(fields, 'text').slice(0, LONGEST), given?.value, context);
    },
  },
];
