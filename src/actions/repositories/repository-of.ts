import type { AppConfig } from '../config/app-schema.ts';
import { createGitHub } from '../github/client.ts';
import { createGitRepository } from './git.ts';
import { createGitHubRepository } from './github.ts';
import type { Repository } from './repository.ts';

/** The repository of an app, as muster.yaml describes it. */
export function repositoryOf(
  app: AppConfig,
  parts: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly githubUrl?: string | undefined;
  },
): Repository {
  const { repository } = app;
  return 'git' in repository
    ? createGitRepository({
        folder: repository.git,
        fetch: repository.fetch,
        checksProgram: repository.checksProgram,
        environment: parts.environment,
      })
    : createGitHubRepository(
        createGitHub({ token: parts.environment[repository.token], baseUrl: parts.githubUrl }),
        repository.github,
      );
}
