import { RE2JS } from 're2js';
import { maskText } from '../base/masking.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import type { Parameter, Parameters } from './config/parameter-schema.ts';
import type { Arguments } from './run.ts';

/**
 * What somebody typed for an action's parameters, checked by their declaration. Refuses `argument/…` with the
 * parameter's name and what to do; what looks like a secret is refused, because arguments stand on the timeline.
 */
export function parseArguments(
  parameters: Parameters,
  given: Readonly<Record<string, string | number | boolean>>,
  secrets: readonly string[],
): Result<Arguments> {
  const values: Record<string, string | number | boolean> = {};
  for (const name of Object.keys(given))
    if (!Object.hasOwn(parameters, name))
      return refuse('argument/unknown', `${name} is no parameter of this action${listed(Object.keys(parameters))}.`);
  for (const [name, parameter] of Object.entries(parameters)) {
    const raw = (Object.hasOwn(given, name) ? given[name] : undefined) ?? parameter.default;
    if (raw === undefined || raw === '') {
      if (parameter.required) return refuse('argument/missing', `${name} is missing: ${parameter.summary}.`);
      continue;
    }
    const parsed = parseArgument(parameter, raw, secrets);
    if (!parsed.ok) return refuse(parsed.refusal.code, `${name}: ${parsed.refusal.message}`);
    values[name] = parsed.value;
  }
  return ok(values);
}

const listed = (names: readonly string[]): string =>
  names.length === 0 ? ', which takes none' : `: ${names.join(', ')}`;

function parseArgument(
  parameter: Parameter,
  raw: string | number | boolean,
  secrets: readonly string[],
): Result<string | number | boolean> {
  const text = String(raw);
  switch (parameter.type) {
    case 'integer': {
      const value = /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
      if (value === undefined) return refuse('argument/number', 'It is not a whole number.');
      const { least = -Infinity, most = Infinity } = parameter;
      if (value < least) return refuse('argument/range', `It must be at least ${least}.`);
      return value > most ? refuse('argument/range', `It must be at most ${most}.`) : ok(value);
    }
    case 'yes-no':
      if (text === 'true' || text === 'yes') return ok(true);
      return text === 'false' || text === 'no' ? ok(false) : refuse('argument/yes-no', 'It is neither yes nor no.');
    case 'choice': {
      const found = parameter.choices.find((choice) => choice === text);
      return found === undefined
        ? refuse('argument/choice', `It is none of ${parameter.choices.slice(0, 20).join(', ')}.`)
        : ok(found);
    }
    case 'text':
      return parseText(parameter, text, secrets);
  }
}

function parseText(
  parameter: Extract<Parameter, { type: 'text' }>,
  text: string,
  secrets: readonly string[],
): Result<string> {
  if ([...text].length > parameter.most)
    return refuse(
      'argument/too-long',
      `It is ${[...text].length} characters long; at most ${parameter.most} are possible.`,
    );
  const control = parameter.multiline ? /[\p{Cc}\p{Cf}](?<![\n\t\u200d])/u : /[\p{Cc}\p{Cf}\u2028\u2029](?<!\u200d)/u;
  if (control.test(text))
    return refuse(
      'argument/control',
      parameter.multiline
        ? 'There is a control character in it. Take it out.'
        : 'There is a line end or another control character in it. It must be one line.',
    );
  if (!parameter.mayStartWithDash && text.startsWith('-'))
    return refuse('argument/option', 'It begins with “-” and could be taken for an option. Nothing was run.');
  if (parameter.pattern !== undefined && !RE2JS.compile(parameter.pattern).matches(text))
    return refuse('argument/pattern', `It does not have the form ${parameter.pattern}.`);
  if (maskText(text, secrets).masked)
    return refuse(
      'argument/secret',
      'It looks like a secret, and arguments stand on the timeline. Let the action take it from the environment by name (`secrets` in muster.yaml).',
    );
  return ok(text);
}
