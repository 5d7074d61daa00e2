import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { Directory } from '../messages/directory.ts';
import { type Filled, fixedChoices, pickedByName } from './filled.ts';
import type { Invocable } from './invocable.ts';

export interface OptionValue {
  readonly name: string;
  readonly type: number;
  readonly value: string | number | boolean;
}

/** The value as Discord's client would send it, or undefined when the text is none of this option's type. */
export function valueOf(
  option: APIApplicationCommandBasicOption,
  filled: Filled,
  directory: Directory,
): string | number | boolean | undefined {
  if (option.type === ApplicationCommandOptionType.Attachment) return filled.file ? filled.file.name : undefined;
  if (filled.value !== undefined) return filled.value;
  const text = filled.text.trim();
  if (text === '') return undefined;
  const choices = fixedChoices(option, directory);
  const picked = choices && pickedByName(text, choices);
  if (picked) return picked.value;
  if (option.type === ApplicationCommandOptionType.String)
    return 'choices' in option && option.choices?.length ? undefined : filled.text;
  if (option.type === ApplicationCommandOptionType.Integer) return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
  if (option.type === ApplicationCommandOptionType.Number)
    return Number.isFinite(Number(text)) ? Number(text) : undefined;
  if (option.type === ApplicationCommandOptionType.Boolean)
    return /^(true|yes)$/i.test(text) ? true : /^(false|no)$/i.test(text) ? false : undefined;
  const id = /^<?[@#]?[!&]?(\d{15,20})>?$/.exec(text)?.[1];
  return id;
}

/** The options as they are sent, or the names of those that are missing or wrong. */
export function collect(
  invocable: Invocable,
  filled: Readonly<Record<string, Filled>>,
  directory: Directory,
): { readonly values: readonly OptionValue[] } | { readonly wrong: readonly string[] } {
  const values: OptionValue[] = [];
  const wrong: string[] = [];
  for (const option of invocable.options) {
    const given = filled[option.name];
    const empty = !given || (given.text.trim() === '' && given.value === undefined && !given.file);
    if (empty) {
      if (option.required) wrong.push(option.name);
      continue;
    }
    const value = valueOf(option, given, directory);
    if (value === undefined) wrong.push(option.name);
    else values.push({ name: option.name, type: option.type, value });
  }
  return wrong.length > 0 ? { wrong } : { values };
}
