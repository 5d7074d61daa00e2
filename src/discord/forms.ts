import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  TextInputStyle,
} from 'discord-api-types/v10';
import { takeWhole } from '../base/take-whole.ts';
import { encodeCustomId } from '../commands/custom-id.ts';
import type { Form, FormField } from '../commands/message.ts';
import { drawOption } from './components.ts';
import { fit, fitLabel } from './fit.ts';
import { LIMITS } from './limits.ts';

/** A form as Discord's modal: a Label a field. Throws when it has no field or more than five: a mistake of ours. */
export function drawForm(form: Form): APIModalInteractionResponseCallbackData {
  if (form.fields.length < 1 || form.fields.length > LIMITS.modalFields) {
    throw new RangeError(`The form ${form.action} has ${form.fields.length} fields; Discord takes 1 to 5`);
  }
  return {
    custom_id: encodeCustomId({ action: form.action, args: form.args ?? [] }),
    title: fitLabel(form.title, LIMITS.modalTitle),
    components: form.fields.map((field): APILabelComponent => ({
      type: ComponentType.Label,
      label: fitLabel(field.label, LIMITS.labelText),
      ...(field.description && { description: fitLabel(field.description, LIMITS.labelDescription) }),
      component: drawField(field),
    })),
  };
}

function drawField(field: FormField): APILabelComponent['component'] {
  const face = { custom_id: field.name, required: field.required ?? false };
  switch (field.type) {
    case 'text': {
      const most = Math.min(field.most ?? LIMITS.textInput, LIMITS.textInput);
      const value = takeWhole(field.value ?? '', most);
      return {
        type: ComponentType.TextInput,
        ...face,
        style: field.lines === 'many' ? TextInputStyle.Paragraph : TextInputStyle.Short,
        max_length: most,
        ...(value !== '' && { value }),
        ...(field.placeholder && { placeholder: fit(field.placeholder, LIMITS.textPlaceholder) }),
      };
    }
    case 'choice': {
      const options = field.choices.slice(0, LIMITS.selectOptions).map(drawOption);
      return {
        type: ComponentType.StringSelect,
        ...face,
        ...(!face.required && { min_values: 0 }),
        ...(field.most !== undefined && { max_values: Math.max(1, Math.min(field.most, options.length)) }),
        options,
      };
    }
    case 'person':
      return { type: ComponentType.UserSelect, ...face, ...several(field) };
    case 'role':
      return { type: ComponentType.RoleSelect, ...face, ...several(field) };
    case 'channel':
      return { type: ComponentType.ChannelSelect, ...face, ...several(field) };
    case 'file':
      return { type: ComponentType.FileUpload, ...face, min_values: face.required ? 1 : 0, max_values: 1 };
  }
}

const several = (field: { readonly most?: number; readonly required?: boolean }) => ({
  min_values: field.required ? 1 : 0,
  max_values: Math.max(1, Math.min(field.most ?? 1, 25)),
});
