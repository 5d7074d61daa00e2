import { type APIComponentInLabel, ComponentType } from 'discord-api-types/v10';
import type { Answer } from '../overlays/modal-fields.tsx';
import type { FormField } from '../overlays/modal-answers.ts';

export interface SubmittedField {
  readonly customId: string;
  readonly type: number;
  readonly value?: string | boolean;
  readonly values?: readonly string[];
  readonly files?: readonly File[];
}

const isFile = (value: unknown): value is File => value instanceof File;
const isText = (value: unknown): value is string => typeof value === 'string';

function fieldOf(component: APIComponentInLabel, answer: Answer | undefined): SubmittedField {
  const base = { customId: component.custom_id, type: component.type };
  const list: readonly unknown[] = Array.isArray(answer) ? answer : [];
  switch (component.type) {
    case ComponentType.TextInput:
      return { ...base, value: typeof answer === 'string' ? answer : '' };
    case ComponentType.Checkbox:
      return { ...base, value: answer === true };
    case ComponentType.RadioGroup:
      return { ...base, value: list.find(isText) ?? '' };
    case ComponentType.FileUpload:
      return { ...base, files: list.filter(isFile) };
    default:
      return { ...base, values: list.filter(isText) };
  }
}

/** A form's answers in the order of its fields. */
export const submittedFields = (
  fields: readonly FormField[],
  answers: Readonly<Record<string, Answer>>,
): readonly SubmittedField[] => fields.map(({ component }) => fieldOf(component, answers[component.custom_id]));
