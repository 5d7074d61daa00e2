import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Instant } from '../../base/clock.ts';
import { HELD_SETTING } from '../../timeline/held.ts';
import { StoreError } from '../../timeline/store.ts';
import { createSettingRows } from './small-rows.ts';

/** Copied page by page a fault comes along, and would be found when it is too late. */
const DAMAGED =
  'The database file is damaged, and so would this backup be. Keep the older ones, and restore the last: `muster verify` says whether its record is whole.';

/**
 * A consistent copy at `path`, made page by page while the store is in use, and held: whoever starts on it is asked
 * before anything overdue is done. The copy appears under its name only when it is whole and on disk.
 * Throws StoreError `store/corrupt` when the file is damaged.
 */
export async function backUp(db: Database.Database, path: string, now: Instant): Promise<void> {
  const unfinished = `${path}.unfinished`;
  await rm(unfinished, { force: true });
  await db.backup(unfinished);
  const copy = new Database(unfinished);
  try {
    copy.pragma('journal_mode = DELETE'); // one file, without a log beside it
    if (copy.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new StoreError('store/corrupt', DAMAGED);
    createSettingRows(copy).set(HELD_SETTING, String(now));
  } catch (error) {
    copy.close();
    await rm(unfinished, { force: true });
    throw error;
  }
  copy.close();
  await syncToDisk(unfinished);
  await rename(unfinished, path);
  await syncToDisk(dirname(path));
}

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
