import { Webhooks } from '@octokit/webhooks';
import { z } from 'zod';
import type { WebAnswer, WebRequest } from '../callbacks.ts';
import type { Executor } from '../execute.ts';
import { type ActionsParts, registerOf } from '../parts.ts';
import { deploymentEnding } from '../runners/github-deployment.ts';
import { workflowEnding } from '../runners/github-workflow.ts';

const deploymentStatusSchema = z.object({
  deployment_status: z.object({
    state: z.string(),
    description: z.string().nullish(),
    environment_url: z.string().nullish(),
    log_url: z.string().nullish(),
  }),
  deployment: z.object({ id: z.int() }),
});
const workflowRunSchema = z.object({
  action: z.string(),
  workflow_run: z.object({ id: z.int(), conclusion: z.string().nullable(), html_url: z.string() }),
});

const MOST_BYTES = 26_214_400; // GitHub sends at most 25 MiB

/**
 * `POST /webhooks/github`: what GitHub says of deployments and workflow runs, sooner than polling would. Verified over
 * the raw body with MUSTER_WEBHOOK_SECRET_GITHUB (several, comma-separated, while rotating).
 */
export function createGitHubWebhooks(parts: ActionsParts, executor: Executor) {
  return async ({ headers, rawBody }: WebRequest): Promise<WebAnswer> => {
    const no = (status: number, code: string, message: string): WebAnswer => ({
      status,
      body: { ok: false, code, message },
    });
    const secrets = (parts.environment['MUSTER_WEBHOOK_SECRET_GITHUB'] ?? '')
      .split(',')
      .filter((secret) => secret !== '');
    if (secrets.length === 0)
      return no(404, 'webhook/off', 'GitHub webhooks are off: MUSTER_WEBHOOK_SECRET_GITHUB is not set.');
    if (rawBody.length > MOST_BYTES) return no(413, 'webhook/too-large', 'It is too large.');
    const body = Buffer.from(rawBody).toString('utf8');
    const signature = headers['x-hub-signature-256'] ?? '';
    const right = await Promise.all(secrets.map((secret) => verified(secret, body, signature)));
    if (!right.includes(true)) return no(401, 'signature/wrong', 'The signature is missing or does not fit the body.');
    const delivery = headers['x-github-delivery'] ?? '';
    if (!/^[0-9a-zA-Z-]{8,100}$/.test(delivery)) return no(400, 'webhook/delivery', 'x-github-delivery is missing.');
    const cause = `github:${delivery}`;
    if (await parts.store.findCommit(cause)) return { status: 200, body: { ok: true, repeated: true } };

    const event = parsedEvent(headers['x-github-event'], body);
    if (event === 'malformed') return no(400, 'webhook/form', 'The body is not what GitHub sends for this event.');
    if (!event) return { status: 202, body: { ok: true, used: false } };
    const { runs } = await registerOf(parts);
    const run = Object.values(runs).find(
      ({ external, state }) => external === event.external && (state === 'running' || state === 'unknown'),
    );
    if (!run || !event.ending) return { status: 202, body: { ok: true, used: false } };
    return { status: 200, body: { ok: true, used: await executor.end(run.id, event.ending, cause) } };
  };
}

async function verified(secret: string, body: string, signature: string): Promise<boolean> {
  if (signature === '') return false;
  try {
    return await new Webhooks({ secret }).verify(body, signature);
  } catch {
    return false; // not of the form of a signature
  }
}

function parsedEvent(name: string | undefined, body: string) {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return 'malformed';
  }
  if (name === 'deployment_status') {
    const event = deploymentStatusSchema.safeParse(json);
    if (!event.success) return 'malformed';
    const { state, description, environment_url, log_url } = event.data.deployment_status;
    return {
      external: String(event.data.deployment.id),
      ending: deploymentEnding(state, description ?? null, environment_url ?? log_url ?? null),
    };
  }
  if (name === 'workflow_run') {
    const event = workflowRunSchema.safeParse(json);
    if (!event.success) return 'malformed';
    const { id, conclusion, html_url } = event.data.workflow_run;
    return {
      external: String(id),
      ending: event.data.action === 'completed' ? workflowEnding(conclusion, html_url) : undefined,
    };
  }
  return undefined;
}
