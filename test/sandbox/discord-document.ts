import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { packageRoot } from '../../src/base/package-root.ts';

/** Discord's published OpenAPI document. It is others' work, so it stands beside the project, not in it. */
const FILE = join(packageRoot, '../shared/data/discord-openapi.json');

/** What a schema of the document says; others' work, of which the tests read these fields alone. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly oneOf?: readonly (Schema & { readonly const?: unknown })[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}
export interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly 'application/json'?: { readonly schema?: object } } }>
  >;
}

interface DiscordDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Whether it is on this machine. */
export const hasDocument = existsSync(FILE);
/** For the names of tests that are not run then. */
export const withoutDocument = 'left out without shared/data';

/** Nothing is in it where there is none. */
export const document: DiscordDocument = hasDocument
  ? (JSON.parse(readFileSync(FILE, 'utf8')) as DiscordDocument)
  : { paths: {}, components: { schemas: {} } };

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
ajv.addSchema(document, 'discord');

/** The document's schema for what stands there. */
export const validatorAt = (...steps: readonly string[]): ValidateFunction => {
  const pointer = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  return ajv.compile({ $ref: `discord#/${pointer}` });
};
