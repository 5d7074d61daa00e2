import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { Directory } from '../messages/directory.ts';
import { type Filled, fixedChoices, pickedByName } from './filled.ts';
import type { Invocable } from './invocable.ts';

export interface OptionValue {
  readonly name: string;
  readonly type: number;
  readonly value: string | number | boolean;
}

interface Bounds {
  readonly least: number | undefined;
  readonly most: number | undefined;
  /** Of the length, in UTF-16 units as the sandbox counts; else of the number itself. */
  readonly ofLength: boolean;
}

function boundsOf(option: APIApplicationCommandBasicOption): Bounds | undefined {
  if ('choices' in option && option.choices?.length) return undefined;
  if (option.type === ApplicationCommandOptionType.String)
    return { least: option.min_length, most: option.max_length ?? 6000, ofLength: true };
  if (option.type === ApplicationCommandOptionType.Integer || option.type === ApplicationCommandOptionType.Number)
    return { least: option.min_value, most: option.max_value, ofLength: false };
  return undefined;
}

function isWithin(bounds: Bounds | undefined, value: string | number | boolean): boolean {
  const size = typeof value === 'string' ? value.length : Number(value);
  return !bounds || (size >= (bounds.least ?? -Infinity) && size <= (bounds.most ?? Infinity));
}

/** What an option takes, to be told to whom it refused: ` (1 to 100)`, ` (at most 20 characters)`; empty where it has no bounds. */
export function boundsInWords(option: APIApplicationCommandBasicOption): string {
  const { least, most, ofLength } = boundsOf(option) ?? {};
  const unit = ofLength ? ' characters' : '';
  if (least !== undefined && most !== undefined) return ` (${least} to ${most}${unit})`;
  if (least !== undefined) return ` (at least ${least}${unit})`;
  return most === undefined ? '' : ` (at most ${most}${unit})`;
}

/** The value as Discord's client would send it, or undefined when the text is none of this option's type or beyond its bounds. */
export function valueOf(
  option: APIApplicationCommandBasicOption,
  filled: Filled,
  directory: Directory,
): string | number | boolean | undefined {
  const value = readValue(option, filled, directory);
  return value !== undefined && isWithin(boundsOf(option), value) ? value : undefined;
}

function readValue(
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
  if (option.type === ApplicationCommandOptionType.Integer)
    return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
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
