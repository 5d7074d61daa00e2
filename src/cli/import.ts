import { readFileSync } from 'node:fs';
import { operator } from '../app/operator.ts';
import { messageOf } from '../base/result.ts';
import { newId } from '../base/ids.ts';
import { checkExport } from '../incidents/export/check-export.ts';
import { operatorContext } from './operator-context.ts';
import { withApp } from './open.ts';
import { complain, print } from './output.ts';

/** `muster import FILE`: the same timeline again, hashes included. */
export async function importIncident(file: string): Promise<number> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return complain(
      {
        code: 'import/file',
        message: `${file} cannot be read: check its name and who may read it (${messageOf(error)}).`,
      },
      2,
    );
  }
  // Before a record is opened: where there is none yet, what is no export must not begin one.
  const checked = checkExport(text);
  if (!checked.ok) return complain(checked.refusal, 1);
  return withApp('record', async (app) => {
    const imported = await app.incidents.importFrom(
      text,
      operatorContext(app, operator, `cli:${newId(app.clock.now())}`).cause,
    );
    if (!imported.ok) return complain(imported.refusal, 1);
    const { number, entries, changed } = imported.value;
    print(
      changed
        ? `Imported as incident ${number}: ${entries} entries.`
        : `Incident ${number} is here already, with the same head: nothing changed.`,
    );
    return 0;
  });
}
