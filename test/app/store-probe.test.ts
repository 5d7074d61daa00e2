import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createStoreProbe } from '../../src/app/store-probe.ts';
import { openHouse } from '../timeline/house.ts';

test('a store that nothing can be written to is not ready, though it can be read; asked again within a second, nothing is written', async () => {
  await using house = await openHouse();
  const trouble = createStoreProbe(house);
  expect(await trouble()).toBeUndefined();
  const other = new Database(house.path);
  other.exec('BEGIN IMMEDIATE');
  expect(await trouble()).toBeUndefined();
  await house.clock.advance(1_000);
  expect(await trouble()).toContain('The record takes nothing: Another program holds the database locked');
  other.exec('ROLLBACK');
  other.close();
  await house.clock.advance(1_000);
  expect(await trouble()).toBeUndefined();
});
