import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

const PATH = join(
  import.meta.dirname,
  '../../../.ci/node_modules/@octokit/openapi/generated/api.github.com.deref.json',
);

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: object;
  }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: object }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >;
}

/** GitHub's own OpenAPI document; undefined where CI's packages are not installed (395 MB: `npm ci --prefix .ci`). */
export const githubDocumentInstalled = existsSync(PATH);

/** OpenAPI 3.0's `nullable` in JSON Schema's words. */
function withoutNullable(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutNullable);
  if (schema === null || typeof schema !== 'object') return schema;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([name, part]) => [
      name,
      name === 'example' || name === 'enum' ? part : withoutNullable(part),
    ]),
  ) as { nullable?: boolean } & Record<string, unknown>;
  return nullable === true ? { anyOf: [{ type: 'null' }, rest] } : rest;
}

/** Checks requests and answers against GitHub's document. Each returns what does not fit, in words; empty when all does. */
export function openGitHubDocument() {
  const document = JSON.parse(readFileSync(PATH, 'utf8')) as { paths: Record<string, Record<string, Operation>> };
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const compiled = new Map<object, ValidateFunction>();
  const faultsOf = (schema: object | undefined, value: unknown): readonly string[] => {
    if (!schema) return [];
    const validate = compiled.get(schema) ?? ajv.compile(withoutNullable(schema) as object);
    compiled.set(schema, validate);
    return validate(value)
      ? []
      : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
  };
  const templates = Object.keys(document.paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '([^/]+)')}$`),
    literal: template.replace(/\{[^}]+\}/g, '').length,
  }));

  const operationOf = (method: string, path: string): { operation: Operation; template: string } | undefined => {
    const [pathname = ''] = path.split('?');
    const found = templates
      .filter(({ template, pattern }) => pattern.test(pathname) && document.paths[template]?.[method.toLowerCase()])
      .sort((a, b) => b.literal - a.literal)[0];
    const operation = found && document.paths[found.template]?.[method.toLowerCase()];
    return found && operation ? { operation, template: found.template } : undefined;
  };

  return {
    request(method: string, path: string, body: string): readonly string[] {
      const found = operationOf(method, path);
      if (!found) return [`${method} ${path} is no operation of GitHub's`];
      const known = new Map(
        (found.operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => [one.name, one]),
      );
      const query = [...new URLSearchParams(path.split('?')[1] ?? '')];
      const strange = query.filter(([name]) => !known.has(name)).map(([name]) => `${found.template} knows no ${name}`);
      const wrong = query.flatMap(([name, value]) => {
        const schema = known.get(name)?.schema;
        const typed = schema && 'type' in schema && schema.type === 'integer' ? Number(value) : value;
        return faultsOf(schema, typed).map((fault) => `${name}: ${fault}`);
      });
      const schema = found.operation.requestBody?.content?.['application/json']?.schema;
      const bodyFaults = schema
        ? faultsOf(schema, JSON.parse(body === '' ? '{}' : body))
        : body === ''
          ? []
          : ['it takes no body'];
      return [...strange, ...wrong, ...bodyFaults];
    },

    answer(method: string, path: string, status: number, body: unknown): readonly string[] {
      const response = operationOf(method, path)?.operation.responses[String(status)];
      if (!response) return [`${method} ${path} never answers ${status}`];
      return faultsOf(response.content?.['application/json']?.schema, body);
    },
  };
}
