import { z } from 'zod';
import { keySchema } from '../../catalog/people.ts';
import { permissionNameSchema } from '../../catalog/permissions-config.ts';
import { parametersSchema } from './parameter-schema.ts';
import { deadlineSchema, runnerSchema, secretNameSchema } from './runner-schema.ts';

export const ACTION_RISKS = ['read', 'change', 'danger'] as const;

/** A reviewed thing that responders may do: restart, fail over, scale, block an address … */
export const actionSchema = z.strictObject({
  summary: z.string().min(1).max(100),
  details: z.string().max(1000).optional(),
  risk: z.enum(ACTION_RISKS),
  /** Who may ask for it. Approving somebody else's takes the same permission and `actions.approve`. */
  permission: permissionNameSchema.default('actions.run'),
  /** The service that it concerns: its open incidents get it on their timelines. A parameter may stand here: `{service}`. */
  service: z.string().max(80).optional(),
  parameters: parametersSchema.default({}),
  /** What it acts on, for the queue: `{host}`. Runs on one target wait for each other beyond `concurrency`. */
  target: z.string().max(200).default(''),
  concurrency: z.int().min(1).max(50).default(1),
  runs: runnerSchema,
  /**
   * A program whose output is the target's state (a version, a lock). It is part of what is confirmed: when it
   * has changed by the time of the run, the run is refused.
   */
  state: z.strictObject({ program: z.array(z.string().min(1)).min(1).max(50), folder: z.string().min(1) }).optional(),
  deadline: deadlineSchema,
  /** How long a confirmation may be waited for. */
  confirmWithin: deadlineSchema,
  /** Secrets that may turn up in its output although its runner does not name them. */
  mask: z.array(secretNameSchema).max(50).default([]),
});
export type ActionConfig = z.infer<typeof actionSchema>;

export const actionsSchema = z.record(keySchema, actionSchema);
