import { MUSTER_ADMIN } from '../catalog/permission.ts';
import type { Viewer } from '../catalog/viewer.ts';

/** The operator at the command line: whoever may read and write the database file may do everything that is in it. */
export const operator: Viewer = { id: 'cli', name: 'Operator', roleIds: [], permissions: new Set([MUSTER_ADMIN]) };
