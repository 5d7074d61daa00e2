import { expect, test } from 'vitest';
import { createInFlight } from '../../src/base/in-flight.ts';

test('holds what was set, by any key, until it is deleted', () => {
  const held = createInFlight<number>();
  for (const key of ['a', '1', '__proto__', 'constructor', 'toString']) {
    expect(held.get(key), key).toBeUndefined();
    held.set(key, 7);
    expect(held.get(key), key).toBe(7);
  }
  held.set('a', 8);
  expect([held.size, held.values().length, held.get('a')]).toEqual([5, 5, 8]);
  for (const key of ['a', '1', '__proto__', 'constructor', 'toString']) held.delete(key);
  held.delete('never there');
  expect([held.size, held.values()]).toEqual([0, []]);
});
