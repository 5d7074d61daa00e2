import { z } from 'zod';
import { keySchema } from '../../catalog/people.ts';
import { permissionNameSchema } from '../../catalog/permissions-config.ts';
import { ACTION_RISKS } from './action-schema.ts';
import { durationSchema } from './duration.ts';
import { deadlineSchema, runnerSchema, secretNameSchema } from './runner-schema.ts';

export const environmentSchema = z.strictObject({
  name: keySchema,
  /** `change`: who asks confirms. `danger`: a second person approves. */
  risk: z.enum(ACTION_RISKS).default('change'),
  permission: permissionNameSchema.default('deploys.run'),
  runs: runnerSchema,
  deadline: deadlineSchema,
  /** Checks that must be green on the commit: names, or `all`. */
  checks: z.union([z.literal('all'), z.array(z.string().min(1).max(200)).max(50)]).default([]),
  /** False: a commit may be deployed here without having been in the environment before it in the list. */
  inOrder: z.boolean().default(true),
  hosts: z.array(z.string().min(1).max(100)).max(500).default([]),
  url: z.url({ protocol: /^https?$/ }).optional(),
});
export type EnvironmentConfig = z.infer<typeof environmentSchema>;

export const repositorySchema = z.union([
  z.strictObject({
    /** A git repository on this machine; it is read only. */
    git: z.string().min(1).max(1000),
    /** Fetch from its remote before a ref is resolved. */
    fetch: z.boolean().default(false),
    /** A program that exits 0 when the commit's checks are green: `{commit}` and `{check}` stand in its arguments. */
    checksProgram: z.array(z.string().min(1)).min(1).max(50).optional(),
  }),
  z.strictObject({
    github: z.string().regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/, { error: 'is no owner/name' }),
    token: secretNameSchema.default('GITHUB_TOKEN'),
  }),
]);

export const appSchema = z.strictObject({
  summary: z.string().max(100).optional(),
  /** A key under `services`. Default: the app's own name. */
  service: keySchema.optional(),
  repository: repositorySchema,
  /** What `/deploy start` takes when no ref is given, for the first environment only. */
  defaultRef: z.string().min(1).max(255).default('main'),
  /** In order: what comes later gets only what was deployed to the one before. */
  environments: z.array(environmentSchema).min(1).max(20).refine(distinct, { error: 'must have different names' }),
});
export type AppConfig = z.infer<typeof appSchema>;
export const appsSchema = z.record(keySchema, appSchema);

function distinct(environments: readonly { readonly name: string }[]): boolean {
  return new Set(environments.map(({ name }) => name)).size === environments.length;
}

export const locksSchema = z.strictObject({
  /** A lock without an expiry: its owner is reminded each time this has passed. */
  remindAfter: durationSchema.default(14_400_000),
  /** How long the next in the queue has the lock before the turn passes on. */
  turn: durationSchema.default(900_000),
});
