import { type APIApplicationCommandOption, ApplicationCommandOptionType as T } from 'discord-api-types/v10';
import type { UploadedFile } from '../files.ts';
import type { Channel, Command } from '../model.ts';
import { type DiscordRefusal, invalidField } from '../refused.ts';
import type { World } from '../world.ts';
import { findChannel, findRole, findUser } from './find.ts';
import type { Resolved } from './resolved.ts';

/** What a person gives for an option: text is understood by the option's type. */
export type OptionValue = string | number | boolean | UploadedFile;
export type OptionValues = Readonly<Record<string, OptionValue>>;

interface BasicOption {
  readonly type: number;
  readonly name: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[];
  readonly min_value?: number;
  readonly max_value?: number;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly channel_types?: readonly number[];
}

export interface SentOption {
  readonly name: string;
  readonly type: number;
  readonly value?: string | number | boolean;
  readonly focused?: boolean;
  readonly options?: readonly SentOption[];
}

export interface Leaf {
  readonly command: Command;
  /** Subcommand group and subcommand, if any. */
  readonly path: readonly string[];
  readonly options: readonly BasicOption[];
}

/** `incident declare` to the command and the options of its subcommand. Undefined when there is no such command. */
export function findLeaf(commands: readonly Command[], name: string): Leaf | undefined {
  const [first, ...rest] = name.replace(/^\//, '').trim().split(/\s+/);
  const command = commands.find((one) => one.type === 1 && one.name === first);
  if (!command) return undefined;
  let options: readonly APIApplicationCommandOption[] = command.options;
  const path: string[] = [];
  for (;;) {
    if (!options.some((option) => option.type === T.Subcommand || option.type === T.SubcommandGroup)) break;
    const next = options.find((option) => option.name === rest[path.length]);
    if (!next || (next.type !== T.Subcommand && next.type !== T.SubcommandGroup)) return undefined;
    path.push(next.name);
    options = next.options ?? [];
    if (next.type === T.Subcommand) break;
  }
  return rest.length === path.length ? { command, path, options } : undefined;
}

interface Sending {
  readonly world: World;
  readonly channel: Channel;
  readonly resolved: Resolved;
  /** The option that is being typed: an autocomplete sends it as it stands, and asks for nothing that is missing. */
  readonly focused?: string;
}

/** The options as the gateway carries them. Refuses 50035 for what Discord's client would not send. */
export function sentOptions(leaf: Leaf, values: OptionValues, sending: Sending): SentOption[] {
  const known = new Map(leaf.options.map((option) => [option.name, option]));
  for (const name of Object.keys(values)) if (!known.has(name)) throw bad(name, 'there is no such option');
  const own = leaf.options.flatMap((option): SentOption[] => {
    const given = values[option.name];
    if (given === undefined) {
      if (option.required && sending.focused === undefined) throw bad(option.name, 'this option is required');
      return [];
    }
    if (option.name === sending.focused)
      return [{ name: option.name, type: option.type, value: plain(given), focused: true }];
    return [{ name: option.name, type: option.type, value: valueOf(option, given, sending) }];
  });
  return leaf.path
    .toReversed()
    .reduce<SentOption[]>((inner, name, index) => [{ name, type: index === 0 ? 1 : 2, options: inner }], own);
}

const plain = (given: OptionValue): string | number | boolean => (typeof given === 'object' ? given.filename : given);

const bad = (option: string, why: string): DiscordRefusal =>
  invalidField(`options.${option}`, 'OPTION_INVALID', `${option}: ${why}`);

function valueOf(
  option: BasicOption,
  given: OptionValue,
  { world, channel, resolved }: Sending,
): string | number | boolean {
  const text = String(plain(given));
  switch (option.type) {
    case 3:
      return textValue(option, text);
    case 4:
    case 10:
      return numberValue(option, text);
    case 5:
      if (!/^(?:true|false)$/i.test(text)) throw bad(option.name, 'is either true or false');
      return text.toLowerCase() === 'true';
    case 6:
      return person(world, resolved, text);
    case 7: {
      const named = findChannel(world, text);
      if (option.channel_types && !option.channel_types.includes(named.type))
        throw bad(option.name, 'is not a channel of that kind');
      resolved.channel(named.id);
      return named.id;
    }
    case 8: {
      const role = findRole(world, channel.guildId, text);
      resolved.role(role.id);
      return role.id;
    }
    case 9:
      return mentionable(world, channel, resolved, text);
    case 11:
      if (typeof given !== 'object') throw bad(option.name, 'is a file');
      return resolved.attachment(given);
    default:
      throw bad(option.name, `has a type that the sandbox does not know (${option.type})`);
  }
}

function person(world: World, resolved: Resolved, text: string): string {
  const user = findUser(world, text);
  resolved.user(user.id);
  return user.id;
}

/** A person or a role. */
export function mentionable(world: World, channel: Channel, resolved: Resolved, text: string): string {
  const guild = channel.guildId === null ? undefined : world.state.guilds.get(channel.guildId);
  const wanted = text.replace(/^<@&(\d+)>$/, '$1').replace(/^@/, '');
  const role =
    guild &&
    [...guild.roles.values()].find((one) => one.id === wanted || one.name.toLowerCase() === wanted.toLowerCase());
  if (!role) return person(world, resolved, text);
  resolved.role(role.id);
  return role.id;
}

function choiceOf(option: BasicOption, text: string): string | number | undefined {
  if (!option.choices?.length) return undefined;
  const choice = option.choices.find((one) => one.name === text || String(one.value) === text);
  if (!choice) throw bad(option.name, `is one of ${option.choices.map((one) => one.name).join(', ')}`);
  return choice.value;
}

function textValue(option: BasicOption, text: string): string {
  const choice = choiceOf(option, text);
  if (choice !== undefined) return String(choice);
  const most = option.max_length ?? 6000;
  if (text.length > most) throw bad(option.name, `must be ${most} or fewer in length`);
  if (text.length < (option.min_length ?? 0))
    throw bad(option.name, `must be ${option.min_length ?? 0} or more in length`);
  return text;
}

function numberValue(option: BasicOption, text: string): number {
  const choice = choiceOf(option, text);
  const value = Number(choice ?? text);
  if (!Number.isFinite(value) || text.trim() === '') throw bad(option.name, 'is a number');
  if (option.type === 4 && !Number.isSafeInteger(value)) throw bad(option.name, 'is a whole number');
  if (option.min_value !== undefined && value < option.min_value)
    throw bad(option.name, `must be ${option.min_value} or more`);
  if (option.max_value !== undefined && value > option.max_value)
    throw bad(option.name, `must be ${option.max_value} or less`);
  return value;
}
