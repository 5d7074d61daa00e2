import { constants, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface ReadCopy {
  readonly path: string;
  remove(): void;
}

/**
 * A copy of a database that can be read where it stands and not written beside: in WAL mode SQLite makes files beside it
 * even to read (`immutable=1` would do without, but better-sqlite3 takes no URIs). While Muster runs on it those files are
 * there and are read, so this is for one that nobody has open, or that an older Muster wrote. In a folder of its own that only this user may enter, below
 * the system's folder for temporary files. Undefined when it cannot be copied, or changed meanwhile.
 */
export function copyToRead(path: string): ReadCopy | undefined {
  let folder: string | undefined;
  const remove = (): void => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    removeLeftBehind();
    folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
    const copy = join(folder, basename(path));
    const before = stamp(path);
    // What a process that died has left in the write-ahead log belongs to the record.
    for (const end of existsSync(`${path}-wal`) ? ['', '-wal'] : [''])
      copyFileSync(path + end, copy + end, constants.COPYFILE_FICLONE);
    if (stamp(path) === before) return { path: copy, remove };
  } catch {
    // Nothing can be written there either, or it may not be read: whoever asked says why the file itself cannot be opened.
  }
  remove();
  return undefined;
}

const PREFIX = 'muster-read-';
const LEFT_BEHIND = new RegExp(`^${PREFIX}(\\d+)-`);

/** Copies of processes that were ended before they could remove theirs: a record is nothing to leave lying about. */
function removeLeftBehind(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = LEFT_BEHIND.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Somebody else's: they remove it, and nobody is kept from reading by it.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH'); // another user's lives, too
  }
}

/** Another one when somebody opened the database meanwhile, or wrote to it. */
const stamp = (path: string): string =>
  ['', '-wal', '-shm']
    .map((end) => statSync(path + end, { throwIfNoEntry: false }))
    .map((file) => (file ? `${file.size}:${file.mtimeMs}:${file.ino}` : 'none'))
    .join();
