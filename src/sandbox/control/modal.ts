import type { UploadedFile } from '../files.ts';
import type { Channel } from '../model.ts';
import { type DiscordRefusal, invalidField } from '../refused.ts';
import type { World } from '../world.ts';
import { type Component, chosenValues, everyComponent } from './component.ts';
import type { Resolved } from './resolved.ts';

/** What a person fills in: text, chosen values, a tick, files. */
export type FieldValue = string | boolean | readonly string[] | readonly UploadedFile[];
export type Fields = Readonly<Record<string, FieldValue>>;

interface Modal {
  readonly custom_id: string;
  readonly components: readonly unknown[];
}

interface Filling {
  readonly world: World;
  readonly channel: Channel;
  readonly resolved: Resolved;
  readonly fields: Fields;
}

/** A filled-in modal as the gateway carries it. Fields are named by custom id. Refuses 50035 for what the client would not send. */
export function submittedModal(modal: Modal, filling: Filling): object {
  const known = new Set([...everyComponent(modal.components)].map((one) => one.custom_id));
  for (const name of Object.keys(filling.fields)) if (!known.has(name)) throw bad(name, 'the form has no such field');
  let id = 0;
  const components = (modal.components as readonly Component[]).map((part): object => {
    const own = { type: part.type, id: part.id ?? ++id };
    if (part.type === 18 && part.component) return { ...own, component: filled(part.component, filling, ++id) };
    if (part.type === 1)
      return { ...own, components: (part.components ?? []).map((inner) => filled(inner, filling, ++id)) };
    return own;
  });
  const resolved = filling.resolved.shape();
  return { custom_id: modal.custom_id, components, ...(resolved && { resolved }) };
}

function filled(field: Component, filling: Filling, id: number): object {
  const name = field.custom_id ?? '';
  const given = filling.fields[name];
  const own = { type: field.type, id: field.id ?? id, custom_id: name };
  const required = field.required ?? true;
  switch (field.type) {
    case 4:
      return { ...own, value: text(field, name, given, required) };
    case 19:
      return { ...own, values: files(given).map((file) => filling.resolved.attachment(file)) };
    case 21: {
      const chosen = list(given)[0] ?? defaults(field)[0];
      if (chosen === undefined && required) throw bad(name, 'choose one');
      if (chosen !== undefined && !offers(field, chosen)) throw bad(name, `"${chosen}" is not offered`);
      return { ...own, value: chosen ?? null };
    }
    case 22: {
      const chosen = given === undefined ? defaults(field) : list(given);
      for (const value of chosen) if (!offers(field, value)) throw bad(name, `"${value}" is not offered`);
      if (required && chosen.length < (field.min_values ?? 1)) throw bad(name, 'choose more');
      return { ...own, values: chosen };
    }
    case 23:
      return { ...own, value: given === true || given === 'true' };
    default:
      return { ...own, values: selected(field, name, given, required, filling) };
  }
}

function selected(
  field: Component,
  name: string,
  given: FieldValue | undefined,
  required: boolean,
  filling: Filling,
): string[] {
  const values = given === undefined ? defaults(field) : list(given);
  if (values.length === 0) {
    if (required) throw bad(name, 'choose one');
    return [];
  }
  return chosenValues(filling.world, filling.channel, field, values, filling.resolved);
}

function text(field: Component, name: string, given: FieldValue | undefined, required: boolean): string {
  const preset = 'value' in field && typeof field.value === 'string' ? field.value : '';
  const value = given === undefined ? preset : typeof given === 'string' ? given : '';
  if (value === '' && required) throw bad(name, 'this field is required');
  if (value !== '' && value.length < (field.min_length ?? 0))
    throw bad(name, `must be ${field.min_length ?? 0} or more in length`);
  if (value.length > (field.max_length ?? 4000))
    throw bad(name, `must be ${field.max_length ?? 4000} or fewer in length`);
  return value;
}

const offers = (field: Component, value: string): boolean => field.options?.some((one) => one.value === value) ?? false;
const defaults = (field: Component): string[] =>
  (field.options ?? []).filter((one) => one.default).map((one) => one.value);
const list = (given: FieldValue | undefined): string[] =>
  typeof given === 'string'
    ? [given]
    : Array.isArray(given)
      ? given.filter((one): one is string => typeof one === 'string')
      : [];
const files = (given: FieldValue | undefined): UploadedFile[] =>
  Array.isArray(given) ? given.filter((one): one is UploadedFile => typeof one === 'object') : [];
const bad = (field: string, why: string): DiscordRefusal =>
  invalidField(`components.${field}`, 'FIELD_INVALID', `${field}: ${why}`);
