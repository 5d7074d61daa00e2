import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
} from 'discord-api-types/v10';
import type { Command } from '../protocol/shapes.ts';

/** What can be typed: a command, or a subcommand with the words before it. */
export interface Invocable {
  /** `incident declare` */
  readonly path: string;
  readonly words: readonly string[];
  readonly description: string;
  readonly command: Command;
  readonly options: readonly APIApplicationCommandBasicOption[];
  readonly app: string;
}

const isGroup = (
  option: APIApplicationCommandOption,
): option is Extract<APIApplicationCommandOption, { type: 1 | 2 }> =>
  option.type === ApplicationCommandOptionType.Subcommand ||
  option.type === ApplicationCommandOptionType.SubcommandGroup;
const isBasic = (option: APIApplicationCommandOption): option is APIApplicationCommandBasicOption => !isGroup(option);

interface Described {
  readonly description: string;
  readonly description_localizations?: Readonly<Partial<Record<string, string | null>>> | null | undefined;
}

/** In the browser's language where the bot has translated it, as Discord shows it in its own. */
function describe({ description, description_localizations: translated }: Described): string {
  const [, language = ''] = /^([a-z]+)/.exec(navigator.language) ?? [];
  return translated?.[navigator.language] ?? translated?.[language] ?? description;
}

/** Slash commands with their subcommands side by side, as the popup lists them. */
export function invocablesOf(commands: readonly Command[], appName: (id: string) => string): readonly Invocable[] {
  return commands
    .filter((command) => command.type === ApplicationCommandType.ChatInput)
    .flatMap((command) => {
      const walk = (
        words: readonly string[],
        description: string,
        options: readonly APIApplicationCommandOption[],
      ): readonly Invocable[] => {
        const groups = options.filter(isGroup);
        return groups.length > 0
          ? groups.flatMap((group) => walk([...words, group.name], describe(group), group.options ?? []))
          : [
              {
                path: words.join(' '),
                words,
                description,
                command,
                options: options.filter(isBasic).map((option) => ({ ...option, description: describe(option) })),
                app: appName(command.application_id),
              },
            ];
      };
      return walk([command.name], describe(command), command.options ?? []);
    })
    .sort((a, b) => a.path.localeCompare(b.path));
}

/** Those whose words begin with, then contain, what was typed after the slash. */
export function matching(typed: string, all: readonly Invocable[]): readonly Invocable[] {
  const wanted = typed.toLowerCase().trim().replace(/\s+/g, ' ');
  if (wanted === '') return all;
  const rank = (invocable: Invocable): number =>
    invocable.path.startsWith(wanted)
      ? 0
      : invocable.words.some((word) => word.startsWith(wanted))
        ? 1
        : invocable.path.includes(wanted)
          ? 2
          : invocable.description.toLowerCase().includes(wanted)
            ? 3
            : 4;
  return all
    .map((invocable) => ({ invocable, rank: rank(invocable) }))
    .filter((ranked) => ranked.rank < 4)
    .sort((a, b) => a.rank - b.rank)
    .map((ranked) => ranked.invocable);
}

/**
 * `/incident note text:lost a disk at:14:05` as command and values: what was pasted whole.
 * A value lasts until the next ` name:` of an option of this command that stands in no quotes.
 */
export function parseTyped(
  text: string,
  all: readonly Invocable[],
): { invocable: Invocable; values: Readonly<Record<string, string>> } | undefined {
  if (!text.startsWith('/')) return undefined;
  const body = text.slice(1).trimEnd();
  const invocable = all
    .filter((candidate) => body === candidate.path || body.startsWith(`${candidate.path} `))
    .sort((a, b) => b.path.length - a.path.length)[0];
  if (!invocable) return undefined;
  const rest = body.slice(invocable.path.length);
  const names = invocable.options.map((option) => option.name);
  if (rest.trim() === '' || names.length === 0) return { invocable, values: {} };
  const marks = [...quotesCovered(rest).matchAll(new RegExp(String.raw`(?<=^|\s)(${names.join('|')}):`, 'gu'))]
    .map(({ 1: name = '', index: at }) => ({ name, at }))
    .filter((mark, index, all) => all.findIndex(({ name }) => name === mark.name) === index);
  const values: Record<string, string> = {};
  marks.forEach((mark, index) => {
    const end = marks[index + 1]?.at ?? rest.length;
    values[mark.name] = unquoted(rest.slice(mark.at + mark.name.length + 1, end).trim());
  });
  return { invocable, values };
}

/** As long as it was, without the words between quotes: no option begins among them. */
const quotesCovered = (text: string): string =>
  text.replace(/(?<=^|[\s:])"(?:[^"\\]|\\.)*"(?=\s|$)/gs, (quoted) => '"'.repeat(quoted.length));

/** `title:"DB down"` means the words, not the marks around them. */
const unquoted = (text: string): string =>
  /^"(?:[^"\\]|\\.)*"$/s.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text;
