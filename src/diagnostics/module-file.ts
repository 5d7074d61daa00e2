import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../base/package-root.ts';

const fromSource = import.meta.filename.endsWith('.ts');

/**
 * The address of a file of this folder, as `import()` and `new Worker` take it: of the TypeScript in the repository, of
 * what scripts/build.ts made of it in an installed package.
 */
export const moduleFile = (path: string): string =>
  pathToFileURL(
    fromSource
      ? join(packageRoot, 'src/diagnostics', `${path}.ts`)
      : join(packageRoot, 'dist/diagnostics', `${path}.js`),
  ).href;
