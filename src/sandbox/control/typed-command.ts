import type { Command } from '../model.ts';
import { type DiscordRefusal, invalidField, refused } from '../refused.ts';
import { type OptionValues, findLeaf } from './command-options.ts';

export interface TypedCommand {
  /** `incident declare` */
  readonly name: string;
  readonly values: OptionValues;
}

/**
 * `/incident declare title:"DB down" severity:SEV-1`: an option's value reaches to the next option's name, quotes are optional.
 * Refuses 10063 for an unknown command and 50035 for text that belongs to no option.
 */
export function parseTyped(commands: readonly Command[], text: string): TypedCommand {
  const words = text.trim().split(/\s+/);
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const name = words.slice(0, count).join(' ').replace(/^\//, '');
    const leaf = findLeaf(commands, name);
    if (!leaf) continue;
    const rest = text.trim().slice(offsetOfWord(text.trim(), count));
    return {
      name,
      values: valuesIn(
        rest,
        leaf.options.map((option) => option.name),
      ),
    };
  }
  throw refused(10063, `Unknown application command: ${words.slice(0, 3).join(' ').slice(0, 100)}`);
}

function offsetOfWord(text: string, count: number): number {
  const match = new RegExp(String.raw`^(?:\S+\s*){${count}}`).exec(text);
  return match?.[0].length ?? text.length;
}

function valuesIn(text: string, names: readonly string[]): OptionValues {
  const values: Record<string, string> = {};
  let rest = text.trim();
  while (rest !== '') {
    const name = names.find((one) => rest.startsWith(`${one}:`));
    if (name === undefined) throw stray(rest, names);
    rest = rest.slice(name.length + 1).trimStart();
    const quoted = /^"((?:[^"\\]|\\.)*)"(?=\s|$)/s.exec(rest);
    const end = quoted ? quoted[0].length : endOfValue(rest, names);
    values[name] = quoted ? (quoted[1] ?? '').replace(/\\(["\\])/g, '$1') : rest.slice(0, end).trim();
    rest = rest.slice(end).trimStart();
  }
  return values;
}

function endOfValue(text: string, names: readonly string[]): number {
  const ends = names.flatMap((name) => {
    const at = text.search(new RegExp(String.raw`\s${name.replace(/[^\p{L}\p{N}_-]/gu, '.')}:`, 'u'));
    return at < 0 ? [] : [at];
  });
  return Math.min(text.length, ...ends);
}

const stray = (text: string, names: readonly string[]): DiscordRefusal =>
  invalidField(
    'options',
    'OPTION_INVALID',
    `"${text.slice(0, 50)}" belongs to no option. Options: ${names.join(', ') || 'none'}.`,
  );
