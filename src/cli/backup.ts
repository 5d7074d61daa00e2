import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf } from '../base/result.ts';
import { StoreError } from '../timeline/store.ts';
import { withApp } from './open.ts';
import { complain, print } from './output.ts';

/** `muster backup FILE`: a whole copy of the record, also while Muster runs. Who starts on it is asked before anything is done. */
export async function backup(file: string): Promise<number> {
  const path = resolve(file);
  if (existsSync(path))
    return complain({ code: 'backup/exists', message: `${path} is there already: name another file.` }, 2);
  return withApp('read', async (app) => {
    try {
      await app.store.backup(path);
    } catch (error) {
      if (error instanceof StoreError && error.code === 'store/corrupt') return complain(error, 3);
      return complain({ code: 'backup/failed', message: `The copy could not be written: ${messageOf(error)}` }, 3);
    }
    print(`Backed up to ${path}.`);
    return 0;
  });
}
