import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { z } from 'zod';
import { generated } from './generated.ts';

const file = join(import.meta.dirname, '../../../../shared/data/pagerduty-rest-openapi.json');

/** PagerDuty's own OpenAPI document stands beside the project, not in it: where it does not, nothing is held to it. */
export const documented = existsSync(file);
// Read where it is imported: a run that leaves them out says so, whatever reporter it has.
if (!documented)
  process.stderr.write(`Left out: what is held against PagerDuty's OpenAPI document, for there is no ${file}\n`);

export interface AskedOfPagerDuty {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

export interface PagerDutyDocument {
  /** What in a request the document does not know; empty when all of it is described. */
  request(asked: AskedOfPagerDuty): readonly string[];
  /** What in an answer does not fit. */
  answer(asked: AskedOfPagerDuty, status: number, body: unknown): readonly string[];
  /** How the document itself would answer; undefined where it has no such operation. */
  example(asked: AskedOfPagerDuty): DocumentedAnswer | undefined;
}

export interface DocumentedAnswer {
  /** `GET /incidents/{id}`, as the document names it. */
  readonly operation: string;
  readonly status: number;
  /** The document's own, the first of several; undefined where it has none. */
  readonly example: unknown;
  /** With everything that the schema describes; undefined of an answer without a body. */
  readonly generated: unknown;
}

/** The document calls an incident's details an object; the service takes, and returns, a string. */
const KNOWN = /\/incident\/body\/details must be object/;

const parameterSchema = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
});
type Parameter = z.infer<typeof parameterSchema>;

/** Alternatives overlap (an API channel is a plain channel, too): any that fits will do. One name is written in two ways. */
const mended = (_key: string, value: unknown): unknown => {
  if (value === 'acknowledgement_log_entry') return 'acknowledge_log_entry';
  if (!isObject(value) || !Array.isArray(value['oneOf'])) return value;
  const { oneOf, ...rest } = value;
  return { ...rest, anyOf: oneOf };
};

let read: PagerDutyDocument | undefined;

export function pagerDutyDocument(): PagerDutyDocument | undefined {
  if (documented) read ??= createDocument(JSON.parse(readFileSync(file, 'utf8'), mended));
  return read;
}

function createDocument(parsed: unknown): PagerDutyDocument {
  const whole = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) }).parse(parsed);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, coerceTypes: false });
  ajv.addSchema({ $id: 'pagerduty', ...whole });
  const compiled = new Map<string, ValidateFunction>();

  /** A place in the document, references followed, with the pointer that leads there. */
  const at = (pointer: readonly string[]): { readonly pointer: readonly string[]; readonly value: unknown } => {
    let value: unknown = whole;
    for (const key of pointer) value = isObject(value) ? value[key] : undefined;
    const reference = isObject(value) && typeof value['$ref'] === 'string' ? value['$ref'] : undefined;
    return reference === undefined ? { pointer, value } : at(pointerOf(reference));
  };
  const valid = (pointer: readonly string[], value: unknown): readonly string[] => {
    const $ref = `pagerduty#/${pointer.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    const validate = compiled.get($ref) ?? ajv.compile({ $ref });
    compiled.set($ref, validate);
    if (validate(value)) return [];
    return (validate.errors ?? [])
      .map(({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`)
      .filter((fault) => !KNOWN.test(fault));
  };
  const operationOf = ({ method, path }: AskedOfPagerDuty): readonly string[] | undefined => {
    const fits = Object.keys(whole.paths).filter(
      (each) =>
        new RegExp(`^${each.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path) && whole.paths[each]?.[method.toLowerCase()],
    );
    // `/users/me` before `/users/{id}`.
    const template = fits.sort((a, b) => a.split('{').length - b.split('{').length)[0];
    return template === undefined ? undefined : ['paths', template, method.toLowerCase()];
  };
  const parametersOf = (operation: readonly string[]): readonly Parameter[] =>
    [operation, operation.slice(0, 2)].flatMap((place) => {
      const list = z.array(z.unknown()).safeParse(at([...place, 'parameters']).value).data ?? [];
      return list.map((_, n) => parameterSchema.parse(at([...place, 'parameters', String(n)]).value));
    });
  /** The JSON of a body or an answer: the pointer to it. */
  const jsonIn = (place: readonly string[]): readonly string[] | undefined => {
    const { pointer, value } = at(place);
    const content = isObject(value) && isObject(value['content']) ? value['content'] : {};
    const type = Object.keys(content).find((each) => each.includes('json'));
    return type === undefined ? undefined : [...pointer, 'content', type];
  };
  const schemaIn = (place: readonly string[]): readonly string[] | undefined => {
    const json = jsonIn(place);
    return json && [...json, 'schema'];
  };

  return {
    request(asked) {
      const operation = operationOf(asked);
      if (!operation) return [`there is no ${asked.method} ${asked.path}`];
      const parameters = parametersOf(operation);
      const faults: string[] = [];
      for (const { name, required, schema = {}, in: where } of parameters) {
        if (where !== 'query' && where !== 'header' && where !== 'path') continue;
        const given = givenFor(asked, operation[1] ?? '', where, name);
        if (given.length === 0) {
          if (required === true) faults.push(`${where} ${name} is missing`);
          continue;
        }
        const one = schema['type'] === 'array' ? given : given[0];
        const fault = ajv.validate({ ...inside(schema) }, typed(one, schema['type'])) ? '' : ajv.errorsText();
        if (fault !== '') faults.push(`${where} ${name}: ${fault}`);
      }
      for (const name of new Set(asked.query.keys()))
        if (!parameters.some((each) => each.in === 'query' && each.name === name))
          faults.push(`query ${name} is unknown`);
      const schema = schemaIn([...operation, 'requestBody']);
      if (schema && asked.body !== undefined) faults.push(...valid(schema, asked.body));
      if (schema && asked.body === undefined) faults.push('the body is missing');
      return faults;
    },
    answer(asked, status, body) {
      const operation = operationOf(asked);
      if (!operation) return [];
      const place = [...operation, 'responses', String(status)];
      if (at(place).value === undefined) return status < 400 ? [`no answer ${status} is described`] : [];
      const schema = schemaIn(place);
      return schema ? valid(schema, body) : [];
    },
    example(asked) {
      const operation = operationOf(asked);
      const responses = operation && at([...operation, 'responses']).value;
      const status = Object.keys(isObject(responses) ? responses : {}).find((each) => each.startsWith('2'));
      if (operation === undefined || status === undefined) return undefined;
      const json = jsonIn([...operation, 'responses', status]);
      const examples = json && at([...json, 'examples']).value;
      const [first] = Object.keys(isObject(examples) ? examples : {});
      return {
        operation: `${asked.method} ${operation[1] ?? ''}`,
        status: Number(status),
        example:
          json && first !== undefined ? at([...at([...json, 'examples', first]).pointer, 'value']).value : undefined,
        generated: json && generated(at([...json, 'schema']).value, (reference) => at(pointerOf(reference)).value),
      };
    },
  };
}

function givenFor(
  asked: AskedOfPagerDuty,
  template: string,
  where: 'query' | 'header' | 'path',
  name: string,
): readonly string[] {
  if (where === 'query') return asked.query.getAll(name);
  if (where === 'header') return [asked.headers[name.toLowerCase()] ?? []].flat();
  const part = asked.path.split('/')[template.split('/').indexOf(`{${name}}`)];
  return part === undefined ? [] : [decodeURIComponent(part)];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
/** Of `#/components/schemas/User`. */
const pointerOf = (reference: string): readonly string[] => reference.replace(/^#\//, '').split('/').map(decode);
const decode = (part: string): string => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
const typed = (given: unknown, type: unknown): unknown =>
  type === 'integer' && typeof given === 'string' && /^-?\d+$/.test(given)
    ? Number(given)
    : type === 'boolean' && (given === 'true' || given === 'false')
      ? given === 'true'
      : given;
/** A parameter's own schema has no references of its own but to the document's. */
const inside = (schema: Record<string, unknown>): Record<string, unknown> => {
  const { $ref } = schema;
  return typeof $ref === 'string' ? { ...schema, $ref: `pagerduty${$ref}` } : schema;
};
