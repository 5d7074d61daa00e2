import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Result, messageOf, ok, refuse } from '../../base/result.ts';
import { templateFiles } from './template-files.ts';

/**
 * Writes a plugin that works, and its test, into `folder`/NAME: what `muster plugin new NAME` does. Never overwrites.
 * Returns the paths written, relative to the plugin's folder.
 */
export function newPlugin(
  name: string,
  folder: string,
): Result<{ readonly folder: string; readonly files: readonly string[] }> {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name))
    return refuse('plugin/name', `"${name}" is no name for a plugin: use a-z, 0-9 and -, at most 32 characters.`);
  const root = join(folder, name);
  if (existsSync(root))
    return refuse('plugin/exists', `${root} is there already. Choose another name, or move it away.`);
  const files = templateFiles(name);
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  } catch (error) {
    return refuse('plugin/folder', `${root} could not be written (${messageOf(error)}). Name another folder by --out.`);
  }
  return ok({ folder: root, files: Object.keys(files) });
}
