import { z } from 'zod';
import { type Result, messageOf, ok, refuse } from '../../base/result.ts';
import type { GitHub } from '../github/client.ts';
import { MOST_COMMITS, REF_PATTERN, type Repository } from './repository.ts';

const commitSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40,64}$/),
  commit: z.object({
    message: z.string(),
    author: z.object({ name: z.string().optional(), date: z.string().optional() }).nullish(),
  }),
});
const titleOf = (message: string): string => message.split('\n')[0] ?? '';

/** A repository on GitHub, over its REST API. */
export function createGitHubRepository(github: GitHub, repository: string): Repository {
  const [owner = '', repo = ''] = repository.split('/');

  return {
    async resolve(ref) {
      if (!REF_PATTERN.test(ref)) return refuse('ref/form', 'That is no name of a branch, tag or commit.');
      const answer = await github.request('GET /repos/{owner}/{repo}/commits/{ref}', { owner, repo, ref });
      if (!answer.ok)
        return answer.status === 404 || answer.status === 422
          ? refuse(
              'ref/unknown',
              `There is no branch, tag or commit ${ref} in ${repository}, or Muster may not see it.`,
            )
          : refuse('repository/unreachable', `GitHub could not say what ${ref} is: ${answer.reason}`);
      return parsed(commitSchema, answer.data, ({ sha, commit }) => ({ commit: sha, title: titleOf(commit.message) }));
    },

    async between(from, to) {
      const answer = await github.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
        owner,
        repo,
        basehead: `${from}...${to}`,
      });
      if (!answer.ok) return refuse('repository/compare', `GitHub could not compare the versions: ${answer.reason}`);
      const schema = z.object({ ahead_by: z.int(), behind_by: z.int(), commits: z.array(commitSchema) });
      return parsed(schema, answer.data, ({ ahead_by, behind_by, commits }) => {
        const newest = commits.slice(-MOST_COMMITS).reverse();
        return {
          commits: newest.map(({ sha, commit }) => ({
            commit: sha,
            title: titleOf(commit.message),
            author: commit.author?.name ?? 'unknown',
            at: commit.author?.date === undefined ? null : Date.parse(commit.author.date),
          })),
          more: Math.max(0, ahead_by - newest.length),
          behind: behind_by,
        };
      });
    },

    async redChecks(commit, required) {
      if (required !== 'all' && required.length === 0) return ok([]);
      const [runs, statuses] = await Promise.all([
        github.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
          owner,
          repo,
          ref: commit,
          per_page: 100,
          filter: 'latest',
        }),
        github.request('GET /repos/{owner}/{repo}/commits/{ref}/status', { owner, repo, ref: commit, per_page: 100 }),
      ]);
      if (!runs.ok)
        return refuse('checks/unreachable', `GitHub could not say whether checks are green: ${runs.reason}`);
      if (!statuses.ok)
        return refuse('checks/unreachable', `GitHub could not say whether checks are green: ${statuses.reason}`);
      const schema = z.object({
        check_runs: z.array(z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullable() })),
      });
      const statusSchema = z.object({ statuses: z.array(z.object({ context: z.string(), state: z.string() })) });
      const checks = schema.safeParse(runs.data);
      const contexts = statusSchema.safeParse(statuses.data);
      if (!checks.success || !contexts.success) return unreadable;
      const states = new Map<string, string>();
      for (const { name, status, conclusion } of checks.data.check_runs)
        states.set(name, GREEN.has(conclusion ?? '') ? 'green' : (conclusion ?? status));
      for (const { context, state } of contexts.data.statuses)
        states.set(context, state === 'success' ? 'green' : state);
      const wanted = required === 'all' ? [...states.keys()] : required;
      return ok(
        wanted.map((name) => ({ name, state: states.get(name) ?? 'missing' })).filter(({ state }) => state !== 'green'),
      );
    },

    async refs() {
      const [branches, tags] = await Promise.all([
        github.request('GET /repos/{owner}/{repo}/branches', { owner, repo, per_page: 100 }),
        github.request('GET /repos/{owner}/{repo}/tags', { owner, repo, per_page: 100 }),
      ]);
      const schema = z.array(z.object({ name: z.string() }));
      return [branches, tags].flatMap((answer) => {
        const list = answer.ok ? schema.safeParse(answer.data) : undefined;
        return list?.success ? list.data.map(({ name }) => name) : [];
      });
    },
  };
}

const GREEN = new Set(['success', 'neutral', 'skipped']);
const unreadable = refuse('repository/answer', 'GitHub answered in a form that Muster does not know.');

function parsed<T, U>(schema: z.ZodType<T>, data: unknown, map: (value: T) => U): Result<U> {
  const result = schema.safeParse(data);
  return result.success
    ? ok(map(result.data))
    : refuse(
        'repository/answer',
        `GitHub answered in a form that Muster does not know (${messageOf(result.error).slice(0, 100)}).`,
      );
}
