import type { z } from 'zod/mini';
import { type FieldError, type FormErrors, addFieldError } from '../refused.ts';

type Issue = z.core.$ZodIssue;

/**
 * Zod's issues as Discord words them. Undefined when nothing is left: Discord takes "5" where its document says integer,
 * so an issue that only says so is none.
 */
export function formErrors(issues: readonly Issue[], body: unknown): FormErrors | undefined {
  const errors: FormErrors = {};
  let found = false;
  for (const { path, error } of flattened(issues, body, [])) {
    addFieldError(errors, path, error);
    found = true;
  }
  return found ? errors : undefined;
}

interface Located {
  readonly path: readonly PropertyKey[];
  readonly error: FieldError;
}

function flattened(issues: readonly Issue[], value: unknown, base: readonly PropertyKey[]): Located[] {
  return issues.flatMap((issue): Located[] => {
    const path = [...base, ...issue.path];
    const offending = valueAt(value, issue.path);
    if (issue.code === 'invalid_union') return ofUnion(issue.errors, offending, path);
    if (isWidened(issue, offending)) return [];
    return [{ path, error: fieldError(issue, offending) }];
  });
}

/** A union's branches are told apart by their `type`; otherwise the branch with the fewest faults is meant. */
function ofUnion(branches: readonly (readonly Issue[])[], value: unknown, path: readonly PropertyKey[]): Located[] {
  const results = branches.map((branch) => ({
    meant: !branch.some((issue) => issue.path[0] === 'type' && issue.code === 'invalid_value'),
    faults: flattened(branch, value, path),
  }));
  if (results.some((result) => result.faults.length === 0)) return [];
  const meant = results.filter((result) => result.meant);
  const tagged = typeof value === 'object' && value !== null && 'type' in value;
  if (meant.length === 0 && tagged) {
    return [
      {
        path: [...path, 'type'],
        error: { code: 'UNION_TYPE_CHOICES', message: 'Value of field "type" must be one of the allowed types.' },
      },
    ];
  }
  const candidates = (meant.length > 0 ? meant : results).map((result) => result.faults);
  return candidates.sort((a, b) => a.length - b.length)[0] ?? [];
}

/** Integers may come as text, and ids as numbers (an attachment's place in the request). */
function isWidened(issue: Issue, value: unknown): boolean {
  if (issue.code !== 'invalid_type') return false;
  if (issue.expected === 'string') return issue.path.at(-1) === 'id' && Number.isSafeInteger(value);
  return (
    (issue.expected === 'number' || issue.expected === 'int') && typeof value === 'string' && /^-?\d{1,20}$/.test(value)
  );
}

function fieldError(issue: Issue, value: unknown): FieldError {
  if (value === undefined) return { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${issue.maximum} or fewer in length.` }
        : { code: 'NUMBER_TYPE_MAX', message: `int value should be less than or equal to ${issue.maximum}.` };
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { code: 'BASE_TYPE_MIN_LENGTH', message: `Must be ${issue.minimum} or more in length.` }
        : { code: 'NUMBER_TYPE_MIN', message: `int value should be greater than or equal to ${issue.minimum}.` };
    case 'invalid_value':
      return { code: 'BASE_TYPE_CHOICES', message: `Value must be one of {${issue.values.map(String).join(', ')}}.` };
    case 'invalid_type':
      return wrongType(issue.expected, value);
    case 'invalid_format':
      return issue.format === 'url'
        ? { code: 'URL_TYPE_INVALID_URL', message: 'Not a well formed URL.' }
        : { code: 'STRING_TYPE_REGEX', message: 'String value did not match validation regex.' };
    default:
      return { code: 'BASE_TYPE_BAD_TYPE', message: 'Value is not valid here.' };
  }
}

function wrongType(expected: string, value: unknown): FieldError {
  switch (expected) {
    case 'string':
      return { code: 'STRING_TYPE_CONVERT', message: `Could not interpret "${shown(value)}" as string.` };
    case 'number':
    case 'int':
      return { code: 'NUMBER_TYPE_COERCE', message: `Value "${shown(value)}" is not int.` };
    case 'boolean':
      return { code: 'BOOLEAN_TYPE_CONVERT', message: 'Must be either true or false.' };
    case 'array':
      return { code: 'LIST_TYPE_CONVERT', message: 'Only iterables may be used in a ListType' };
    default:
      return { code: 'MODEL_TYPE_CONVERT', message: 'Only dictionaries may be used in a ModelType' };
  }
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 100);

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let node = value;
  for (const step of path) {
    if (typeof node !== 'object' || node === null) return undefined;
    node = Reflect.get(node, step);
  }
  return node;
}
