import { z } from 'zod';
import { ACTION_RISKS } from './config/action-schema.ts';

/** What an argument's value may be. */
export const argumentSchema = z.union([z.string(), z.number(), z.boolean()]);
export const argumentsSchema = z.record(z.string(), argumentSchema);
export type Arguments = z.infer<typeof argumentsSchema>;

export const commitSchema = z.object({
  commit: z.string(),
  title: z.string(),
  author: z.string(),
  at: z.int().nullable(),
});
/** One commit of those that a deploy brings. */
export type Commit = z.infer<typeof commitSchema>;

export const deploySchema = z.object({
  app: z.string(),
  environment: z.string(),
  /** As the person wrote it. */
  ref: z.string(),
  /** What it was resolved to, at once: 40 hex digits. */
  commit: z.string(),
  /** What is deployed there now. */
  from: z.string().nullable(),
  rollback: z.boolean(),
  /** What is wrong with what runs there: why it is rolled back. */
  reason: z.string().nullable().default(null),
  /** From the last good deploy to this one, newest first; `more` are not listed. */
  commits: z.array(commitSchema),
  more: z.int(),
  hosts: z.array(z.string()),
  url: z.string().nullable(),
});
export type Deploy = z.infer<typeof deploySchema>;

export const overrideSchema = z.object({
  what: z.enum(['freeze', 'incident', 'lock', 'checks', 'order']),
  /** What stood in the way. */
  detail: z.string(),
  /** Why it was passed over all the same. */
  reason: z.string(),
});
export type Override = z.infer<typeof overrideSchema>;

/** The exact thing that is asked for, confirmed and run: nothing of it changes afterwards. */
export const planSchema = z.object({
  /** The action's name, or the app's for a deploy. */
  name: z.string(),
  kind: z.enum(['action', 'deploy']),
  /** `Restart web-1` in a few words. */
  summary: z.string(),
  risk: z.enum(ACTION_RISKS),
  permission: z.string(),
  arguments: argumentsSchema,
  /** Runs with the same target wait for each other beyond `concurrency`. */
  target: z.string(),
  concurrency: z.int(),
  service: z.string().nullable(),
  /** Timelines of incidents that are told. Private ones are told, but not named here. */
  incidents: z.array(z.string()),
  dryRun: z.boolean(),
  deploy: deploySchema.nullable(),
  overrides: z.array(overrideSchema),
  /**
   * The target's state as it was confirmed, part by part (commit, deployed, lock, state, configuration): equal only
   * when nothing of it has changed since.
   */
  fingerprint: z.record(z.string(), z.string()),
  deadlineMs: z.int(),
  /** Not before this instant: a planned deploy. Null: as soon as it is confirmed. */
  startAt: z.int().nullable().default(null),
  /** The channel where it was asked for. */
  channel: z.string().nullable(),
  retryOf: z.string().nullable(),
});
export type Plan = z.infer<typeof planSchema>;

export const NEEDS = ['nothing', 'confirmation', 'approval'] as const;
/** `confirmation`: anybody with the permission, who asked included. `approval`: somebody else than who asked. */
export type Needs = (typeof NEEDS)[number];

export const OUTCOMES = ['succeeded', 'failed', 'cancelled', 'timed-out', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A run that has not ended. */
export type Run = {
  readonly id: string;
  readonly plan: Plan;
  /** `planned`: confirmed, and its time is to come. `unknown`: it was running when Muster stopped, and nobody has said yet what became of it. */
  readonly state: 'awaiting' | 'planned' | 'queued' | 'ready' | 'running' | 'unknown';
  readonly needs: Needs;
  readonly askedBy: string;
  readonly askedAt: number;
  readonly expiresAt: number;
  readonly confirmedBy: string | null;
  readonly confirmedAt: number | null;
  readonly startedAt: number | null;
  readonly deadlineAt: number | null;
  /** Who asked for it to be ended. */
  readonly cancelledBy: string | null;
  /** The provider's own name for it: a GitHub deployment's id. */
  readonly external: string | null;
  readonly percent: number | null;
};

export const deployKey = (app: string, environment: string): string => `${app}/${environment}`;
export const needsOf = (plan: Pick<Plan, 'risk' | 'dryRun'>): Needs =>
  plan.dryRun || plan.risk === 'read' ? 'nothing' : plan.risk === 'change' ? 'confirmation' : 'approval';
