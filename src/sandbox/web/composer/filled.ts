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

/** What was written in full, as good as picked: by the choice's name or its value. */
export const pickedByName = (text: string, choices: readonly FixedChoice[]): FixedChoice | undefined => {
  const wanted = text.trim().replace(/^[@#]/, '').toLowerCase();
  return choices.find(({ name, value }) => name.toLowerCase() === wanted || String(value).toLowerCase() === wanted);
};
