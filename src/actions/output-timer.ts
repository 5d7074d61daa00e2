import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ID_PATTERN } from '../base/ids.ts';
import type { CalendarTimer } from '../timeline/calendar.ts';
import { type ActionsParts, registerOf } from './parts.ts';

const EXTENSION = '.log';

/** Every night: whole outputs that are older than `deploys.keepOutput` go. Those of runs that have not ended stay. */
export const outputTimer = (parts: ActionsParts): CalendarTimer => ({
  name: 'actions.outputs',
  expression: '50 3 * * *',
  zone: 'Etc/UTC',
  missed: 'once',
  async run(dueAt) {
    const gone = await dropOutputs(parts, dueAt - parts.config().deploys.keepOutput);
    if (gone > 0) parts.log.info({ gone }, 'outputs of old runs were dropped');
    return { outcome: 'done' };
  },
});

/** Removes outputs that were last written before `before`; how many. */
export async function dropOutputs(parts: Pick<ActionsParts, 'folder' | 'timeline'>, before: number): Promise<number> {
  const { runs } = await registerOf(parts);
  const files = await readdir(parts.folder).catch(() => []); // nothing was ever run
  let gone = 0;
  for (const file of files) {
    const run = file.slice(0, -EXTENSION.length);
    if (!file.endsWith(EXTENSION) || !ID_PATTERN.test(run) || run in runs) continue;
    const path = join(parts.folder, file);
    const written = (await stat(path).catch(() => undefined))?.mtimeMs ?? Infinity;
    if (written >= before) continue;
    await rm(path, { force: true });
    gone++;
  }
  return gone;
}
