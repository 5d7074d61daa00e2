import { type APIComponentInLabel, ComponentType } from 'discord-api-types/v10';
import type { Directory } from '../messages/directory.ts';
import { choicesOf } from '../messages/directory.ts';
import type { Modal } from '../protocol/shapes.ts';
import type { Answer } from './modal-fields.tsx';

export interface FormField {
  readonly label: string;
  readonly description: string | undefined;
  readonly component: APIComponentInLabel;
}

export type FormPart = FormField | { readonly text: string };

/** The parts of a form in order: fields (in a Label, or old text inputs in rows) and text between them. */
export function partsOf(modal: Modal): readonly FormPart[] {
  return modal.components.flatMap((part): FormPart[] => {
    if (part.type === ComponentType.Label)
      return [{ label: part.label, description: part.description, component: part.component }];
    if (part.type === ComponentType.ActionRow) {
      return part.components.map((input) => ({
        label: input.label ?? 'Text',
        description: undefined,
        component: input,
      }));
    }
    if (part.type === ComponentType.TextDisplay) return [{ text: part.content }];
    return [];
  });
}

export const fieldsOf = (modal: Modal): readonly FormField[] =>
  partsOf(modal).filter((part): part is FormField => 'component' in part);

/** What the form starts with. */
export function firstAnswers(modal: Modal, directory: Directory): Readonly<Record<string, Answer>> {
  return Object.fromEntries(
    fieldsOf(modal).map(({ component }): [string, Answer] => {
      switch (component.type) {
        case ComponentType.TextInput:
          return [component.custom_id, component.value ?? ''];
        case ComponentType.Checkbox:
          return [component.custom_id, component.default === true];
        case ComponentType.RadioGroup:
        case ComponentType.CheckboxGroup:
          return [
            component.custom_id,
            component.options.filter((option) => option.default).map((option) => option.value),
          ];
        case ComponentType.FileUpload:
          return [component.custom_id, []];
        default:
          return [component.custom_id, choicesOf(component, directory).defaults];
      }
    }),
  );
}

/** The label of what is missing, or undefined when the form can be sent. */
export function missingIn(modal: Modal, answers: Readonly<Record<string, Answer>>): string | undefined {
  return fieldsOf(modal).find(({ component }) => {
    const answer = answers[component.custom_id];
    if (component.type === ComponentType.Checkbox) return false;
    if (component.type === ComponentType.TextInput) {
      const text = typeof answer === 'string' ? answer : '';
      return (
        (component.required !== false && text === '') || (text !== '' && text.length < (component.min_length ?? 0))
      );
    }
    const count = Array.isArray(answer) ? answer.length : 0;
    const least = 'min_values' in component ? (component.min_values ?? 1) : 1;
    return component.required === false ? count > 0 && count < least : count < Math.max(1, least);
  })?.label;
}
