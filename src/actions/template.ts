import type { Json } from '../base/canonical-json.ts';
import { type Result, ok, refuse } from '../base/result.ts';

/** What `{name}` in a template stands for. */
export type Values = Readonly<Record<string, string | number | boolean>>;

/** Not what every object has: `{constructor}` is a name like any other. */
const valueOf = (values: Values, name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);

const PLACEHOLDER = /\{([a-z][a-z0-9_-]{0,39})\}/g;

/** Put into a template as it is: for one argument of a program, a header that was checked, a line of text. */
export const fill = (template: string, values: Values): string =>
  template.replace(PLACEHOLDER, (whole, name: string) => {
    const value = valueOf(values, name);
    return value === undefined ? whole : String(value);
  });

/** The names that stand in a template. */
export const placeholders = (template: string): readonly string[] =>
  [...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');

/**
 * The program's arguments, one element each whatever is in the values. An optional parameter that was not given
 * leaves out the element that is nothing but its placeholder.
 */
export function fillArguments(
  template: readonly string[],
  values: Values,
  optional: ReadonlySet<string>,
): readonly string[] {
  return template.flatMap((element) => {
    const missing = placeholders(element).filter((name) => !Object.hasOwn(values, name) && optional.has(name));
    if (missing.length === 0) return [fill(element, values)];
    return element === `{${missing[0]}}`
      ? []
      : [fill(element, { ...values, ...Object.fromEntries(missing.map((name) => [name, ''])) })];
  });
}

/**
 * An address: every value is percent-encoded, so that it stays one path segment or one query value. Refuses values that
 * would change the path all the same (`.` and `..`).
 */
export function fillUrl(template: string, values: Values): Result<string> {
  for (const name of placeholders(template)) {
    const value = valueOf(values, name);
    if (value !== undefined && /^\.{1,2}$/.test(String(value)))
      return refuse('template/path', `${name} may not be “${value}” here: it would change the address's path.`);
  }
  const filled = template.replace(PLACEHOLDER, (_whole, name: string) =>
    encodeURIComponent(String(valueOf(values, name) ?? '')).replace(
      /[!'()*]/g,
      (mark) => `%${mark.charCodeAt(0).toString(16)}`,
    ),
  );
  return URL.canParse(filled) ? ok(filled) : refuse('template/url', 'With these values it is no address.');
}

/** A JSON value: strings are filled in, and one that is exactly `{name}` becomes the value itself, a number stays one. */
export function fillJson(template: Json, values: Values): Json {
  if (typeof template === 'string') {
    const only = /^\{([a-z][a-z0-9_-]{0,39})\}$/.exec(template)?.[1];
    return only !== undefined ? (valueOf(values, only) ?? null) : fill(template, values);
  }
  if (template === null || typeof template !== 'object') return template;
  if (isList(template)) return template.map((part) => fillJson(part, values));
  return Object.fromEntries(
    Object.entries(template).flatMap(([name, part]) => (part === undefined ? [] : [[name, fillJson(part, values)]])),
  );
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** A header's value: no line end, no control character, Latin-1 as HTTP takes it. */
export function fillHeader(template: string, values: Values): Result<string> {
  const filled = fill(template, values);
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(filled)
    ? ok(filled)
    : refuse(
        'template/header',
        'With these values a header would hold a line end or a character that HTTP does not take.',
      );
}
