import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { GithubDeploymentConfig } from '../config/runner-schema.ts';
import type { GitHub } from '../github/client.ts';
import {
  type Asked,
  type RunEnding,
  type RunJob,
  type Runner,
  ENDED,
  STOPPING,
  TIMED_OUT,
  failed,
  succeeded,
  unknown,
} from './runner.ts';

const deploymentSchema = z.object({ id: z.int(), payload: z.unknown().optional(), url: z.string() });
const statusesSchema = z.array(
  z.object({
    state: z.string(),
    description: z.string().nullish(),
    environment_url: z.string().nullish(),
    log_url: z.string().nullish(),
  }),
);

const POLL_MS = 5000;

/** GitHub Deployments: one is created, and somebody's machine (a workflow, a deploy server) works on it and sets its statuses. */
export function createGitHubDeploymentRunner(
  config: GithubDeploymentConfig,
  parts: { readonly github: GitHub; readonly clock: Clock; readonly pollMs?: number },
): Runner {
  const [owner = '', repo = ''] = config.repository.split('/');
  const { github, clock } = parts;

  const statusOf = async (deployment: string, signal: AbortSignal): Promise<Asked> => {
    const answer = await github.request(
      'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
      { owner, repo, deployment_id: Number(deployment), per_page: 1 },
      signal,
    );
    if (!answer.ok) return { known: 'nothing', reason: `GitHub could not be asked: ${answer.reason}` };
    const statuses = statusesSchema.safeParse(answer.data);
    if (!statuses.success) return { known: 'nothing', reason: 'GitHub answered in a form that Muster does not know.' };
    const latest = statuses.data[0];
    const ending =
      latest &&
      deploymentEnding(latest.state, latest.description ?? null, latest.environment_url ?? latest.log_url ?? null);
    return ending ? { known: 'ended', ending } : { known: 'pending', external: deployment };
  };

  return {
    name: 'GitHub deployment',
    dryRuns: false,
    ends: 'never',
    secrets: ['GITHUB_TOKEN'],

    async run(job) {
      const { values } = job;
      const answer = await github.request(
        'POST /repos/{owner}/{repo}/deployments',
        {
          owner,
          repo,
          ref: String(values['commit'] ?? values['ref'] ?? ''),
          environment: config.environment ?? String(values['environment'] ?? 'production'),
          auto_merge: false,
          description: job.summary.slice(0, 140),
          // By this a deployment is found again after a crash.
          payload: { muster_run: job.run },
          ...(config.requiredContexts && { required_contexts: config.requiredContexts }),
        },
        job.signal,
      );
      // Cut off by Muster's own end: GitHub is asked for it at the next start.
      if (!answer.ok && !answer.reached && job.signal.reason === STOPPING) return null;
      if (!answer.ok)
        return answer.reached
          ? failed(`GitHub refused the deployment: ${answer.reason}`, answer.status)
          : unknown(`Whether GitHub got the request is not known: ${answer.reason}`);
      const created = deploymentSchema.safeParse(answer.data);
      if (!created.success) return failed('GitHub made no deployment of it (a merge was necessary?).', answer.status);
      const id = String(created.data.id);
      await job.accepted(id, `https://github.com/${config.repository}/deployments`);
      return watch(() => statusOf(id, job.signal), job, clock, parts.pollMs ?? POLL_MS);
    },

    resume: async (job, external) =>
      external === null ? null : watch(() => statusOf(external, job.signal), job, clock, parts.pollMs ?? POLL_MS),

    async ask({ run, values, external, signal }) {
      if (external !== null) return statusOf(external, signal);
      const answer = await github.request(
        'GET /repos/{owner}/{repo}/deployments',
        { owner, repo, sha: String(values['commit'] ?? ''), per_page: 100 },
        signal,
      );
      const list = answer.ok ? z.array(deploymentSchema).safeParse(answer.data) : undefined;
      if (!list?.success) return { known: 'nothing', reason: 'GitHub could not be asked for it.' };
      const found = list.data.find(({ payload }) => runOf(payload) === run);
      return found ? statusOf(String(found.id), signal) : { known: 'never' };
    },
  };
}

/** A deployment's payload is an object, or text of one. */
export function runOf(payload: unknown): string | undefined {
  const value = typeof payload === 'string' ? parsedJson(payload) : payload;
  const parsed = z.object({ muster_run: z.string() }).safeParse(value);
  return parsed.success ? parsed.data.muster_run : undefined;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a deployment status means for the run; undefined while it is under way. */
export function deploymentEnding(state: string, description: string | null, url: string | null): RunEnding | undefined {
  const said = description === null || description === '' ? `GitHub says: ${state}.` : description;
  switch (state) {
    case 'success':
      return succeeded(said, null, url);
    case 'failure':
    case 'error':
      return { ...failed(said), url };
    case 'inactive':
      return { ...unknown('Another deployment took its place before it ended.'), url };
    default:
      return undefined;
  }
}

/** Asks again and again until there is an end, or the deadline passes. A webhook may be faster (github/webhooks.ts). */
export async function watch(
  ask: () => Promise<Asked>,
  job: Pick<RunJob, 'signal'>,
  clock: Clock,
  pollMs: number,
): Promise<RunEnding | null> {
  for (let wait = pollMs; ; wait = Math.min(wait * 1.5, 60_000)) {
    const asked = await ask();
    if (asked.known === 'ended') return asked.ending;
    if (job.signal.aborted) {
      // Asked again at the next start; known already.
      if (job.signal.reason === STOPPING || job.signal.reason === ENDED) return null;
      return unknown(
        job.signal.reason === TIMED_OUT
          ? 'Its deadline passed, and GitHub had not reported an end.'
          : 'It was asked to end, and GitHub had not reported an end yet.',
      );
    }
    try {
      await clock.sleep(wait, job.signal);
    } catch {
      // ended while waiting: one last look
    }
  }
}
