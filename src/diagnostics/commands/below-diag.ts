import type { Command } from '../../commands/command.ts';

/** Discord takes 25 subcommands of one command, and 8,000 characters in all of their texts, translations included. */
const MOST_COMMANDS = 25;
const MOST_CHARACTERS = 7000;

/**
 * `/diag NAME` for as many as Discord takes below one word, in this order, and `/diag2 NAME`, `/diag3 NAME` for the rest:
 * one that is too many would keep all commands of Muster from being registered.
 */
export function belowDiag(commands: readonly Command[]): readonly Command[] {
  let number = 1;
  let held = 0;
  let characters = 0;
  return commands.map((command) => {
    const weight = weightOf(command);
    if (held === MOST_COMMANDS || characters + weight > MOST_CHARACTERS) {
      number++;
      held = 0;
      characters = 0;
    }
    held++;
    characters += weight;
    if (number === 1) return command;
    const named = (text: string): string => text.replace(/^(\/?)diag /, `$1diag${number} `);
    return {
      ...command,
      name: named(command.name),
      ...(command.examples && { examples: command.examples.map(named) }),
    };
  });
}

const weightOf = ({ name, summary, options }: Command): number =>
  name.length +
  summary.length +
  Object.entries(options).reduce(
    (sum, [key, { description, choices = [] }]) =>
      sum +
      key.length +
      description.length +
      choices.reduce((all, choice) => all + choice.name.length + String(choice.value).length, 0),
    0,
  );
