import { hash } from 'node:crypto';
import { takeWhole } from '../base/take-whole.ts';
import type { Answers } from './answers.ts';
import type { FormField } from './message.ts';

/** What each field of a form showed when it opened, as a mark of six characters by the field's name; none of a form that carries none. */
export type ShownMarks = Readonly<Record<string, string>>;

/** As many as keep five of them within a custom id; that two texts have the same is a chance of one in 69 thousand million. */
const LENGTH = 6;

/** Of a field's values in any order: white space at their ends is Discord's to take away. */
export const markOf = (values: readonly string[]): string => {
  const said = values.map((value) => value.replaceAll('\r\n', '\n').trim()).filter((value) => value !== '');
  return hash('sha256', said.toSorted().join('\0'), 'base64url').slice(0, LENGTH);
};

/**
 * What these fields show, as an argument of the form's custom id. What comes back is compared with what was shown, and not
 * with what stands there by then; nothing is kept for it, so that a form may stay open as long as it likes.
 */
export const encodeMarks = (names: readonly string[], fields: readonly FormField[]): string =>
  names.map((name) => markOf(shownIn(fields.find((field) => field.name === name)))).join('');

/** None of an argument that is not of these fields: it is hostile like everything from outside. */
export const decodeMarks = (names: readonly string[], marks = ''): ShownMarks =>
  marks.length === names.length * LENGTH
    ? Object.fromEntries(names.map((name, at) => [name, marks.slice(at * LENGTH, (at + 1) * LENGTH)]))
    : {};

/** Of what was sent, what reads otherwise than the form showed it: Discord sends every field. */
export const typedIn = (marks: ShownMarks, fields: Answers): Answers =>
  Object.fromEntries(Object.entries(fields).filter(([name, values]) => marks[name] !== markOf(values)));

/** Whether what stands there now is known to be something else than the form showed. */
export const changedSince = (marks: ShownMarks, name: string, values: readonly string[]): boolean =>
  marks[name] !== undefined && marks[name] !== markOf(values);

/** A text as far as its field holds it; people, roles, channels and files show nothing beforehand. */
export function shownIn(field: FormField | undefined): readonly string[] {
  if (field?.type === 'text') return [takeWhole(field.value ?? '', field.most ?? Infinity)];
  return field?.type === 'choice' ? field.choices.flatMap(({ value, selected }) => (selected ? [value] : [])) : [];
}
