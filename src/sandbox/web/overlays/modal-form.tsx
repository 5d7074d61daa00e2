import { ComponentType } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { useContext, useId, useState } from 'preact/hooks';
import { Markdown } from '../markdown/markdown.tsx';
import { DirectoryContext } from '../messages/directory-context.ts';
import type { Modal } from '../protocol/shapes.ts';
import { Dialog } from './dialog.tsx';
import { type FormPart, firstAnswers, missingIn, partsOf } from './modal-answers.ts';
import { type Answer, isGroup, ModalField } from './modal-fields.tsx';
import { nameInSentence, plainName } from '../markdown/visible-controls.ts';

interface Props {
  readonly modal: Modal;
  readonly busy: boolean;
  /** The sentence of what went wrong with the last try. */
  readonly failure: string | undefined;
  readonly submit: (answers: Readonly<Record<string, Answer>>) => void;
  readonly close: () => void;
}

export function ModalForm({ modal, busy, failure, submit, close }: Props): JSX.Element {
  const id = useId();
  const directory = useContext(DirectoryContext);
  const [answers, setAnswers] = useState<Readonly<Record<string, Answer>>>(() => firstAnswers(modal, directory));
  const [missing, setMissing] = useState<string>();
  const part = (item: FormPart, index: number): JSX.Element => {
    if ('text' in item) return <Markdown key={index} text={item.text} />;
    const required = !('required' in item.component) || item.component.required !== false;
    const checkbox = item.component.type === ComponentType.Checkbox;
    const field = isGroup(item.component) ? undefined : `${id}-field-${index}`;
    // Circles and boxes have labels of their own: the group's name is no label of one of them.
    const Label = field === undefined ? 'span' : 'label';
    return (
      <div
        key={index}
        class={missing === item.label ? 'form-field invalid' : checkbox ? 'form-field check' : 'form-field'}
      >
        <Label class="form-label" for={field}>
          <bdi>{plainName(item.label)}</bdi>
          {required && !checkbox && (
            <span class="required" title="required">
              {' '}
              *<span class="sr-only">required</span>
            </span>
          )}
        </Label>
        {item.description && (
          <small id={`${id}-${index}`}>
            <bdi>{plainName(item.description)}</bdi>
          </small>
        )}
        <ModalField
          id={field}
          component={item.component}
          label={plainName(item.label)}
          describedBy={item.description ? `${id}-${index}` : undefined}
          answer={answers[item.component.custom_id]}
          set={(answer) => {
            setAnswers((before) => ({ ...before, [item.component.custom_id]: answer }));
            setMissing(undefined);
          }}
        />
      </div>
    );
  };
  return (
    <Dialog title={modal.title} close={close} className="modal-form">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const wrong = missingIn(modal, answers);
          setMissing(wrong);
          if (wrong === undefined && !busy) submit(answers);
        }}
      >
        {partsOf(modal).map(part)}
        {(missing ?? failure) && (
          <p role="alert" class="wrong">
            {missing ? `“${nameInSentence(missing)}” is not filled in as it should be.` : failure}
          </p>
        )}
        <footer>
          <button type="button" class="button secondary" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="button primary" aria-busy={busy}>
            {busy ? 'Sending…' : 'Submit'}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
