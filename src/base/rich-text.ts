import type { Instant } from './clock.ts';

/**
 * Text with meaning instead of markup. A plain string is always somebody's words: every renderer escapes it, so that
 * text from outside can neither ping, nor format, nor imitate. What may do more than stand there says so by its type.
 * It is plain JSON, so that it can be kept in an effect or an entry.
 */
export type Inline =
  | string
  | { readonly strong: string }
  | { readonly code: string }
  | { readonly instant: Instant; readonly style?: InstantStyle }
  | { readonly person: string }
  | { readonly channel: string; readonly name?: string }
  | { readonly role: string }
  | { readonly link: string; readonly text: string };

/** `day` names the day of the week, too: for a moment days away, of which people ask whether it is the Friday they mean. */
export type InstantStyle = 'time' | 'date-time' | 'day' | 'relative';

export type RichText = readonly Inline[];

/** rich`Severity ${strong('SEV-1')}, set by ${person(id)}` */
export function rich(parts: TemplateStringsArray, ...values: readonly (Inline | RichText | number)[]): RichText {
  const text: Inline[] = [];
  parts.forEach((part, index) => {
    if (part !== '') text.push(part);
    const value = values[index];
    if (value === undefined) return;
    if (isRichText(value)) text.push(...value);
    else text.push(typeof value === 'number' ? String(value) : value);
  });
  return text;
}

const isRichText = (value: Inline | RichText | number): value is RichText => Array.isArray(value);

export const strong = (text: string): Inline => ({ strong: text });
export const code = (text: string): Inline => ({ code: text });
export const instant = (at: Instant, style: InstantStyle = 'time'): Inline => ({ instant: at, style });
/** A person by Discord user id; rendered as a mention that does not ping unless the message says so. */
export const person = (id: string): Inline => ({ person: id });
/** `name` as it was then: for where ids cannot be looked up, in a file. */
export const channel = (id: string, name?: string): Inline => ({ channel: id, ...(name !== undefined && { name }) });
export const role = (id: string): Inline => ({ role: id });
/** `url` must be http(s): renderers show the bare text otherwise. */
export const link = (text: string, url: string): Inline => ({ link: url, text });

/** Names with `, ` between. */
export const listed = (names: readonly Inline[]): RichText =>
  joined(
    names.map((name) => [name]),
    ', ',
  );

/** `[a, b]` with `, ` between: RichText for each, joined. */
export function joined(texts: readonly RichText[], separator: string): RichText {
  return texts.flatMap((text, index) => (index === 0 ? text : [separator, ...text]));
}
