import { MUSTER_ADMIN } from './permission.ts';

/** Who looks. Every read of a projection and every command takes one: what one may not see does not exist for them. */
export interface Viewer {
  /** Discord user id; `cli` for the operator at the command line. */
  readonly id: string;
  readonly name: string;
  readonly roleIds: readonly string[];
  readonly permissions: ReadonlySet<string>;
}

export const mayDo = (viewer: Viewer, permission: string): boolean =>
  viewer.permissions.has(permission) || viewer.permissions.has(MUSTER_ADMIN);
