import type { SeenCommand, SeenOption } from './seen.ts';

export interface Completion {
  /** Whole lines that the line may become. */
  readonly lines: readonly string[];
  /** An option whose values only the bot knows: ask it. */
  readonly ask?: { readonly name: string; readonly option: string; readonly typed: string; readonly before: string };
}

/** What Tab offers for a line: commands, subcommands, options, choices. */
export function completions(commands: readonly SeenCommand[], channels: readonly string[], line: string): Completion {
  if (line.startsWith('#')) return { lines: channels.map((name) => `#${name}`).filter((one) => one.startsWith(line)) };
  if (!line.startsWith('/')) return { lines: [] };
  const words = line.slice(1).split(' ');
  let options: readonly SeenOption[] = commands
    .filter((command) => command.type === 1)
    .map((command) => ({ type: 2, name: command.name, description: command.description, options: command.options }));
  const path: string[] = [];
  for (;;) {
    const word = words[path.length] ?? '';
    const nested = options.filter((option) => option.type === 1 || option.type === 2);
    if (nested.length === 0) break;
    const exact = nested.find((option) => option.name === word);
    if (!exact || words.length === path.length + 1) {
      const before = `/${path.join(' ')}${path.length > 0 ? ' ' : ''}`;
      return {
        lines: nested.filter((option) => option.name.startsWith(word)).map((option) => `${before}${option.name} `),
      };
    }
    path.push(exact.name);
    options = exact.options ?? [];
  }
  return optionLines(options, path.join(' '), line);
}

function optionLines(options: readonly SeenOption[], name: string, line: string): Completion {
  const open = /(?:^|\s)([\p{L}\p{N}_-]+):("?)([^:"]*)$/u.exec(line);
  const option = open && options.find((one) => one.name === open[1]);
  if (open && option) {
    const typed = open[3] ?? '';
    const before = line.slice(0, line.length - typed.length - (open[2]?.length ?? 0));
    if (option.autocomplete) return { lines: [], ask: { name, option: option.name, typed, before } };
    const offered = option.type === 5 ? ['true', 'false'] : (option.choices ?? []).map((choice) => choice.name);
    const fitting = offered.filter((one) => one.toLowerCase().startsWith(typed.toLowerCase()));
    if (fitting.length > 0) return { lines: fitting.map((one) => `${before}${quoted(one)} `) };
  }
  const word = /(\S*)$/.exec(line)?.[1] ?? '';
  const before = line.slice(0, line.length - word.length);
  const unused = options.filter((one) => !line.includes(` ${one.name}:`));
  return { lines: unused.filter((one) => one.name.startsWith(word)).map((one) => `${before}${one.name}:`) };
}

export const quoted = (value: string): string =>
  /\s/.test(value) ? `"${value.replaceAll('"', String.raw`\"`)}"` : value;
