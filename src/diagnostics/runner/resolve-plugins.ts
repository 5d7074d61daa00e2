import { registerHooks } from 'node:module';
import { moduleFile } from '../module-file.ts';
import { parsePackageSpecifier } from './module-specifier.ts';

const PUBLIC_API = moduleFile('plugin');

/**
 * Inside of a worker `muster/plugin` is this very Muster's, wherever the plugin lies and whatever it has installed; and
 * packages are looked for from the folder of muster.yaml.
 */
export function resolvePlugins(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'muster/plugin') return { url: PUBLIC_API, shortCircuit: true };
      const wanted = parsePackageSpecifier(specifier);
      if (wanted) return next(wanted.name, { ...context, parentURL: wanted.from });
      if (specifier !== 'zod') return next(specifier, context);
      try {
        return next(specifier, context);
      } catch {
        return next(specifier, { ...context, parentURL: PUBLIC_API }); // a plugin without a package.json of its own
      }
    },
  });
}
