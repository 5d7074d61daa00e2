import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

const fromSource = import.meta.filename.endsWith('.ts');

/**
 * Where a file of src/ lies that is started by itself (a worker, a plugin, a process): the TypeScript in the repository,
 * what scripts/build.ts made of it in an installed package. `moduleFile('diagnostics/runner/worker')`
 */
export const moduleFile = (path: string): string =>
  fromSource ? join(packageRoot, 'src', `${path}.ts`) : join(packageRoot, 'dist', `${path}.js`);
