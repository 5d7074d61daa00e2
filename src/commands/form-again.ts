import { z } from 'zod';
import type { Instant } from '../base/clock.ts';
import { ok, refuse } from '../base/result.ts';
import { type Store, StoreError } from '../timeline/store.ts';
import type { Answers } from './answers.ts';
import type { ActionDeclaration } from './command.ts';
import { draftsInMemory } from './drafts-in-memory.ts';
import type { CommandContext } from './context.ts';
import type { Dispatcher } from './dispatch.ts';
import { type Button, type Form, type FormField, openForm } from './message.ts';
import { ownDraft } from './own-draft.ts';

const ACTION = 'form.again';

const typedDraft = ownDraft(
  ACTION,
  z.object({ action: z.string(), args: z.array(z.string()), fields: z.record(z.string(), z.array(z.string())) }),
);

/** A form that was sent off: where its answers went, and what they were. */
export interface Submitted {
  readonly action: string;
  readonly args: readonly string[];
  readonly fields: Answers;
}

/** What was typed into a form that was refused is kept for a day: a button opens it again, filled in. */
export function createFormAgain(options: {
  readonly store: Pick<Store, 'saveDraft' | 'draft'>;
  readonly dispatcher: () => Pick<Dispatcher, 'findAction' | 'action'>;
  readonly newId: (now: Instant) => string;
}) {
  const memory = draftsInMemory();
  const action: ActionDeclaration = {
    action: ACTION,
    summary: 'Open the form again, with what was typed',
    permission: 'muster.read', // the form's own is checked where it is opened
    risk: 'read',
    async run([id = ''], _fields, context) {
      const typed = (await typedDraft.read(memory, id, context)) ?? (await typedDraft.read(options.store, id, context));
      if (!typed)
        return refuse('form/gone', 'What was typed is kept for a day at most, for who typed it. Open the form anew.');
      const opened = await options.dispatcher().action(typed.action, typed.args, {}, context);
      return opened.ok && opened.value.reply === 'form'
        ? ok(openForm(filled(opened.value.form, typed.fields)))
        : opened;
    },
  };

  return {
    action,
    /** Keeps what was typed; undefined where no button opens such a form. */
    keep: async (
      { action: answers, args, fields }: Submitted,
      context: CommandContext,
    ): Promise<Button | undefined> => {
      const { openedBy: opener, typedIsNotKept, typed: typedOf } = options.dispatcher().findAction(answers) ?? {};
      if (opener === undefined) return undefined;
      const id = options.newId(context.now);
      const typed = {
        action: opener,
        args: [...args],
        // What was only shown may be another by then, and must not come back in its place.
        fields: Object.fromEntries(
          Object.entries(typedOf?.(args, fields) ?? fields).map(([name, values]) => [name, [...values]]),
        ),
      };
      try {
        await typedDraft.keep(typedIsNotKept === true ? memory : options.store, id, typed, context);
      } catch (error) {
        // The disk that refused what was asked for keeps no form either: until the next start memory does.
        if (!(error instanceof StoreError)) throw error;
        await typedDraft.keep(memory, id, typed, context);
      }
      return { label: 'Try again', style: 'primary', action: ACTION, args: [id] };
    },
  };
}

type Choice = Extract<FormField, { type: 'choice' }>['choices'][number];
/** Discord's limit of a choice. */
const LONGEST_VALUE = 100;

/** People, roles and files are chosen anew: Discord takes nothing beforehand there. */
const filled = (form: Form, typed: Answers): Form => ({
  ...form,
  fields: form.fields.map((field) => filledField(field, typed[field.name])),
});

function filledField(field: FormField, values: readonly string[] | undefined): FormField {
  if (values === undefined) return field;
  if (field.type === 'text') return { ...field, value: values[0] ?? '' };
  if (field.type !== 'choice') return field;
  // What is beyond the list was named in another way, and stood first in it for that.
  const known = new Set(field.choices.map(({ value }) => value));
  const beyond = values
    .filter((value) => value !== '' && value.length <= LONGEST_VALUE && !known.has(value))
    .slice(0, field.most ?? 1)
    .map((value) => ({ label: value, value }));
  const choices = [...beyond, ...field.choices].map(({ selected: _, ...choice }: Choice) =>
    values.includes(choice.value) ? { ...choice, selected: true as const } : choice,
  );
  return { ...field, choices };
}
