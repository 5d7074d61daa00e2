import type { Permission } from '../catalog/permission.ts';

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
