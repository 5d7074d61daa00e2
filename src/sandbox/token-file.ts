import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Where a running sandbox leaves its control token for `muster sandbox chat`: readable by its own user only. */
const pathOf = (port: number): string => join(tmpdir(), `muster-sandbox-${userInfo().username}-${port}.token`);

/** Returns how to take the file away again. */
export function leaveToken(port: number, token: string): () => void {
  const path = pathOf(port);
  rmSync(path, { force: true });
  // `wx`: a file (or a link) that somebody else put there is not written through.
  writeFileSync(path, token, { mode: 0o600, flag: 'wx' });
  return () => {
    rmSync(path, { force: true });
  };
}

export function findToken(port: number): string | undefined {
  try {
    return readFileSync(pathOf(port), 'utf8');
  } catch {
    return undefined;
  }
}
