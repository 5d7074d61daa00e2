import type { Permission } from '../catalog/permission.ts';
import type { Registered } from './registry.ts';

export const diagnosticsPermissions: readonly Permission[] = [
  {
    name: 'diagnostics.run',
    summary: 'run diagnostics that only ask and look (dns, http, tls, host, promql)',
    heldBy: 'everybody',
  },
  { name: 'diagnostics.data', summary: 'run diagnostics that show data: databases, logs, Redis', heldBy: 'granted' },
  {
    name: 'diagnostics.analyze',
    summary: 'let a database run the query that is explained (EXPLAIN ANALYZE)',
    heldBy: 'granted',
  },
];

/** Those above, and the ones that plugins name for themselves: held by whom muster.yaml grants them. */
export function diagnosticsPermissionsOf(registered: readonly Registered[]): readonly Permission[] {
  const known = new Set(diagnosticsPermissions.map(({ name }) => name));
  const named = registered.flatMap(({ diagnostic }) => [
    diagnostic.permission,
    ...Object.values(diagnostic.options).flatMap(({ permission }) => (permission === undefined ? [] : [permission])),
  ]);
  const own = [...new Set(named)].filter((name) => !known.has(name));
  return [
    ...diagnosticsPermissions,
    ...own.map((name): Permission => ({ name, summary: 'run diagnostics that ask for it', heldBy: 'granted' })),
  ];
}
