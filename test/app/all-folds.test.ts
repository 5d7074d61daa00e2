import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allFolds } from '../../src/app/open-record.ts';

test('`muster verify` knows each fold that adds anything up', () => {
  const src = join(import.meta.dirname, '../../src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const declared = files.flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').matchAll(/: Fold<(?!null>).*?> = \{\s+name: '([^']+)'/g)].map(
      ([, name]) => name,
    ),
  );
  expect(declared.length).toBeGreaterThan(10);
  expect(
    allFolds()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(declared.toSorted());
});
