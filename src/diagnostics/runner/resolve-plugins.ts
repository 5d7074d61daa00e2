import { registerHooks } from 'node:module';
import { parsePackageSpecifier } from './module-specifier.ts';

const PUBLIC_API = new URL(import.meta.url.endsWith('.ts') ? '../plugin.ts' : '../plugin.js', import.meta.url).href;

/**
 * Inside of a worker `muster/plugin` is this very Muster's, wherever the plugin lies and whatever it has installed; and
 * packages are looked for from the folder of muster.yaml.
 */
export function resolvePlugins(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'muster/plugin') return { url: PUBLIC_API, shortCircuit: true };
      const wanted = parsePackageSpecifier(specifier);
      return wanted ? next(wanted.name, { ...context, parentURL: wanted.from }) : next(specifier, context);
    },
  });
}
