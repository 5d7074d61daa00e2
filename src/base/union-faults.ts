import type { z } from 'zod';
import { plainTypes } from './type-words.ts';

/** One thing wrong, at its own place. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly issue: z.core.$ZodIssue;
  /** Takes the place of the issue's own message. */
  readonly message?: string;
}

/**
 * What is wrong with a value that fits none of a union's forms. "Invalid input" helps nobody: the form that was meant is
 * the one with the fewest keys missing and too many, and its faults are told; when none was meant, what there is to choose
 * from.
 */
export function faultsOf(issue: z.core.$ZodIssue, base: readonly PropertyKey[] = []): readonly Fault[] {
  const path = [...base, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path, issue }];
  const forms = meantBy(issue.errors);
  if ('key' in forms) return [{ path: [...path, forms.key], issue, message: `is none of ${forms.values.join(', ')}` }];
  const [best, second] = forms.toSorted((a, b) => misfitOf(a) - misfitOf(b) || a.length - b.length);
  if (best && (!second || misfitOf(best) < misfitOf(second) || misfitOf(best) === 0))
    return best.flatMap((inner) => faultsOf(inner, path));
  return [{ path, issue, message: choiceOf(forms) }];
}

type Form = readonly z.core.$ZodIssue[];

/** Where a key with fixed values tells the forms apart, those that it speaks for; or that its value is none of them. */
function meantBy(
  forms: readonly Form[],
): readonly Form[] | { readonly key: PropertyKey; readonly values: readonly string[] } {
  const keys = new Set(
    forms.flatMap((form) => form.flatMap((issue) => (isFixed(issue) ? issue.path.slice(0, 1) : []))),
  );
  for (const key of keys) {
    const mismatch = (form: Form) => form.find((issue) => isFixed(issue) && issue.path[0] === key);
    const fitting = forms.filter((form) => !mismatch(form));
    if (fitting.length > 0) return fitting;
    return {
      key,
      values: forms.flatMap((form) => {
        const found = mismatch(form);
        return found?.code === 'invalid_value' ? found.values.map(String) : [];
      }),
    };
  }
  return forms;
}

const isFixed = (issue: z.core.$ZodIssue): boolean => issue.code === 'invalid_value' && issue.path.length === 1;

const isMissing = (issue: z.core.$ZodIssue): boolean =>
  issue.path.length === 1 && issue.code === 'invalid_type' && issue.message.endsWith('received undefined');

/** How far a value is from a form: its keys that are missing, and keys that it does not have; far when it is of another type. */
const misfitOf = (form: Form): number =>
  form.reduce(
    (sum, issue) =>
      sum +
      (isMissing(issue) ? 1 : issue.path.length > 0 ? 0 : issue.code === 'unrecognized_keys' ? issue.keys.length : 100),
    0,
  );

/** `write one of: program and folder; http; webhook` */
function choiceOf(forms: readonly Form[]): string {
  const needed = forms.map((form) =>
    form.flatMap((issue) => (isMissing(issue) ? [String(issue.path[0])] : [])).join(' and '),
  );
  const shown = [...new Set(needed)].filter((keys) => keys !== '');
  if (shown.length > 0) return `fits none of the possible forms. Write one of: ${shown.join('; ')}`;
  return [...new Set(forms.flatMap((form) => form.map(({ message }) => plainTypes(message))))].join(', or: ');
}
