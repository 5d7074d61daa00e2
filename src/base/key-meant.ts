import { z } from 'zod';

type Schema = z.core.JSONSchema.BaseSchema;

/**
 * Which key of the schema was probably meant by one that is not known at `path`: of those that may stand there, the one
 * whose spelling is next, its singular or its plural. Undefined when none is near.
 */
export function keyMeant(schema: z.ZodType, path: readonly PropertyKey[], key: string): string | undefined {
  let places: readonly Schema[] = formsOf(jsonOf(schema));
  for (const step of path) places = places.flatMap((place) => below(place, step)).flatMap(formsOf);
  const names = [...new Set(places.flatMap(({ properties }) => Object.keys(properties ?? {})))];
  const [nearest] = names
    .map((name) => ({ name, distance: distanceOf(stemOf(key), stemOf(name)) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(key.length / 4)))
    .sort((a, b) => a.distance - b.distance);
  return nearest?.name;
}

/** Schemas do not change, and a file may have many unknown keys. */
const known = new WeakMap<z.ZodType, Schema>();

function jsonOf(schema: z.ZodType): Schema {
  const json = known.get(schema) ?? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  known.set(schema, json);
  return json;
}

type Below = Schema | boolean | undefined;

const isSchema = (schema: Below): schema is Schema => typeof schema === 'object';

const formsOf = (schema: Schema): readonly Schema[] => [
  schema,
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].filter(isSchema).flatMap(formsOf),
];

function below({ properties, additionalProperties, items }: Schema, step: PropertyKey): readonly Schema[] {
  const found: readonly Below[] =
    typeof step === 'number'
      ? Array.isArray(items)
        ? items
        : [items]
      : [properties?.[String(step)] ?? additionalProperties];
  return found.filter(isSchema);
}

const stemOf = (key: string): string => key.toLowerCase().replace(/ies$/, 'y').replace(/s$/, '');

/** Letters to add, to leave out, to replace or to exchange with the next one. */
function distanceOf(a: string, b: string): number {
  const rows: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    const row: number[] = [];
    for (let j = 0; j <= b.length; j++) {
      const at = (up: number, left: number): number =>
        left === 0 ? (rows[i - up]?.[j] ?? 0) : up === 0 ? (row[j - left] ?? 0) : (rows[i - up]?.[j - left] ?? 0);
      if (i === 0 || j === 0) row.push(i + j);
      else {
        const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
        row.push(
          Math.min(
            at(1, 0) + 1,
            at(0, 1) + 1,
            at(1, 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
            exchanged ? at(2, 2) + 1 : Infinity,
          ),
        );
      }
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
