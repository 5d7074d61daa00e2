import * as schemas from 'discord-api-spec/zod';
import * as z from 'zod/mini';
import { invalidForm } from '../refused.ts';
import { formErrors } from './form-errors.ts';

/** No id twice. */
const distinct = z.refine((ids) => !Array.isArray(ids) || new Set(ids).size === ids.length);

/** Bodies that stand in Discord's document without a name of their own. */
export const UNNAMED = {
  BulkCommands: z.nullable(
    z.array(z.lazy(() => schemas.ApplicationCommandUpdateRequestSchema)).check(z.maxLength(130)),
  ),
  BulkDelete: z.object({
    messages: z.array(z.lazy(() => schemas.SnowflakeTypeSchema)).check(z.minLength(2), z.maxLength(100), distinct),
  }),
  PermissionOverwrite: z.object({
    type: z.nullish(z.literal([0, 1])),
    allow: z.nullish(z.union([z.int(), z.string().check(z.regex(/^\d+$/))])),
    deny: z.nullish(z.union([z.int(), z.string().check(z.regex(/^\d+$/))])),
  }),
  MemberPatch: z.object({
    nick: z.nullish(z.string().check(z.maxLength(32))),
    roles: z.nullish(z.array(z.nullable(z.lazy(() => schemas.SnowflakeTypeSchema))).check(z.maxLength(350), distinct)),
    mute: z.nullish(z.boolean()),
    deaf: z.nullish(z.boolean()),
    channel_id: z.nullish(z.lazy(() => schemas.SnowflakeTypeSchema)),
    communication_disabled_until: z.nullish(z.string()),
    flags: z.nullish(z.int()),
  }),
  ChannelPositions: z.array(
    z.object({
      id: z.nullish(z.lazy(() => schemas.SnowflakeTypeSchema)),
      position: z.nullish(z.int().check(z.minimum(0))),
      parent_id: z.nullish(z.lazy(() => schemas.SnowflakeTypeSchema)),
      lock_permissions: z.nullish(z.boolean()),
    }),
  ),
  RolePositions: z.array(z.lazy(() => schemas.UpdateRolePositionsRequestSchema)),
  Webhook: z.object({ name: z.string().check(z.minLength(1), z.maxLength(80)), avatar: z.nullish(z.string()) }),
};

type Named = keyof typeof schemas;
/** A request body's name in Discord's OpenAPI document, or in UNNAMED. */
export type BodyName =
  (Named extends infer N ? (N extends `${infer Name}Schema` ? Name : never) : never) | keyof typeof UNNAMED;

const byName = new Map<string, z.ZodMiniType>([
  ...Object.entries(schemas).flatMap(([name, schema]): [string, z.ZodMiniType][] =>
    name.endsWith('Schema') && typeof schema === 'object' ? [[name.slice(0, -'Schema'.length), schema]] : [],
  ),
  ...Object.entries(UNNAMED),
]);

/**
 * Holds a request's body against Discord's document: refuses 50035 with the faults where they stand.
 * Values stay as they came: nothing is coerced, unknown fields are ignored as Discord ignores them.
 */
export function validateBody(name: BodyName, body: unknown): void {
  const parsed = byName.get(name)?.safeParse(body);
  if (!parsed || parsed.success) return;
  const errors = formErrors(parsed.error.issues, body);
  if (errors) throw invalidForm(errors);
}
