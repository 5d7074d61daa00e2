import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder that holds package.json, drizzle/ and locales/: the repository, or node_modules/muster. Looked for upwards,
 * because this code runs from src/ here and from a bundle in dist/ there. Throws when there is none, which is a broken install.
 */
export const packageRoot: string = (() => {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'drizzle'))) return folder;
  }
  throw new Error(
    'This installation of Muster is incomplete: its package.json or drizzle/ is missing. Install it again.',
  );
})();
