import { type Result, ok, refuse } from '../../base/result.ts';
import type { PluginOption } from './plugin-option.ts';

/** What was typed or chosen, before parsing; what the timeline keeps and a re-run starts from. */
export type GivenArgs = Readonly<Record<string, string | number | boolean>>;

/** The values that the handler gets, or the first thing wrong. Unknown names are refused. */
export function parsePluginArgs(
  options: Readonly<Record<string, Omit<PluginOption<unknown>, 'suggest' | 'value'>>>,
  given: GivenArgs,
): Result<Readonly<Record<string, unknown>>> {
  const unknown = Object.keys(given).find((name) => !(name in options));
  if (unknown !== undefined) return refuse('option/unknown', `There is no option \`${unknown}\`.`);
  const args: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    const raw = given[name] ?? option.default;
    if (raw === undefined || raw === '') {
      if (option.required) return refuse('option/missing', `\`${name}\` is missing: ${option.description}.`);
      continue;
    }
    const parsed = parseOne(option, raw);
    if (!parsed.ok) return refuse(parsed.refusal.code, `${name}: ${parsed.refusal.message}`);
    args[name] = parsed.value;
  }
  return ok(args);
}

function parseOne(
  option: Omit<PluginOption<unknown>, 'suggest' | 'value'>,
  raw: string | number | boolean,
): Result<unknown> {
  if (option.type === 'yes-no') {
    if (typeof raw === 'boolean') return ok(raw);
    return raw === 'true' || raw === 'yes'
      ? ok(true)
      : raw === 'false' || raw === 'no'
        ? ok(false)
        : refuse('option/type', 'Say yes or no.');
  }
  if (option.type === 'text') {
    const value = String(raw).trim();
    // Neither programs nor databases can be told that one.
    if (value.includes('\0'))
      return refuse('option/text', 'It has a character in it (NUL) that is none of a text. Leave it out.');
    if (option.list === true)
      return ok(
        value
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean),
      );
    if (option.most !== undefined && value.length > option.most)
      return refuse('option/too-long', `At most ${option.most} characters are possible.`);
    if (!option.choices) return ok(value);
    const found = option.choices.find((candidate) => candidate.toLowerCase() === value.toLowerCase());
    return found === undefined ? refuse('option/choice', `It is none of ${option.choices.join(', ')}.`) : ok(found);
  }
  const value = typeof raw === 'number' ? raw : Number(raw);
  if (!Number.isFinite(value) || (option.type === 'integer' && !Number.isSafeInteger(value)))
    return refuse('option/number', option.type === 'integer' ? 'It is not a whole number.' : 'It is not a number.');
  const { least = -Infinity, most = Infinity } = option;
  return value < least || value > most ? refuse('option/range', `It must be from ${least} to ${most}.`) : ok(value);
}
