import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Instant } from '../../base/clock.ts';
import { HELD_SETTING } from '../../timeline/held.ts';
import { createSettingRows } from './small-rows.ts';

/**
 * A consistent copy at `path`, made page by page while the store is in use, and held: whoever starts on it is asked
 * before anything overdue is done. The copy appears under its name only when it is whole and on disk.
 */
export async function backUp(db: Database.Database, path: string, now: Instant): Promise<void> {
  const unfinished = `${path}.unfinished`;
  await rm(unfinished, { force: true });
  await db.backup(unfinished);
  const copy = new Database(unfinished);
  try {
    copy.pragma('journal_mode = DELETE'); // one file, without a log beside it
    createSettingRows(copy).set(HELD_SETTING, String(now));
  } finally {
    copy.close();
  }
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
