import { type APIApplicationCommandOption, ApplicationCommandOptionType as T } from 'discord-api-types/v10';
import { type FormErrors, addFieldError, invalidForm } from '../refused.ts';

/** What a registration may say, as far as the rules over several fields read it. */
export interface CommandBody {
  readonly id?: string | null;
  readonly type?: number | null;
  readonly name: string;
  readonly name_localizations?: Readonly<Record<string, string | null>> | null;
  readonly description?: string | null;
  readonly description_localizations?: Readonly<Record<string, string | null>> | null;
  readonly options?: readonly APIApplicationCommandOption[] | null;
  readonly default_member_permissions?: string | number | null;
  readonly contexts?: readonly number[] | null;
  readonly dm_permission?: boolean | null;
  readonly nsfw?: boolean | null;
}

/** From Discord's documentation, "Application Command Naming". */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const LONGEST_COMMAND = 8000;

type Fault = (path: readonly PropertyKey[], code: string, message: string) => void;

/** Checks one command at `path` of the body, adding its faults to `errors`. Returns whether it is faultless. */
export function checkCommand(command: CommandBody, path: readonly PropertyKey[], errors: FormErrors): boolean {
  let faultless = true;
  const fault: Fault = (at, code, message) => {
    faultless = false;
    addFieldError(errors, [...path, ...at], { code, message });
  };
  const chatInput = (command.type ?? 1) === 1;
  checkName(command.name, chatInput, ['name'], fault);
  if (chatInput && !command.description) fault(['description'], 'BASE_TYPE_REQUIRED', 'This field is required');
  if (!chatInput && command.description) {
    fault(['description'], 'APPLICATION_COMMAND_INVALID_DESCRIPTION', 'Context menu commands cannot have description');
  }
  if (!chatInput && command.options?.length) {
    fault(['options'], 'APPLICATION_COMMAND_INVALID_OPTIONS', 'Context menu commands cannot have options');
  }
  if (command.options) checkOptions(command.options, ['options'], 0, fault);
  if (lengthOf(command) > LONGEST_COMMAND) {
    fault([], 'APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${LONGEST_COMMAND})`);
  }
  return faultless;
}

function checkName(name: string, chatInput: boolean, path: readonly PropertyKey[], fault: Fault): void {
  if (chatInput ? !NAME.test(name) || name !== name.toLowerCase() : name.length < 1 || name.length > 32) {
    fault(path, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  }
}

function checkOptions(
  options: readonly APIApplicationCommandOption[],
  path: readonly PropertyKey[],
  depth: number,
  fault: Fault,
): void {
  const names = new Set<string>();
  let optionalSeen = false;
  const nested = options.filter((option) => option.type === T.Subcommand || option.type === T.SubcommandGroup).length;
  if (nested > 0 && nested < options.length) {
    fault(
      path,
      'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
      'Sub-command and sub-command group option types are mutually exclusive to all other types',
    );
  }
  options.forEach((option, index) => {
    const at = [...path, index];
    checkName(option.name, true, [...at, 'name'], fault);
    if (names.has(option.name)) {
      fault(at, 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists');
    }
    names.add(option.name);
    if (option.type === T.Subcommand || option.type === T.SubcommandGroup) {
      if (depth === 2 || (option.type === T.SubcommandGroup && depth === 1)) {
        fault([...at, 'type'], 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Sub-commands cannot be nested this deep');
      }
      checkOptions(option.options ?? [], [...at, 'options'], depth + 1, fault);
      return;
    }
    if (option.required && optionalSeen) {
      fault(
        at,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    }
    optionalSeen ||= !option.required;
    checkChoices(option, at, fault);
  });
}

function checkChoices(option: APIApplicationCommandOption, path: readonly PropertyKey[], fault: Fault): void {
  if (!('choices' in option) || !option.choices?.length) return;
  if ('autocomplete' in option && option.autocomplete) {
    fault(path, 'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES', 'autocomplete and choices are mutually exclusive');
  }
  const names = new Set<string>();
  option.choices.forEach((choice, index) => {
    if (names.has(choice.name)) {
      fault(
        [...path, 'choices', index],
        'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS',
        'Option choice name already exists',
      );
    }
    names.add(choice.name);
  });
}

interface Measured {
  readonly name?: string;
  readonly name_localizations?: Readonly<Record<string, string | null>> | null;
  readonly description?: string | null;
  readonly description_localizations?: Readonly<Record<string, string | null>> | null;
  readonly options?: readonly Measured[] | null;
  readonly choices?: readonly {
    name: string;
    name_localizations?: Readonly<Record<string, string | null>> | null;
    value: string | number;
  }[];
}

/** Characters of names, descriptions and values, each in its longest language. */
function lengthOf(part: Measured): number {
  const longest = (
    text: string | null | undefined,
    others: Readonly<Record<string, string | null>> | null | undefined,
  ): number => Math.max(text?.length ?? 0, ...Object.values(others ?? {}).map((other) => other?.length ?? 0));
  return (
    longest(part.name, part.name_localizations) +
    longest(part.description, part.description_localizations) +
    (part.choices ?? []).reduce(
      (sum, choice) => sum + longest(choice.name, choice.name_localizations) + String(choice.value).length,
      0,
    ) +
    (part.options ?? []).reduce((sum, option) => sum + lengthOf(option), 0)
  );
}

/** The scope's limits: 100 chat input, 15 user and 15 message commands, each name once. Refuses 50035. */
export function checkScope(commands: readonly { readonly type?: number | null; readonly name: string }[]): void {
  const most: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15, 4: 1 };
  const counts = new Map<number, number>();
  const names = new Set<string>();
  const errors: FormErrors = {};
  let faulty = false;
  commands.forEach((command, index) => {
    const type = command.type ?? 1;
    counts.set(type, (counts.get(type) ?? 0) + 1);
    const key = `${type}:${command.name}`;
    if (names.has(key)) {
      faulty = true;
      addFieldError(errors, [index, 'name'], {
        code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
        message: 'Application command names must be unique',
      });
    }
    names.add(key);
  });
  for (const [type, count] of counts) {
    if (count <= (most[type] ?? 0)) continue;
    faulty = true;
    addFieldError(errors, [], {
      code: 'APPLICATION_COMMANDS_MAX_EXCEEDED',
      message: `Maximum number of application commands of type ${type} reached (${most[type] ?? 0}).`,
    });
  }
  if (faulty) throw invalidForm(errors);
}
