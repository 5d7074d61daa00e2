import { type Refusal, type Result, ok } from '../../base/result.ts';
import type { Answers } from '../../commands/answers.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { type FormField, openForm, type Reply } from '../../commands/message.ts';
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
    const fields = await question.fields(row.value, context, args.slice(1));
    if ('ok' in fields) return fields;
    return ok(
      openForm({
        action: question.answers,
        args: [String(row.value.number)],
        title: question.title(row.value),
        fields,
      }),
    );
  },
});

export interface FormAbout extends Omit<Question, 'action' | 'answers'> {
  /** `incident.link`: the button is `incident.link.ask`, the form’s answers go to `incident.link.submit`. */
  readonly name: string;
  readonly answer: (incident: IncidentRow, fields: Answers, context: CommandContext) => Promise<Result<Reply>>;
}

/** A button that asks by a form, and what is done with the answers. */
export const formAbout = (
  parts: Pick<IncidentParts, 'lookup'>,
  { name, answer, ...question }: FormAbout,
): readonly ActionDeclaration[] => [
  askAbout(parts, { ...question, action: `${name}.ask`, answers: `${name}.submit` }),
  {
    action: `${name}.submit`,
    openedBy: `${name}.ask`,
    summary: question.summary,
    permission: question.permission ?? 'incident.respond',
    risk: 'record',
    async run(args, fields, context) {
      const row = await named(parts, args, context);
      return row.ok ? answer(row.value, fields, context) : row;
    },
  },
];
