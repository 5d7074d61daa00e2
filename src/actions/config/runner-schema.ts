import { z } from 'zod';
import { durationSchema } from './duration.ts';

/** The name of a variable of the environment: a secret is given by name, never by value. */
export const secretNameSchema = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]{0,99}$/, { error: 'is the name of an environment variable, like DEPLOY_TOKEN' });

/** Text in which `{name}` stands for a parameter or a fact of the run. */
const template = z.string().max(10_000);

/**
 * A program on this machine: a list of arguments, never a shell. Each element is one argument whatever is put into it.
 * Its environment is PATH, HOME, LANG, what `env` says, the `secrets` by their names, and MUSTER_* facts of the run.
 */
export const programRunnerSchema = z.strictObject({
  program: z.array(template.min(1)).min(1).max(200),
  /** The working folder. */
  folder: z.string().min(1).max(1000),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), template).default({}),
  secrets: z.array(secretNameSchema).max(50).default([]),
  /** Arguments that make it say what it would do, and do nothing: put behind the others. */
  dryRun: z.array(template.min(1)).max(50).optional(),
  /** Whether what it started in the background may live on (a deploy that starts a service). Otherwise it is ended. */
  leavesRunning: z.boolean().default(false),
});

const signingSchema = z.strictObject({
  secret: secretNameSchema,
  /** The header that carries `t=<seconds>,v1=<hex HMAC-SHA-256 of "t.body">`. */
  header: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,60}$/)
    .default('muster-signature'),
});

const NO_PLACEHOLDER_IN_HOST = /^https?:\/\/[^/?#{}\s]+(?:[/?#].*)?$/;

const addressSchema = template.regex(NO_PLACEHOLDER_IN_HOST, {
  error: 'must begin with http(s)://host, and no parameter may stand in the host',
});

/** A JSON body: a string that is exactly `{name}` becomes the parameter's own value, number or yes-no included. */
const jsonBodySchema = z.json();

export const httpRunnerSchema = z.strictObject({
  http: z.strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
    url: addressSchema,
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,60}$/), template).default({}),
    /** Headers whose value is a secret: `{ authorization: API_TOKEN }`; `Bearer ` and the like stand in `prefix`. */
    secretHeaders: z
      .record(
        z.string().regex(/^[A-Za-z0-9-]{1,60}$/),
        z.strictObject({ secret: secretNameSchema, prefix: z.string().max(40).default('') }),
      )
      .default({}),
    json: jsonBodySchema.optional(),
    form: z.record(z.string(), template).optional(),
    sign: signingSchema.optional(),
    /** Statuses that mean success. Default 200 to 299. */
    expect: z.array(z.int().min(100).max(599)).optional(),
    /** The request that says what would be done: same as this one with a query added. */
    dryRunQuery: z.string().max(200).optional(),
  }),
});

/** A server that does the work elsewhere and reports by `POST /callbacks/:run`, signed with the same secret. */
export const webhookRunnerSchema = z.strictObject({
  webhook: z.strictObject({
    url: addressSchema,
    secret: secretNameSchema,
    /** Where it can be asked what became of a run (`{run}`): answers `{ "state": "running" | "succeeded" | "failed" | "unknown-run" }`. */
    statusUrl: addressSchema.optional(),
    /** Where a run can be cancelled: POST, signed. */
    cancelUrl: addressSchema.optional(),
  }),
});

const repositoryName = z.string().regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/, { error: 'is no owner/name' });

export const githubDeploymentRunnerSchema = z.strictObject({
  githubDeployment: z.strictObject({
    repository: repositoryName,
    environment: z.string().min(1).max(255).optional(),
    requiredContexts: z.array(z.string()).optional(),
  }),
});

export const githubWorkflowRunnerSchema = z.strictObject({
  githubWorkflow: z.strictObject({
    repository: repositoryName,
    /** The workflow's file name or id. It must declare the input `muster_run` and put it into its `run-name`. */
    workflow: z.string().regex(/^[A-Za-z0-9._-]{1,200}$/),
    /** Branch or tag whose workflow file is used. */
    ref: z.string().min(1).max(255).default('main'),
    inputs: z.record(z.string(), template).default({}),
  }),
});

/**
 * A plugin written with the kit of the diagnostics and listed under `diagnostics: plugins`: the name of what it brings.
 * Without `options` each of the action's parameters goes to the plugin's option of the same name.
 */
export const pluginRunnerSchema = z.strictObject({
  plugin: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, { error: 'is no name of a plugin’s action: use a-z, 0-9 and -' }),
  options: z.record(z.string().max(32), z.union([template, z.number(), z.boolean()])).optional(),
});

export const runnerSchema = z.union([
  programRunnerSchema,
  httpRunnerSchema,
  webhookRunnerSchema,
  githubDeploymentRunnerSchema,
  githubWorkflowRunnerSchema,
  pluginRunnerSchema,
]);
export type RunnerConfig = z.infer<typeof runnerSchema>;
export type ProgramRunnerConfig = z.infer<typeof programRunnerSchema>;
export type PluginRunnerConfig = z.infer<typeof pluginRunnerSchema>;
export type HttpRunnerConfig = z.infer<typeof httpRunnerSchema>['http'];
export type WebhookRunnerConfig = z.infer<typeof webhookRunnerSchema>['webhook'];
export type GithubDeploymentConfig = z.infer<typeof githubDeploymentRunnerSchema>['githubDeployment'];
export type GithubWorkflowConfig = z.infer<typeof githubWorkflowRunnerSchema>['githubWorkflow'];

/** How long it may take, wherever it runs. */
export const deadlineSchema = durationSchema.default(600_000);
