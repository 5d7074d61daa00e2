/** Opens a database as somebody who may not write to it (`read`: nor to its folder, only to read), and prints what that says, or where a timeline ends. */
import { chown } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreError } from '../../src/timeline/store.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';

const NOBODY = 65_534;

const [, , path = '', how] = process.argv;
const readOnly = how === 'read';
// To root everything may be written: it is nobody who tries. A process of its own, for threads cannot change who they are.
if (process.geteuid?.() === 0) {
  if (!readOnly) for (const owned of [dirname(path), path, `${path}-lock`]) await chown(owned, NOBODY, NOBODY);
  process.setuid?.(NOBODY);
}
try {
  const store = openSqliteStore({ path, readOnly });
  process.stdout.write(`opened: ${(await store.head('incident-a'))?.seq ?? 0}`);
  await store.close();
} catch (error) {
  process.stdout.write(error instanceof StoreError ? `${error.code}: ${error.message}` : String(error));
}
