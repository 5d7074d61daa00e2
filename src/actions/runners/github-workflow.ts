import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { GithubWorkflowConfig } from '../config/runner-schema.ts';
import type { GitHub } from '../github/client.ts';
import { fill } from '../template.ts';
import { watch } from './github-deployment.ts';
import { type Asked, type RunEnding, type Runner, CANCELLED, STOPPING, failed, succeeded, unknown } from './runner.ts';

const workflowRunSchema = z.object({
  id: z.int(),
  name: z.string().nullish(),
  display_title: z.string().nullish(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  html_url: z.string(),
});
const listSchema = z.object({ workflow_runs: z.array(workflowRunSchema) });

const POLL_MS = 4000;

/** A workflow of GitHub Actions, dispatched with the run's id as its input `muster_run`, which its `run-name` must show. */
export function createGitHubWorkflowRunner(
  config: GithubWorkflowConfig,
  parts: { readonly github: GitHub; readonly clock: Clock; readonly pollMs?: number },
): Runner {
  const [owner = '', repo = ''] = config.repository.split('/');
  const { github, clock } = parts;

  const find = async (
    run: string,
    signal: AbortSignal,
  ): Promise<{ readonly run?: z.infer<typeof workflowRunSchema> | undefined; readonly fault?: string }> => {
    const answer = await github.request(
      'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
      { owner, repo, workflow_id: config.workflow, event: 'workflow_dispatch', per_page: 100 },
      signal,
    );
    if (!answer.ok) return { fault: `GitHub could not be asked: ${answer.reason}` };
    const list = listSchema.safeParse(answer.data);
    if (!list.success) return { fault: 'GitHub answered in a form that Muster does not know.' };
    return {
      run: list.data.workflow_runs.find((one) => `${one.name ?? ''} ${one.display_title ?? ''}`.includes(run)),
    };
  };

  const stateOf = async (external: string, signal: AbortSignal): Promise<Asked> => {
    const answer = await github.request(
      'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
      { owner, repo, run_id: Number(external) },
      signal,
    );
    if (!answer.ok) return { known: 'nothing', reason: `GitHub could not be asked: ${answer.reason}` };
    const found = workflowRunSchema.safeParse(answer.data);
    if (!found.success) return { known: 'nothing', reason: 'GitHub answered in a form that Muster does not know.' };
    const { status, conclusion, html_url } = found.data;
    return status === 'completed'
      ? { known: 'ended', ending: workflowEnding(conclusion, html_url) }
      : { known: 'pending', external };
  };

  return {
    name: `GitHub workflow ${config.workflow}`,
    dryRuns: false,
    ends: 'request',
    secrets: ['GITHUB_TOKEN'],

    async run(job) {
      const inputs = Object.fromEntries(
        Object.entries(config.inputs).map(([name, template]) => [name, fill(template, job.values)]),
      );
      const answer = await github.request(
        'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
        { owner, repo, workflow_id: config.workflow, ref: config.ref, inputs: { ...inputs, muster_run: job.run } },
        job.signal,
      );
      // Cut off by Muster's own end: GitHub is asked for it at the next start.
      if (!answer.ok && !answer.reached && job.signal.reason === STOPPING) return null;
      if (!answer.ok)
        return answer.reached
          ? failed(`GitHub refused to start the workflow: ${answer.reason}`, answer.status)
          : unknown(`Whether GitHub got the request is not known: ${answer.reason}`);
      let external: string | null = null;
      return watch(
        async () => {
          if (external !== null) return stateOf(external, job.signal);
          // A dispatch answers no id: the run shows up a little later.
          const { run: found } = await find(job.run, job.signal);
          if (!found) return { known: 'pending', external: null };
          external = String(found.id);
          await job.accepted(external, found.html_url);
          return stateOf(external, job.signal);
        },
        job,
        clock,
        parts.pollMs ?? POLL_MS,
      );
    },

    resume: async (job, external) =>
      external === null ? null : watch(() => stateOf(external, job.signal), job, clock, parts.pollMs ?? POLL_MS),

    async ask({ run, external, signal }) {
      if (external !== null) return stateOf(external, signal);
      const found = await find(run, signal);
      if (found.fault !== undefined) return { known: 'nothing', reason: found.fault };
      return found.run ? stateOf(String(found.run.id), signal) : { known: 'never' };
    },

    async cancel({ external, signal }) {
      if (external === null) return false;
      const answer = await github.request(
        'POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel',
        { owner, repo, run_id: Number(external) },
        signal,
      );
      return answer.ok;
    },
  };
}

/** What a workflow run's conclusion means. */
export function workflowEnding(conclusion: string | null, url: string): RunEnding {
  switch (conclusion) {
    case 'success':
      return succeeded('The workflow succeeded.', null, url);
    case 'cancelled':
      return { outcome: CANCELLED, status: null, reason: 'The workflow was cancelled.', url };
    case 'timed_out':
      return { outcome: 'timed-out', status: null, reason: 'The workflow ran into its own time limit.', url };
    default:
      return { ...failed(`The workflow ended: ${conclusion ?? 'without a conclusion'}.`), url };
  }
}
