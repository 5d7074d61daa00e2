import { type APIComponentInLabel, ComponentType, TextInputStyle } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { choicesOf } from '../messages/directory.ts';
import { DirectoryContext } from '../messages/directory-context.ts';
import { Chooser } from './chooser.tsx';
import { Picks } from './picks.tsx';
import { plainName } from '../markdown/visible-controls.ts';

/** A field's answer: text, a list of values, a checkmark, files. */
export type Answer = string | readonly string[] | boolean | readonly File[];

/** Several fields under one name. */
export const isGroup = ({ type }: APIComponentInLabel): boolean =>
  type === ComponentType.RadioGroup || type === ComponentType.CheckboxGroup;

interface FieldProps {
  /** That its label is for. */
  readonly id: string | undefined;
  readonly component: APIComponentInLabel;
  readonly label: string;
  readonly describedBy: string | undefined;
  readonly answer: Answer | undefined;
  readonly set: (answer: Answer) => void;
}

const texts = (answer: Answer | undefined): readonly string[] =>
  Array.isArray(answer) ? answer.filter((value): value is string => typeof value === 'string') : [];

/** Every component that Discord allows in a form. */
export function ModalField({ id, component, label, describedBy, answer, set }: FieldProps): JSX.Element {
  const directory = useContext(DirectoryContext);
  switch (component.type) {
    case ComponentType.TextInput: {
      const shared = {
        id,
        'aria-label': label,
        'aria-describedby': describedBy,
        name: component.custom_id,
        value: typeof answer === 'string' ? answer : '',
        placeholder: plainName(component.placeholder ?? ''),
        required: component.required !== false,
        maxLength: component.max_length ?? 4000,
      };
      return component.style === TextInputStyle.Paragraph ? (
        <textarea
          rows={4}
          {...shared}
          onInput={(event) => {
            set(event.currentTarget.value);
          }}
        />
      ) : (
        <input
          type="text"
          autocomplete="off"
          {...shared}
          onInput={(event) => {
            set(event.currentTarget.value);
          }}
        />
      );
    }
    case ComponentType.StringSelect:
    case ComponentType.UserSelect:
    case ComponentType.RoleSelect:
    case ComponentType.MentionableSelect:
    case ComponentType.ChannelSelect: {
      const { options } = choicesOf(component, directory);
      return (
        <Chooser
          fieldId={id}
          describedBy={describedBy}
          options={options}
          chosen={texts(answer)}
          least={component.required === false ? 0 : (component.min_values ?? 1)}
          most={component.max_values ?? 1}
          placeholder={component.placeholder ?? 'Make a choice'}
          label={label}
          choose={set}
        />
      );
    }
    case ComponentType.RadioGroup:
      return (
        <Picks
          name={component.custom_id}
          label={label}
          describedBy={describedBy}
          options={component.options}
          kind="radio"
          most={1}
          chosen={typeof answer === 'string' ? [answer] : texts(answer)}
          required={component.required !== false}
          set={set}
        />
      );
    case ComponentType.CheckboxGroup:
      return (
        <Picks
          name={component.custom_id}
          label={label}
          describedBy={describedBy}
          options={component.options}
          kind="checkbox"
          most={component.max_values ?? component.options.length}
          chosen={texts(answer)}
          required={component.required !== false}
          set={set}
        />
      );
    case ComponentType.Checkbox:
      return (
        <input
          id={id}
          type="checkbox"
          aria-label={label}
          aria-describedby={describedBy}
          name={component.custom_id}
          checked={answer === true}
          onChange={(event) => {
            set(event.currentTarget.checked);
          }}
        />
      );
    case ComponentType.FileUpload:
      return (
        <input
          id={id}
          type="file"
          aria-label={label}
          aria-describedby={describedBy}
          name={component.custom_id}
          multiple={(component.max_values ?? 1) > 1}
          required={component.required !== false}
          onChange={(event) => {
            set([...(event.currentTarget.files ?? [])].slice(0, component.max_values ?? 1));
          }}
        />
      );
    default:
      return <p>This field is of a kind that the page does not know.</p>;
  }
}
