import { Octokit } from '@octokit/core';
import { messageOf } from '../../base/result.ts';

export type GitHubAnswer =
  | { readonly ok: true; readonly status: number; readonly data: unknown }
  /** `reached` false: no answer came; whether the request arrived is not known. */
  | { readonly ok: false; readonly status: number | null; readonly reason: string; readonly reached: boolean };

/** GitHub's REST API: routes as in its documentation, answers as values. Nothing is retried here. */
export interface GitHub {
  request(route: string, parameters: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<GitHubAnswer>;
}

const VERSION = '2022-11-28';
const TIMEOUT_MS = 20_000;

export function createGitHub(options: {
  readonly token: string | undefined;
  readonly baseUrl?: string | undefined;
}): GitHub {
  const octokit = new Octokit({
    ...(options.token !== undefined && { auth: options.token }),
    ...(options.baseUrl !== undefined && { baseUrl: options.baseUrl }),
    userAgent: 'muster',
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  });
  return {
    async request(route, parameters, signal) {
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      try {
        const answer = await octokit.request(route, {
          ...parameters,
          headers: { 'x-github-api-version': VERSION },
          request: { signal: signal ? AbortSignal.any([signal, timeout]) : timeout },
        });
        const data: unknown = answer.data;
        return { ok: true, status: answer.status, data };
      } catch (error) {
        const status = statusOf(error);
        if (status === null || status === 500) {
          // Octokit reports a lost connection as status 500 without a response.
          const answered = error instanceof Error && 'response' in error && error.response !== undefined;
          if (!answered) return { ok: false, status: null, reason: `no answer (${messageOf(error)})`, reached: false };
        }
        return {
          ok: false,
          status,
          reason: `${status ?? 'no status'}: ${messageOf(error).slice(0, 300)}`,
          reached: true,
        };
      }
    },
  };
}

const nothing = (): void => undefined;

const statusOf = (error: unknown): number | null =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : null;
