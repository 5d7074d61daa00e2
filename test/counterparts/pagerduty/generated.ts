const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Text by its format and by what the field is called: what begins ends later. */
const text = (schema: Readonly<Record<string, unknown>>, name: string): string => {
  if (schema['format'] === 'date-time') return /end|until/.test(name) ? '2026-03-02T17:00:00Z' : '2026-03-02T09:00:00Z';
  if (schema['format'] === 'email' || name === 'email') return 'ada@example.com';
  if (schema['format'] === 'uri' || schema['format'] === 'url') return 'https://example.pagerduty.com/';
  if (name === 'id' || name.endsWith('_id')) return 'PGENER1';
  return name === 'time_zone' ? 'America/New_York' : `a ${name}`;
};

/**
 * A value with everything in it that a schema of OpenAPI 3.0 describes. A list has one item of each alternative; what
 * would contain itself is left out. `follow` takes a `$ref` to what it names.
 */
export function generated(schema: unknown, follow: (reference: string) => unknown): unknown {
  const make = (given: unknown, name: string, within: readonly string[]): unknown => {
    if (!isObject(given)) return undefined;
    const { $ref: reference, enum: choices, items, properties, allOf, anyOf, type } = given;
    if (typeof reference === 'string')
      return within.includes(reference) ? undefined : make(follow(reference), name, [...within, reference]);
    if (Array.isArray(choices)) return choices[0];
    if (type === 'array') {
      const alternatives = isObject(items) ? listOf(items['anyOf']) : [];
      const many = alternatives.length > 0 ? alternatives : [items];
      return many.map((each) => make(each, name, within)).filter((each) => each !== undefined);
    }
    if (properties !== undefined || allOf !== undefined || anyOf !== undefined) {
      const parts = [...listOf(allOf), ...listOf(anyOf).slice(0, 1)].map((each) => make(each, name, within));
      if (!isObject(properties) && parts.some((part) => part !== undefined && !isObject(part))) return parts[0];
      const own = Object.entries(isObject(properties) ? properties : {}).map(([key, each]) => [
        key,
        make(each, key, within),
      ]);
      // What is called required may be described nowhere.
      const required = listOf(given['required']).map((key) => [key, `a ${String(key)}`]);
      const inherited = parts.flatMap((part) => (isObject(part) ? Object.entries(part) : []));
      return Object.fromEntries([...required, ...inherited, ...own.filter(([, value]) => value !== undefined)]);
    }
    if (type === 'integer' || type === 'number') return given['minimum'] ?? 1;
    // No list goes on after this page.
    if (type === 'boolean') return false;
    if (type === 'string') return text(given, name);
    return type === 'object' ? {} : undefined;
  };
  return make(schema, '', []);
}
