import { type Result, ok, refuse } from '../base/result.ts';
import type { CommandContext } from './context.ts';
import type { Option, RawValue, Suggestion, UploadedFile } from './option.ts';

/** Whether the option must be given decides whether the handler's type has `undefined` in it. */
type Presence<T, R> = Option<R extends { required: true } ? T : T | undefined>;

interface Common {
  readonly description: string;
  readonly required?: boolean;
  readonly suggest?: Option<unknown>['suggest'];
}

const build = <T, R extends Common>(
  type: Option<T>['type'],
  settings: R,
  parse: (raw: RawValue, context: CommandContext) => Result<T>,
  more: Partial<Option<T>> = {},
): Presence<T, R> =>
  // The cast only adds `undefined` to T where the option may be left out, which `parseArgs` is what takes care of.
  ({
    type,
    description: settings.description,
    required: settings.required ?? false,
    ...(settings.suggest && { suggest: settings.suggest }),
    parse,
    ...more,
  });

const wrongType = refuse('option/type', 'This value is of the wrong type. Choose the option again from the list.');

/** One line of text, trimmed; at most `most` characters (Discord allows 6000). */
export function text<const R extends Common & { most?: number }>(settings: R): Presence<string, R> {
  const most = settings.most ?? 4000;
  return build(
    'text',
    settings,
    (raw) => {
      const value = typeof raw === 'string' ? raw.trim() : undefined;
      if (value === undefined) return wrongType;
      if (value === '') return refuse('option/empty', 'There is nothing in it but white space.');
      return [...value].length > most
        ? refuse(
            'option/too-long',
            `It is ${[...value].length} characters long; at most ${most} are possible. Shorten it.`,
          )
        : ok(value);
    },
    { mostLength: Math.min(most, 6000) },
  );
}

/** Text that `parse` turns into a T: a time, a duration, a severity. */
export function parsedText<T, const R extends Common>(
  settings: R,
  parse: (raw: string, context: CommandContext) => Result<T>,
): Presence<T, R> {
  return build('text', settings, (raw, context) => (typeof raw === 'string' ? parse(raw.trim(), context) : wrongType));
}

/** One of a fixed list: at most 25. */
export function choice<const C extends readonly string[], const R extends Common>(
  choices: C,
  settings: R & { labels?: Readonly<Partial<Record<C[number], string>>> },
): Presence<C[number], R> {
  const labels: Readonly<Partial<Record<string, string>>> = settings.labels ?? {};
  return build(
    'text',
    settings,
    (raw) => {
      const found =
        typeof raw === 'string'
          ? choices.find((candidate) => candidate.toLowerCase() === raw.toLowerCase())
          : undefined;
      return found === undefined ? refuse('option/choice', `It is none of ${choices.join(', ')}.`) : ok(found);
    },
    settings.suggest || choices.length > 25
      ? {}
      : { choices: choices.map((value): Suggestion => ({ name: labels[value] ?? value, value })) },
  );
}

export function integer<const R extends Common & { least?: number; most?: number }>(settings: R): Presence<number, R> {
  const least = settings.least ?? Number.MIN_SAFE_INTEGER;
  const most = settings.most ?? Number.MAX_SAFE_INTEGER;
  return build(
    'integer',
    settings,
    (raw) => {
      const value = typeof raw === 'string' && /^-?\d+$/.test(raw) ? Number(raw) : raw;
      if (typeof value !== 'number' || !Number.isSafeInteger(value))
        return refuse('option/number', 'It is not a whole number.');
      return value < least || value > most ? refuse('option/range', `It must be from ${least} to ${most}.`) : ok(value);
    },
    { ...(settings.least !== undefined && { least }), ...(settings.most !== undefined && { most }) },
  );
}

export function yesNo<const R extends Common>(settings: R): Presence<boolean, R> {
  return build('yes-no', settings, (raw) =>
    typeof raw === 'boolean' ? ok(raw) : raw === 'true' ? ok(true) : raw === 'false' ? ok(false) : wrongType,
  );
}

const snowflake = (raw: RawValue): Result<string> =>
  typeof raw === 'string' && /^\d{17,20}$/.test(raw) ? ok(raw) : wrongType;

/** A person's Discord id. */
export const personOption = <const R extends Common>(settings: R): Presence<string, R> =>
  build('person', settings, snowflake);
/** A Discord role's id. */
export const roleOption = <const R extends Common>(settings: R): Presence<string, R> =>
  build('role', settings, snowflake);
/** A channel's id. */
export const channelOption = <const R extends Common>(settings: R): Presence<string, R> =>
  build('channel', settings, snowflake);

export function file<const R extends Common>(settings: R): Presence<UploadedFile, R> {
  return build('file', settings, (raw) => (typeof raw === 'object' ? ok(raw) : wrongType));
}
