import { z } from 'zod';
import type { Grant } from './permission.ts';
import type { People } from './people.ts';
import { keySchema } from './people.ts';

const holders = z.union([
  z.literal('everybody'),
  z.strictObject({
    /** Ids of Discord roles, or names. */
    roles: z.array(z.string().min(1).max(100)).optional(),
    /** Keys of people. */
    people: z.array(keySchema).optional(),
  }),
]);

/** `incident.declare`, or a name of one's own: `db2.restart`. */
export const permissionNameSchema = z.string().regex(/^[a-z][a-z0-9.-]{0,59}$/);

/** `permissions:` of muster.yaml: who holds what. What is not mentioned keeps its built-in holders. */
export const permissionsConfig = z.record(permissionNameSchema, holders);

export function grantsOf(config: z.infer<typeof permissionsConfig>, people: People): readonly Grant[] {
  return Object.entries(config).map(([permission, held]): Grant => {
    if (held === 'everybody') return { permission, everybody: true, roles: new Set(), people: new Set() };
    const ids = (held.people ?? []).map((key) => people.byKey(key)?.id ?? key);
    return { permission, everybody: false, roles: new Set(held.roles ?? []), people: new Set(ids) };
  });
}
