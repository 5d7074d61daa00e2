import { hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parsePackageSpecifier } from './runner/module-specifier.ts';

const CODE = /\.(?:[cm]?[jt]sx?|json)$/;
/** What Muster writes itself beside a muster.yaml, where a plugin may lie, too: the sandbox's files, and what runs printed. */
const OWN = /^sandbox\.\w+\.json$|^sandbox-shop$|\.runs$/;
/** A folder with more in it than this is no plugin's own. */
const MOST_FILES = 2000;

/**
 * Changes when the code of a plugin does: names, sizes and times of the code in its folder, of JSON there, which it may import,
 * and its package.json, since an installed package's times say nothing. Undefined where that cannot be told. `known`: by folder, for several in one.
 */
export function moduleStamp(module: string, known: Map<string, string | undefined> = new Map()): string | undefined {
  try {
    const folder = folderOf(module);
    if (folder === undefined) return undefined;
    if (!known.has(folder)) known.set(folder, stampOf(folder));
    return known.get(folder);
  } catch {
    return undefined; // not there: loading it will say so
  }
}

function folderOf(module: string): string | undefined {
  const wanted = parsePackageSpecifier(module);
  if (!wanted) return dirname(fileURLToPath(module));
  const manifest = findPackageJSON(wanted.name, wanted.from);
  return manifest && dirname(manifest);
}

function stampOf(folder: string): string | undefined {
  const stamps: string[] = [];
  const folders = [folder];
  let seen = 0;
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (++seen > MOST_FILES) return undefined;
      if (OWN.test(entry.name)) continue;
      const path = join(at, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')) folders.push(path);
      if (!entry.isFile() || !CODE.test(entry.name)) continue;
      const { size, mtimeMs } = statSync(path);
      stamps.push(`${path} ${size} ${mtimeMs} ${entry.name === 'package.json' ? readFileSync(path, 'utf8') : ''}`);
    }
  }
  return hash('sha256', stamps.sort().join('\n'));
}
