import { CONFIG_DESCRIPTIONS } from './config-descriptions.ts';

/** As much of JSON Schema as zod writes for muster.yaml. */
interface ConfigSchema {
  description?: string | undefined;
  readonly properties?: Readonly<Record<string, Part>> | undefined;
  readonly additionalProperties?: Part | undefined;
  readonly items?: Part | undefined;
  readonly anyOf?: readonly Part[] | undefined;
  readonly oneOf?: readonly Part[] | undefined;
  readonly allOf?: readonly Part[] | undefined;
  readonly $ref?: string | undefined;
  readonly definitions?: Readonly<Record<string, Part>> | undefined;
}
type Part = ConfigSchema | boolean;

/** An environment is run in the ways that an action is. */
const sameAs = (path: string): string => path.replace(/^apps\.KEY\.environments\[\]\.runs\./, 'actions.KEY.runs.');

export interface DescribedConfig {
  readonly schema: object;
  /** Keys that nothing explains, and explanations of keys that are gone: both are faults. */
  readonly undescribed: readonly string[];
  readonly unused: readonly string[];
}

function resolved(root: ConfigSchema, schema: ConfigSchema): ConfigSchema {
  const found = schema.$ref === undefined ? undefined : root.definitions?.[schema.$ref.split('/').at(-1) ?? ''];
  return typeof found === 'object' ? found : schema;
}

/** Writes the descriptions into the schema. Definitions that refer to themselves are followed eight levels deep. */
export function describeConfig(root: ConfigSchema): DescribedConfig {
  const used = new Set<string>();
  const undescribed = new Set<string>();
  const walk = (given: Part | undefined, path: string, depth: number): void => {
    if (typeof given !== 'object' || depth > 8) return;
    const schema = resolved(root, given);
    for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
      walk(part, path, depth + 1);
    for (const [name, inner] of Object.entries(schema.properties ?? {})) {
      const here = path === '' ? name : `${path}.${name}`;
      const text = CONFIG_DESCRIPTIONS[sameAs(here)];
      if (text === undefined) undescribed.add(here);
      else if (text !== '' && typeof inner === 'object') inner.description = text;
      used.add(sameAs(here));
      walk(inner, here, depth + 1);
    }
    walk(schema.additionalProperties, `${path}.KEY`, depth + 1);
    walk(schema.items, `${path}[]`, depth + 1);
  };
  walk(root, '', 0);
  return {
    schema: root,
    undescribed: [...undescribed],
    unused: Object.keys(CONFIG_DESCRIPTIONS).filter((key) => !used.has(key)),
  };
}
