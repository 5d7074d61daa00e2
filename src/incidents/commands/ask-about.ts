import { type Refusal, type Result, ok } from '../../base/result.ts';
import type { Answers } from '../../commands/answers.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { type FormField, openForm, type Reply } from '../../commands/message.ts';
import {
  changedSince,
  decodeMarks,
  encodeMarks,
  type ShownMarks,
  shownIn,
  typedIn,
} from '../../commands/shown-marks.ts';
import type { IncidentParts } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import { named } from './named.ts';

export interface Question {
  /** The button that asks: `incident.note.ask`. */
  readonly action: string;
  /** What the form's answers go to: `incident.note.submit`. */
  readonly answers: string;
  readonly summary: string;
  readonly permission?: string;
  readonly title: (incident: IncidentRow) => string;
  /** At most five; `more`: what the button carries beside the number. A refusal where something is in the way that no answer would change. */
  readonly fields: (incident: IncidentRow, context: CommandContext, more: readonly string[]) => Promise<Asked> | Asked;
  /**
   * The names of the fields that show what stands there, in a fixed order, where several people may write at a time: only
   * what was typed there counts, and what somebody else changed meanwhile is not written over unseen.
   */
  readonly shows?: readonly string[];
}
export type Asked = readonly FormField[] | { readonly ok: false; readonly refusal: Refusal };

/** A button that opens a form about its incident, whose number the form's answers carry on. */
export const askAbout = (parts: Pick<IncidentParts, 'lookup'>, question: Question): ActionDeclaration => ({
  action: question.action,
  summary: question.summary,
  permission: question.permission ?? 'incident.respond',
  risk: 'read',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    if (!row.ok) return row;
    const { shows = [] } = question;
    const fields = await question.fields(row.value, context, args.slice(1));
    if ('ok' in fields) return fields;
    return ok(
      openForm({
        action: question.answers,
        args: [String(row.value.number), ...(shows.length > 0 ? [encodeMarks(shows, fields)] : [])],
        title: question.title(row.value),
        // Opened again after a refusal, it may show what who typed has not seen yet.
        fields: fields.map((field) => sayingSo(decodeMarks(shows, args[1]), field)),
      }),
    );
  },
});

const sayingSo = (marks: ShownMarks, field: FormField): FormField =>
  changedSince(marks, field.name, shownIn(field))
    ? { ...field, description: 'Somebody has changed this since you opened the form' }
    : field;

export interface FormAbout extends Omit<Question, 'action' | 'answers'> {
  /** `incident.link`: the button is `incident.link.ask`, the form’s answers go to `incident.link.submit`. */
  readonly name: string;
  /** Of a form that `shows`, the fields are those that somebody typed in, and `marks` tells what it showed. */
  readonly answer: (
    incident: IncidentRow,
    fields: Answers,
    context: CommandContext,
    marks: ShownMarks,
  ) => Promise<Result<Reply>>;
}

/** A button that asks by a form, and what is done with the answers. */
export function formAbout(
  parts: Pick<IncidentParts, 'lookup'>,
  { name, answer, ...question }: FormAbout,
): readonly ActionDeclaration[] {
  const { shows = [] } = question;
  const marksOf = (args: readonly string[]): ShownMarks => decodeMarks(shows, args[1]);
  return [
    askAbout(parts, { ...question, action: `${name}.ask`, answers: `${name}.submit` }),
    {
      action: `${name}.submit`,
      openedBy: `${name}.ask`,
      summary: question.summary,
      permission: question.permission ?? 'incident.respond',
      risk: 'record',
      typed: (args, fields) => typedIn(marksOf(args), fields),
      async run(args, fields, context) {
        const row = await named(parts, args, context);
        const marks = marksOf(args);
        return row.ok ? answer(row.value, typedIn(marks, fields), context, marks) : row;
      },
    },
  ];
}
