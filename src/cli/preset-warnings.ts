import type { Config } from '../config.ts';
import type { Registered } from '../diagnostics/registry.ts';
import type { NameFault } from './configured-names.ts';

/**
 * Presets that nobody will see run: what is dangerous asks first, and at a declaration, or among several that run at once,
 * there is nobody to ask.
 */
export function* presetWarnings(config: Config, diagnostics: readonly Registered[]): Generator<NameFault> {
  const dangerous = new Set(
    diagnostics.flatMap(({ diagnostic }) => (diagnostic.risk === 'dangerous' ? [diagnostic.name] : [])),
  );
  const when = config.incidents.diagnoseAtDeclaration
    ? 'when an incident is declared, and by the button'
    : 'by the button';
  for (const [key, service] of Object.entries(config.services))
    for (const [n, { diagnostic }] of (service.diagnostics ?? []).entries())
      if (dangerous.has(diagnostic))
        yield {
          path: ['services', key, 'diagnostics', n],
          message: `${diagnostic} is dangerous and always asks first, so it is left out where a service's diagnostics run together (${when}): take it off this list and type /diag ${diagnostic}`,
        };
}
