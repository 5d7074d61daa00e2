import { z } from 'zod';
import { person, rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { personId, roleKey } from './shapes.ts';

/** Taken, given, or (with `from`) handed over. */
export const roleAssigned = defineEntryKind({
  kind: 'role.assigned',
  v: 1,
  schema: z.object({ role: roleKey, roleName: z.string().max(80), person: personId, from: personId.nullable() }),
  describe: ({ data }) => ({
    line: data.from
      ? rich`${strong(data.roleName)} handed over from ${person(data.from)} to ${person(data.person)}`
      : rich`${strong(data.roleName)}: ${person(data.person)}`,
  }),
});
