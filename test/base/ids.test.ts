import { expect, test } from 'vitest';
import { ID_PATTERN, newId } from '../../src/base/ids.ts';

test('ids have 22 characters, differ, and sort by time', () => {
  const early = Array.from({ length: 1000 }, () => newId(1_700_000_000_000));
  const late = newId(1_700_000_000_001);
  expect(new Set(early).size).toBe(1000);
  expect(early.every((id) => ID_PATTERN.test(id))).toBe(true);
  expect(early.every((id) => id < late)).toBe(true);
});
