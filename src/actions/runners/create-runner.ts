import type { Clock } from '../../base/clock.ts';
import type { RunnerConfig } from '../config/runner-schema.ts';
import { createGitHub } from '../github/client.ts';
import type { Launcher } from '../programs/launcher.ts';
import { createProgramRunner } from '../programs/program-runner.ts';
import { createGitHubDeploymentRunner } from './github-deployment.ts';
import { createGitHubWorkflowRunner } from './github-workflow.ts';
import { createHttpRunner } from './http-request.ts';
import { type Plugins, createPluginRunner } from './plugin.ts';
import type { Runner } from './runner.ts';
import { createWebhookRunner } from './webhook.ts';

/** The way to run something that muster.yaml describes. */
export function createRunner(
  config: RunnerConfig,
  parts: {
    readonly clock: Clock;
    readonly launcher: Launcher;
    readonly plugins: Plugins;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly publicUrl: () => string | undefined;
    readonly githubUrl?: string | undefined;
  },
): Runner {
  if ('plugin' in config) return createPluginRunner(config, parts.plugins);
  if ('program' in config) return createProgramRunner(config, parts);
  if ('http' in config) return createHttpRunner(config.http, parts.clock);
  if ('webhook' in config) return createWebhookRunner(config.webhook, parts);
  const github = createGitHub({ token: parts.environment['GITHUB_TOKEN'], baseUrl: parts.githubUrl });
  return 'githubDeployment' in config
    ? createGitHubDeploymentRunner(config.githubDeployment, { github, clock: parts.clock })
    : createGitHubWorkflowRunner(config.githubWorkflow, { github, clock: parts.clock });
}
