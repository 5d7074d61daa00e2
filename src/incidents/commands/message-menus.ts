import { ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { MessageMenuDeclaration } from '../../commands/command.ts';
import { openForm, paragraph, whisper } from '../../commands/message.ts';
import { capturedAs } from '../captured-messages.ts';
import { decideCapture } from '../decide/capture.ts';
import { changeIncident, type IncidentParts, personOf } from '../parts.ts';
import { incidentFold } from '../fold.ts';
import { tidyTitle } from '../decide/declare.ts';
import { declareForm, declaredFrom, NOTHING_GIVEN } from './forms/declare-form.ts';
import { mayRecord } from './may-decide.ts';

/** What one can do with a message, also where Muster may not read what people write: the menu carries its text. */
export const messageMenus = (parts: IncidentParts): readonly MessageMenuDeclaration[] => [
  {
    name: 'Add to timeline',
    permission: 'incident.read',
    risk: 'record',
    visibility: 'private',
    async run(message, context) {
      const row = await parts.lookup.locate(undefined, context);
      if (!row.ok) return row;
      if (!mayRecord(row.value, context.viewer)) {
        return refuse('permission/missing', `You take no part in incident ${row.value.number}. Join it first.`);
      }
      const names = await parts.namesIn(message.text);
      const { captured } = await parts.timeline.state(row.value.stream, incidentFold);
      const before = capturedAs(captured, message.id);
      const recorded = await changeIncident(parts, row.value.stream, context.cause, (state, decideContext) =>
        decideCapture(state, { message, by: personOf(context), names }, decideContext),
      );
      return recorded.ok
        ? ok(
            whisper(
              paragraph(
                before?.unread === true && !before.gone
                  ? rich`📌 Its words are on the timeline of incident ${row.value.number} now, in ${strong(`#${before.seq}`)}.`
                  : rich`📌 On the timeline of incident ${row.value.number} as ${strong(`#${recorded.value.seq}`)}, at the time when it was written.`,
              ),
            ),
          )
        : recorded;
    },
  },
  {
    name: 'Declare incident',
    permission: 'incident.declare',
    risk: 'record',
    async run(message, context) {
      const id = parts.newId();
      const words = tidyTitle(message.text.split('\n')[0] ?? '');
      const { authorId: author, sentAt, permalink } = message;
      const from = { id: message.id, author, sentAt, permalink, text: message.text.slice(0, 4000) };
      await declaredFrom.keep(parts.store, id, from, context);
      const title = [...words].slice(0, 200).join('');
      const form = declareForm(parts, { ...NOTHING_GIVEN, title, description: message.text });
      return ok(openForm({ ...form, args: [id] }));
    },
  },
];
