import { type Document, LineCounter, parseDocument, isMap, isPair, isScalar, isSeq, type Node, visit } from 'yaml';
import type { z } from 'zod';
import { keyMeant } from './key-meant.ts';
import { plainTypes } from './type-words.ts';
import { faultsOf } from './union-faults.ts';

/** Something wrong in muster.yaml: printed as FILE:LINE:COLUMN: sentence. Lines and columns count from 1. */
export interface ConfigFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type ParsedYaml<T> =
  | { readonly ok: true; readonly value: T; readonly locate: Locate }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** Where a path of the document stands; of a path that is not there, its nearest ancestor. */
export type Locate = (path: readonly PropertyKey[]) => { readonly line: number; readonly column: number };

/** A file may hold so many aliases before it is taken for a bomb. */
const MOST_ALIASES = 100;
const LARGEST_CHARACTERS = 2_000_000;

/**
 * Parses and validates YAML text. `${NAME}` in a string is read from `environment`; a missing one is a fault at its place.
 * `prepare` may fill in what is left out, before it is validated. Throws never.
 */
export function parseYaml<T>(
  text: string,
  schema: z.ZodType<T>,
  environment: Readonly<Record<string, string | undefined>>,
  prepare: (written: unknown) => unknown = (written) => written,
): ParsedYaml<T> {
  if (text.length > LARGEST_CHARACTERS)
    return { ok: false, faults: [{ line: 1, column: 1, message: 'The file is larger than 2 MB.' }] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0) {
    return {
      ok: false,
      faults: document.errors.map((error) => ({
        ...place(error.pos[0]),
        message: SYNTAX[error.code] ?? firstSentence(error.message),
      })),
    };
  }
  const locate: Locate = (path) => place(offsetOf(document.contents, path));

  const circle = circularAlias(document);
  if (circle !== undefined) {
    const message = 'This stands for something that it is a part of, and would never end: write out what is meant.';
    return { ok: false, faults: [{ ...place(circle), message }] };
  }

  const faults: ConfigFault[] = [];
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
  } catch {
    return {
      ok: false,
      faults: [{ line: 1, column: 1, message: `More than ${MOST_ALIASES} aliases: write them out.` }],
    };
  }
  const substituted = substitute(raw, environment, (path, name) => {
    faults.push({
      ...locate(path),
      message: `The environment variable ${name} is not set: set it, or remove \${${name}}.`,
    });
  });
  const result = schema.safeParse(prepare(substituted));
  if (!result.success) {
    for (const { path, issue, message } of result.error.issues.flatMap((one) => faultsOf(one))) {
      const at = issue.code === 'unrecognized_keys' ? [...path, ...issue.keys.slice(0, 1)] : path;
      faults.push({ ...locate(at), message: sentenceOf(path, issue, message, schema) });
    }
  }
  if (faults.length > 0 || !result.success) {
    return { ok: false, faults: faults.sort((a, b) => a.line - b.line || a.column - b.column) };
  }
  return { ok: true, value: result.data, locate };
}

function sentenceOf(
  path: readonly PropertyKey[],
  issue: z.core.$ZodIssue,
  message = issue.message,
  schema: z.ZodType,
): string {
  const where = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys.map((key) => {
      const meant = keyMeant(schema, path, key);
      return meant === undefined ? `"${key}"` : `"${key}" (did you mean "${meant}"?)`;
    });
    return `${where === '' ? '' : `${where}: `}${unknown.join(', ')} is not known here. Remove it or correct its spelling.`;
  }
  if (where === '') return `This is no list of sections with their keys: it ${plainTypes(message)}.`;
  if (issue.code === 'invalid_type' && message.endsWith('received undefined'))
    return `${where}: is missing (${issue.expected}). Write it, or remove what it belongs to.`;
  // A Discord id without quotes is a number that has lost its last digits.
  if (message.endsWith('expected string, received number')) return `${where}: is a number here: put it in quotes.`;
  return `${where}: ${plainTypes(message)}`;
}

/** What the parser of YAML says in the words of its specification. */
const SYNTAX: Readonly<Record<string, string>> = {
  MULTILINE_IMPLICIT_KEY:
    'A line has no colon: write `key: value`, or put what stands here behind the key that it belongs to.',
  MISSING_CHAR:
    'Something is missing before this: a colon behind a key (`key: value`), a comma, or a closing bracket or quote.',
  DUPLICATE_KEY: 'This key stands here twice: put both together, or take one out.',
  MULTIPLE_DOCS: 'Another document begins here: muster.yaml is one, without a line `---` in between.',
  TAB_AS_INDENT: 'A tab stands here: indent with spaces.',
};

const firstSentence = (message: string): string => (message.split('\n')[0] ?? message).trim();

/** Like JSON.parse's reviver: every `${NAME}` in every string. `$${` stands for itself. */
function substitute(
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
  missing: (path: readonly PropertyKey[], name: string) => void,
  path: readonly PropertyKey[] = [],
): unknown {
  if (typeof value === 'string') {
    return value.replace(/(\$?)\$\{([A-Z][A-Z0-9_]*)\}/g, (whole, escaped: string, name: string) => {
      if (escaped) return whole.slice(1);
      const found = environment[name];
      if (found === undefined) missing(path, name);
      return found ?? '';
    });
  }
  if (Array.isArray(value)) return value.map((item, index) => substitute(item, environment, missing, [...path, index]));
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, substitute(item, environment, missing, [...path, key])]),
    );
  }
  return value;
}

/** Where an alias stands below its own anchor: as JavaScript that is a circle, which nothing that walks through it survives. */
function circularAlias(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Alias(_key, alias, path) {
      const meant = alias.resolve(document);
      if (meant === undefined || !path.includes(meant)) return undefined;
      found = rangeStart(alias) ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

function offsetOf(contents: unknown, path: readonly PropertyKey[]): number {
  let node = contents;
  let offset = rangeStart(node) ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (!pair) break;
      offset = rangeStart(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = rangeStart(node) ?? offset;
    } else break;
  }
  return offset;
}

const rangeStart = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
