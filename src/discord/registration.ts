import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  type APIApplicationCommandSubcommandGroupOption,
  type APIApplicationCommandSubcommandOption,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10';
import type { Command, MessageMenuDeclaration } from '../commands/command.ts';
import type { Option } from '../commands/option.ts';
import { fit } from './fit.ts';
import { LIMITS } from './limits.ts';

/** Translations of a declaration's English text, by Discord's locale: `{ fr: '…' }`. */
export type Translate = (english: string) => Readonly<Partial<Record<string, string>>> | undefined;

export interface RegistrationInput {
  readonly commands: readonly Command[];
  readonly menus: readonly MessageMenuDeclaration[];
  /** What a group of commands is for, by its first word (or first two). Default: the names of what is in it. */
  readonly groups?: Readonly<Record<string, string>>;
  readonly translate?: Translate;
}

/** The declared commands as Discord's application commands: `incident declare` is subcommand `declare` of `incident`. */
export function applicationCommands(input: RegistrationInput): RESTPostAPIApplicationCommandsJSONBody[] {
  const translated = (english: string) => {
    const found = input.translate?.(english);
    return found && Object.keys(found).length > 0 ? { description_localizations: found } : {};
  };
  const described = (name: string, description: string) => ({ name, description, ...translated(description) });
  const groupText = (path: string, names: readonly string[]): string =>
    input.groups?.[path] ?? fit(`${path}: ${names.join(', ')}`, LIMITS.commandDescription);

  const subcommand = (name: string, command: Command): APIApplicationCommandSubcommandOption => ({
    type: ApplicationCommandOptionType.Subcommand,
    ...described(name, command.summary),
    options: drawOptions(command, described),
  });

  const roots = Map.groupBy(input.commands, (command) => command.name.split(' ')[0] ?? '');
  const chat = [...roots].map(([root, commands]): RESTPostAPIApplicationCommandsJSONBody => {
    const single = commands.find((command) => command.name === root);
    const children = Map.groupBy(
      commands.filter((command) => command !== single),
      (command) => command.name.split(' ')[1] ?? '',
    );
    const options: APIApplicationCommandOption[] = single
      ? drawOptions(single, described)
      : [...children].map(([name, members]): APIApplicationCommandOption => {
          const direct = members.find((command) => command.name === `${root} ${name}`);
          if (direct) return subcommand(name, direct);
          const names = members.map((command) => command.name.split(' ')[2] ?? '');
          const group: APIApplicationCommandSubcommandGroupOption = {
            type: ApplicationCommandOptionType.SubcommandGroup,
            ...described(name, groupText(`${root} ${name}`, names)),
            options: members.map((command, index) => subcommand(names[index] ?? '', command)),
          };
          return group;
        });
    return {
      type: ApplicationCommandType.ChatInput,
      ...described(root, single?.summary ?? groupText(root, [...children.keys()])),
      options,
      ...EVERYWHERE,
    };
  });
  const menus = input.menus.map((menu): RESTPostAPIApplicationCommandsJSONBody => ({
    type: ApplicationCommandType.Message,
    name: menu.name,
    ...EVERYWHERE,
  }));
  return [...chat, ...menus];
}

/** In the server, by everybody: who may do what is checked by Muster, at each call. */
const EVERYWHERE = {
  default_member_permissions: null,
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};

type Described = (name: string, description: string) => { name: string; description: string };

const TYPES = {
  text: ApplicationCommandOptionType.String,
  integer: ApplicationCommandOptionType.Integer,
  number: ApplicationCommandOptionType.Number,
  'yes-no': ApplicationCommandOptionType.Boolean,
  person: ApplicationCommandOptionType.User,
  role: ApplicationCommandOptionType.Role,
  channel: ApplicationCommandOptionType.Channel,
  mentionable: ApplicationCommandOptionType.Mentionable,
  file: ApplicationCommandOptionType.Attachment,
} as const;

/** Discord wants the required ones first. */
function drawOptions(command: Command, described: Described): APIApplicationCommandBasicOption[] {
  const options = Object.entries(command.options);
  return [...options.filter(([, option]) => option.required), ...options.filter(([, option]) => !option.required)].map(
    ([name, option]) =>
      ({ ...described(name, option.description), ...drawOption(option) }) as APIApplicationCommandBasicOption,
    // The cast: a type and what belongs to it are chosen together in drawOption, which the union of nine cannot follow.
  );
}

function drawOption(option: Option<unknown>) {
  const type = TYPES[option.type];
  const text = option.type === 'text';
  const numeric = option.type === 'integer' || option.type === 'number';
  return {
    type,
    required: option.required,
    ...(option.choices && !option.suggest && { choices: option.choices.map(({ name, value }) => ({ name, value })) }),
    ...(option.suggest && (text || numeric) && { autocomplete: true }),
    ...(text && option.leastLength !== undefined && { min_length: option.leastLength }),
    ...(text && option.mostLength !== undefined && { max_length: Math.min(option.mostLength, 6000) }),
    ...(numeric && option.least !== undefined && { min_value: option.least }),
    ...(numeric && option.most !== undefined && { max_value: option.most }),
  };
}
