import type { Viewer } from '../catalog/viewer.ts';

/** Muster itself, which looks after private incidents as after others. */
export const ROOT: Viewer = { id: 'muster', name: 'Muster', roleIds: [], permissions: new Set(['incident.private']) };
