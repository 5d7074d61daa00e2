import { z } from 'zod';
import { refused, sqlPieces } from '../../plugin.ts';
import type { Engine } from '../sql/database-config.ts';

export const parameterSchema = z.strictObject({
  type: z.enum(['text', 'integer', 'number', 'boolean', 'date', 'timestamp']).default('text'),
  description: z.string().max(100).optional(),
  /** Nothing else is possible; offered while typing. */
  values: z.array(z.union([z.string(), z.number()])).optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});
export type Parameter = z.output<typeof parameterSchema>;
type Parameters = Readonly<Record<string, Parameter>>;
type Value = string | number | boolean;

const PAIR = /([a-z][a-z0-9_]*)=("(?:[^"\\]|\\.)*"|\S*)/g;

/** `country=DE name="a b"` as typed values. Throws `Refused` naming what is missing, unknown or of the wrong type. */
export function parseParameters(parameters: Parameters, text: string): Readonly<Record<string, Value>> {
  const rest = text.replace(PAIR, '').trim();
  if (rest !== '')
    throw refused(
      'query/parameters',
      `"${rest}" is no parameter: write NAME=VALUE, with quotes where there are blanks.`,
    );
  const written = new Map([...text.matchAll(PAIR)].map(([, name = '', value = '']) => [name, unquote(value)]));
  const unknown = [...written.keys()].find((name) => !(name in parameters));
  if (unknown !== undefined)
    throw refused(
      'query/parameters',
      `The query has no parameter ${unknown}. It has: ${Object.keys(parameters).join(', ') || 'none'}.`,
    );
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => {
      const value = written.get(name) ?? parameter.default;
      if (value === undefined)
        throw refused(
          'query/parameters',
          `The parameter ${name} is missing: with:${name}=…${parameter.description === undefined ? '' : ` (${parameter.description})`}`,
        );
      return [name, typed(name, parameter, value)];
    }),
  );
}

const unquote = (value: string): string => (value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value);

function typed(name: string, { type, values }: Parameter, value: Value): Value {
  const text = String(value);
  const wrong = (what: string) => refused('query/parameters', `${name}=${text} is not ${what}.`);
  if (values && !values.map(String).includes(text)) throw wrong(`one of ${values.join(', ')}`);
  switch (type) {
    case 'text':
      return text;
    case 'integer':
      if (!/^[+-]?\d{1,15}$/.test(text)) throw wrong('a whole number');
      return Number(text);
    case 'number':
      if (text === '' || !Number.isFinite(Number(text))) throw wrong('a number');
      return Number(text);
    case 'boolean':
      if (!/^(true|false|yes|no)$/.test(text)) throw wrong('true or false');
      return text === 'true' || text === 'yes';
    case 'date':
      if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) throw wrong('a date like 2026-01-31');
      return text;
    case 'timestamp':
      if (Number.isNaN(Date.parse(text))) throw wrong('a time like 2026-01-31T12:00:00Z');
      return text;
  }
}

/** Where `:name` stands for a parameter: outside of values, names in quotes and comments, and no cast or end of a slice. */
export function placeholdersIn(
  sql: string,
  engine: Engine,
): readonly { readonly name: string; readonly from: number; readonly to: number }[] {
  let code = '';
  let at = 0;
  for (const { kind, from, to } of sqlPieces(sql, engine)) {
    code += sql.slice(at, from) + (kind === 'comment' ? ' ' : 'x').repeat(to - from);
    at = to;
  }
  code = (code + sql.slice(at)).replace(/`(?:[^`]|``)*`/g, (name) => 'x'.repeat(name.length));
  return [...code.matchAll(/(?<![:\w\])]):([a-z][a-z0-9_]*)/g)].map(({ 0: whole, 1: name = '', index }) => ({
    name,
    from: index,
    to: index + whole.length,
  }));
}

/** Every `:name` becomes the dialect's own placeholder; values never enter the text. */
export function bindParameters(
  sql: string,
  values: Readonly<Record<string, Value>>,
  engine: Engine,
): { readonly sql: string; readonly values: readonly Value[] } {
  const bound: Value[] = [];
  const numbers = new Map<string, number>();
  let text = '';
  let at = 0;
  for (const { name, from, to } of placeholdersIn(sql, engine)) {
    const value = values[name];
    if (value === undefined) continue;
    let number = engine === 'postgres' ? numbers.get(name) : undefined;
    number ??= bound.push(engine === 'sqlite' && typeof value === 'boolean' ? Number(value) : value);
    numbers.set(name, number);
    text += sql.slice(at, from) + (engine === 'postgres' ? `$${number}` : '?');
    at = to;
  }
  return { sql: text + sql.slice(at), values: bound };
}

/** What was typed so far, and the next parameter (with its possible values) behind it. */
export function suggestParameters(parameters: Parameters, typedText: string): readonly string[] {
  const words = [...typedText.matchAll(WORD)].map(([word]) => word);
  const last = /\s$/.test(typedText) ? '' : (words.pop() ?? '');
  const before = words.length > 0 ? `${words.join(' ')} ` : '';
  const given = new Set(words.map((word) => word.split('=')[0]));
  return Object.entries(parameters)
    .filter(([name]) => !given.has(name))
    .flatMap(([name, { values, default: fallback }]) =>
      (values ?? [fallback ?? '']).map((value) => `${before}${name}=${quoted(String(value))}`),
    )
    .filter((line) => line.slice(before.length).startsWith(last));
}

/** A pair, whose quotes perhaps do not close yet. */
const WORD = /(?:[^\s"]|"(?:[^"\\]|\\.)*"?)+/g;

const quoted = (value: string): string => (/[\s"]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value);
