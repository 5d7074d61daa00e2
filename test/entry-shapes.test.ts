import { expect, test } from 'vitest';
import { z } from 'zod';
import { allKinds } from '../src/app/open-record.ts';
import { pageKinds } from '../src/oncall/paging/entries.ts';

const kinds = [...allKinds().values()].sort((a, b) => a.kind.localeCompare(b.kind));

/**
 * What is recorded is read for years. A kind whose shape changes gets a new version and an upcaster from the old one; only
 * a field that may be absent can be added as it is (`npx vitest run test/entry-shapes.test.ts -u`).
 */
test('every kind of entry has the shape that is on record', async () => {
  const lines = kinds.map(({ kind, v, schema }) => {
    const { $schema: _, ...shape } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    return `${kind} v${v} ${JSON.stringify(shape)}\n`;
  });
  await expect(lines.join('')).toMatchFileSnapshot('fixtures/entry-shapes.txt');
});

test('every earlier version of a kind has its upcaster', () => {
  const missing = kinds.flatMap(({ kind, v, upcasters }) =>
    Array.from({ length: v - 1 }, (_, index) => index + 1)
      .filter((version) => !upcasters?.[version])
      .map((version) => `${kind} v${version}`),
  );
  expect(missing).toEqual([]);
});

/** `payloadOf` does not parse: what parsing would add to a payload, its reader would look for in vain. */
test('a page’s entries are on disk as their readers expect them', () => {
  const shape = ({ schema }: (typeof pageKinds)[number], io: 'input' | 'output') =>
    z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  const withoutAdditional = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (key, inner: unknown) =>
        key === 'additionalProperties' && inner === false ? undefined : inner,
      ),
    );
  for (const kind of pageKinds) {
    expect(withoutAdditional(shape(kind, 'output')), kind.kind).toEqual(withoutAdditional(shape(kind, 'input')));
  }
});
