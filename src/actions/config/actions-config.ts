import { z } from 'zod';
import { snowflakeSchema } from '../../catalog/people.ts';
import { runTimes } from '../../timeline/next-run.ts';
import { actionsSchema } from './action-schema.ts';
import { appsSchema, locksSchema } from './app-schema.ts';
import { durationSchema } from './duration.ts';
import { freezesSchema } from './freeze-schema.ts';

/** The sections of muster.yaml that this domain reads; `src/config.ts` composes them with the others' under these names. */
export const actionsSections = {
  actions: actionsSchema.default({}),
  apps: appsSchema.default({}),
  freezes: freezesSchema.default({}),
  deploys: z
    .strictObject({
      /** The channel with one card a deploy. */
      channel: snowflakeSchema.optional(),
      locks: locksSchema.prefault({}),
      confirmWithin: durationSchema.default(600_000),
      /** How long whole outputs are kept, of actions as well; size, digest and the last lines stay for ever. */
      keepOutput: durationSchema.default(90 * 86_400_000),
      /** A cron expression for the digest in plain words, in the organisation's zone: `0 9 * * 1-5`. */
      digest: z
        .string()
        .max(100)
        .refine((expression) => runTimes(expression, 'UTC').ok, { error: 'is no cron expression of five fields' })
        .optional(),
    })
    .prefault({}),
};

export const actionsConfigSchema = z.object(actionsSections);
export type ActionsConfig = z.infer<typeof actionsConfigSchema>;
