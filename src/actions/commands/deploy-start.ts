import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { askFor } from '../asking.ts';
import { type DeployRequest, planDeploy } from '../deploys/plan-deploy.ts';
import type { ActionsParts } from '../parts.ts';
import {
  appOption,
  dryRunOption,
  environmentOption,
  overrideOption,
  reasonOption,
  refOption,
  requiredEnvironmentOption,
  startAtOption,
} from './options.ts';
import { recordRefusal } from './record-refusal.ts';
import { requestedReply } from './replies.ts';

export const deployStartCommand = (parts: ActionsParts) =>
  defineCommand({
    name: 'deploy start',
    summary: 'Deploy a version of an app to an environment',
    details:
      'A branch or tag is resolved to a commit at once, and that commit is deployed. Without `env` it goes to the first environment; any other must be named, with its version. With `at` it is confirmed now and starts then, after everything was checked again; /deploy cancel takes it back.',
    examples: [
      '/deploy start app:shop ref:v1.4.2',
      '/deploy start app:shop env:production ref:v1.4.2',
      '/deploy start app:shop ref:v1.4.2 at:tomorrow 06:00',
    ],
    permission: 'actions.ask',
    risk: 'change',
    pace: 'waits',
    options: {
      app: appOption(parts),
      ref: refOption(parts, 'Branch, tag or commit'),
      env: environmentOption(parts, 'Which environment; the first of the app when left out'),
      at: startAtOption(parts),
      override: overrideOption(),
      dry_run: dryRunOption(),
    },
    run: ({ app, ref, env, at, override, dry_run }, context) =>
      requestDeploy(
        parts,
        {
          app,
          ref,
          environment: env,
          rollback: false,
          dryRun: dry_run ?? false,
          startAt: at,
          channel: channelOf(context),
        },
        override ?? null,
        context,
      ),
  });

export const deployRollbackCommand = (parts: ActionsParts) =>
  defineCommand({
    name: 'deploy rollback',
    summary: 'Go back to the last good version',
    details:
      'Possible during freezes and incidents. The environment is locked afterwards until somebody says why it may be deployed to again: /deploy unlock reason:…, or the button of its card.',
    examples: ['/deploy rollback app:shop env:production reason:Checkout answers 500'],
    permission: 'actions.ask',
    risk: 'change',
    pace: 'waits',
    options: {
      app: appOption(parts),
      env: requiredEnvironmentOption(parts),
      reason: reasonOption(),
      ref: refOption(parts, 'To this version instead of the last good one'),
      dry_run: dryRunOption(),
    },
    run: ({ app, env, reason, ref, dry_run }, context) =>
      requestDeploy(
        parts,
        { app, ref, reason, environment: env, rollback: true, dryRun: dry_run ?? false, channel: channelOf(context) },
        null,
        context,
      ),
  });

const channelOf = (context: CommandContext): string | null => context.place?.channelId ?? null;

export async function requestDeploy(
  parts: ActionsParts,
  request: DeployRequest,
  override: string | null,
  context: CommandContext,
) {
  const plan = await planDeploy(parts, request);
  if (!plan.ok)
    return recordRefusal(parts, `deploy ${request.app} ${request.environment ?? ''}`.trim(), plan.refusal, context);
  const { confirmWithin } = parts.config().deploys;
  return requestedReply(parts, await askFor(parts, plan.value, context, { override, confirmWithinMs: confirmWithin }));
}
