import { z } from 'zod';
import { person, rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { personId, roleKey } from './shapes.ts';

export const roleLeft = defineEntryKind({
  kind: 'role.left',
  v: 1,
  schema: z.object({ role: roleKey, roleName: z.string().max(80), person: personId }),
  describe: ({ data }) => ({ line: rich`${person(data.person)} is no longer ${strong(data.roleName)}` }),
});
