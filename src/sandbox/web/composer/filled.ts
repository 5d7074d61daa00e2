import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { Directory } from '../messages/directory.ts';

/** What stands in an option's field. */
export interface Filled {
  readonly text: string;
  /** What is sent when it was picked from a list; otherwise the text counts. */
  readonly value?: string | number | boolean;
  readonly file?: File;
}

export interface FixedChoice {
  readonly name: string;
  readonly value: string | number | boolean;
}

/** The choices of an option that needs no question to the bot; undefined where anything may be written. */
export function fixedChoices(
  option: APIApplicationCommandBasicOption,
  directory: Directory,
): readonly FixedChoice[] | undefined {
  const people = directory.people.map((person) => ({ name: person.label, value: person.value }));
  const roles = directory.roles.map((role) => ({ name: role.label, value: role.value }));
  if ('choices' in option && option.choices?.length) return option.choices;
  switch (option.type) {
    case ApplicationCommandOptionType.Boolean:
      return [
        { name: 'True', value: true },
        { name: 'False', value: false },
      ];
    case ApplicationCommandOptionType.User:
      return people;
    case ApplicationCommandOptionType.Role:
      return roles;
    case ApplicationCommandOptionType.Mentionable:
      return [...people, ...roles];
    case ApplicationCommandOptionType.Channel: {
      const types: readonly number[] | undefined = option.channel_types;
      return directory.channels
        .filter((channel) => !types?.length || types.includes(channel.type))
        .map((channel) => ({ name: channel.label, value: channel.value }));
    }
    default:
      return undefined;
  }
}

/** `@Fatima`, `<@1323>` and `fatima` are looked for alike. */
const bare = (text: string): string =>
  text
    .trim()
    .replace(/^<[@#][!&]?(\d+)>$/, '$1')
    .replace(/^[@#]/, '')
    .toLowerCase();

/** The choices that what was written fits, at the beginning of their words first. */
export function fitting(text: string, choices: readonly FixedChoice[]): readonly FixedChoice[] {
  const wanted = bare(text);
  if (wanted === '') return choices;
  const begins = choices.filter((choice) => beginsAWord(choice, wanted));
  return [
    ...begins,
    ...choices.filter((choice) => !begins.includes(choice) && choice.name.toLowerCase().includes(wanted)),
  ];
}

/** What was written, as good as picked: a choice's name or value in full, or the beginning of one choice's name alone. */
export function pickedByName(text: string, choices: readonly FixedChoice[]): FixedChoice | undefined {
  const wanted = bare(text);
  const whole = choices.find(
    ({ name, value }) => name.toLowerCase() === wanted || String(value).toLowerCase() === wanted,
  );
  if (whole || wanted === '') return whole;
  const begun = choices.filter((choice) => beginsAWord(choice, wanted));
  return begun.length === 1 ? begun[0] : undefined;
}

const beginsAWord = ({ name }: FixedChoice, wanted: string): boolean =>
  name.toLowerCase().startsWith(wanted) ||
  name
    .toLowerCase()
    .split(/[\s_-]+/)
    .some((word) => word.startsWith(wanted));
